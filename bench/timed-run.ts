/** Runs a program and measures it with GNU time. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface Measured {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of user and system time, all threads and children together. */
  readonly cpu: number;
  /** Bytes: the most that one of its processes had resident. */
  readonly memory: number;
}

/** Throws with the program's errors when it fails. Needs GNU time as /usr/bin/time. */
export async function timedRun(command: readonly string[], folder: string): Promise<Measured> {
  const child = spawn('/usr/bin/time', ['-q', '-f', '\n%e %U %S %M', ...command], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [errors, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${String(status)}: ${errors.slice(-500)}`);
  const [wall = 0, user = 0, system = 0, kilobytes = 0] = (errors.trimEnd().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return { wall, cpu: user + system, memory: kilobytes * 1024 };
}
