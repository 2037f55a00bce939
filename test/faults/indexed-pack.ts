/** The pack of the kernel of our own, and what is asked of it while something fails. */

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LAUNCHER } from '../e2e/service.js';

const TREE = join(import.meta.dirname, '../fixtures/tree');

/** Indexes the tree into a folder; the path of the pack. */
export function indexPack(folder: string, name = '9.9.1'): string {
  const run = spawnSync(process.execPath, [LAUNCHER, 'index', '--no-cache', '--quiet', TREE, '--out', folder], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`errnopath index failed: ${run.stderr}`);
  const [pack = ''] = readdirSync(folder).filter((file) => file === `${name}.pack`);
  return join(folder, pack);
}

/** Questions whose answers rest on every part of a pack: graph, rows, texts, guards, syscalls, errnos. */
export const QUESTIONS = [
  '/v1/kernels',
  '/v1/kernels/9.9.1/origins?syscall=mount&errno=ENOSPC',
  '/v1/kernels/9.9.1/origins?syscall=openat&errno=EMFILE&limit=100',
  '/v1/kernels/9.9.1/syscalls?limit=500',
  '/v1/kernels/9.9.1/syscalls/mount',
  '/v1/kernels/9.9.1/errnos/EINVAL/sites?limit=500',
  '/v1/kernels/9.9.1/functions/count_room',
  '/v1/kernels/9.9.1/tunables',
  '/v1/diff?from=9.9.1&to=9.9.1&errno=ENOMEM',
] as const;

/** A generator of numbers from 0 to 1 that gives the same ones for a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
