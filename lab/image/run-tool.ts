/** Runs a program of the host to its end; what it printed is told only where it fails. */
import { spawn } from 'node:child_process';
import { deferred } from '../deferred.js';

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** What it printed on standard output. Throws with the last lines of its errors where it fails or is missing. */
export async function runTool(command: string, argv: readonly string[], options: ToolOptions = {}): Promise<string> {
  const { promise, resolve, reject } = deferred<string>();
  const child = spawn(command, argv, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.on('error', (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
  child.on('close', (code) => {
    if (code === 0) return resolve(Buffer.concat(out).toString());
    const last = Buffer.concat(err).toString().trimEnd().split('\n').slice(-8).join('\n');
    reject(new Error(`${command} ${argv.slice(0, 3).join(' ')} … ended with ${code}:\n${last}`));
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return promise;
}
