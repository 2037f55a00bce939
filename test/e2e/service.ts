/** The service as users start it: `errnopath serve` in a process of its own, on a free port of this machine. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The launcher of the `errnopath` command. */
export const LAUNCHER = join(import.meta.dirname, '../../bin/errnopath.mjs');

export interface Service {
  readonly url: string;
  readonly pid: number;
  /** What it printed until it was ready, and errors since. */
  output(): string;
  /** Ends it, as Ctrl-C does unless told; resolves to its exit status. */
  stop(signal?: 'SIGTERM'): Promise<number | null>;
}

/** Starting includes a build and unpacking; more than this (in ms) is a failure. */
const READY_DEADLINE = 300_000;

/**
 * Starts the service over a folder of packs and waits until it listens.
 * @param environment - added to our own; `XDG_CACHE_HOME` says where packs are unpacked to
 * @param more - more arguments
 * @throws Error with what it printed, when it ends or is not ready in time
 */
export async function startService(
  packs: string,
  environment: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Promise<Service> {
  const argv = ['serve', '--host', '127.0.0.1', '--port', '0', '--packs', packs, ...more];
  const child = spawn(process.execPath, [LAUNCHER, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const ended = once(child, 'close');
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill();
      reject(new Error(`the service was not ready in ${READY_DEADLINE / 1000} s; it printed:\n${printed}`));
    }, READY_DEADLINE);
    const listen = (text: string): void => {
      printed += text;
      const found = /^errnopath \S+ on (http:\/\/\S+)\n(?:.*\n)*try: .*\n/m.exec(printed)?.[1];
      if (found === undefined) return;
      clearTimeout(deadline);
      resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.on('error', reject);
    ended.then(() => {
      clearTimeout(deadline);
      reject(new Error(`the service ended before it was ready; it printed:\n${printed}`));
    }, reject);
  });
  return {
    url,
    pid: child.pid ?? 0,
    output: () => printed,
    stop: (signal?: 'SIGTERM') => stop(child, ended, signal ?? 'SIGINT'),
  };
}

async function stop(child: ChildProcess, ended: Promise<unknown[]>, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await ended;
  return child.exitCode;
}
