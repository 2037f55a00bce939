/** Wrangler on this machine alone: a local D1 filled from a file, and the Worker over it. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const WRANGLER = join(ROOT, 'workers/node_modules/wrangler/bin/wrangler.js');

/** Nothing is reported or looked for elsewhere. */
function environment(state: string): NodeJS.ProcessEnv {
  const quiet = { WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CLOUDFLARE_CF_FETCH_ENABLED: 'false' };
  return { ...process.env, CI: 'true', ...quiet, WRANGLER_LOG_PATH: join(state, 'logs') };
}

/** Loads a file of SQL into the local database that `wrangler.toml` names. */
export function loadLocalD1(sql: string, state: string): void {
  const argv = ['d1', 'execute', 'errnopath', '--local', '--file', sql, '--persist-to', state, '--yes'];
  const run = spawnSync(process.execPath, [WRANGLER, ...argv], {
    cwd: ROOT,
    encoding: 'utf8',
    env: environment(state),
  });
  if (run.status !== 0) throw new Error(`wrangler d1 execute failed:\n${run.stdout}${run.stderr}`);
}

export interface LocalWorker {
  readonly url: string;
  /** What it printed. */
  readonly output: () => string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** What there is beside the Worker. */
interface Beside {
  /** What `wrangler secret put` would have set. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The port of its inspector; any without it. */
  readonly inspector?: number;
  /** Whether nothing is asked before it is used: what answers first is then the first answer. */
  readonly unasked?: boolean;
  /** Further variables of its environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Starts the Worker over what was loaded.
 * @param assets - the folder of the static site
 */
export async function startWorker(
  state: string,
  assets: string,
  { secrets = {}, inspector = 0, unasked = false, variables = {} }: Beside = {},
): Promise<LocalWorker> {
  const port = await freePort();
  const given = Object.entries(secrets).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const argv = ['dev', '--local', '--port', String(port), '--inspector-port', String(inspector)];
  argv.push('--persist-to', state, ...given);
  argv.push('--assets', assets);
  const options = { cwd: ROOT, env: { ...environment(state), ...variables }, detached: true } as const;
  const child = spawn(process.execPath, [WRANGLER, ...argv, '--show-interactive-dev-session=false'], options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  const url = `http://127.0.0.1:${port}`;
  const stop = (): Promise<void> => stopGroup(child);
  try {
    await until(child, () => output, unasked ? async () => output.includes(READY) : () => answers(`${url}/healthz`));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, output: () => output, pid: child.pid ?? 0, stop };
}

/** What it prints once it listens. */
const READY = 'Ready on';

async function until(child: ChildProcess, output: () => string, ready: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (child.exitCode !== null) throw new Error(`wrangler dev ended:\n${output()}`);
    if (await ready()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`wrangler dev does not answer:\n${output()}`);
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok === true;
}

/** It starts workerd in its own process group: all of it ends. */
async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const late = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), 5000);
  await ended;
  clearTimeout(late);
}

/** A port that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
