/** `npm run edge`: the first answer of an isolate at the edge, and the memory that it takes, in `wrangler dev` with a local D1. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { freePort, loadLocalD1, startWorker } from '../test/homes/wrangler.js';
import { type Inspector, inspectorAt } from './inspector.js';

const PROGRAM = fileURLToPath(new URL('../bin/errnopath.mjs', import.meta.url));

/** A request: its path, and what is sent with it. */
type Question = readonly [path: string, init?: RequestInit];

/** What is asked first. */
const firstOf = (kernel: string): Question => [`/v1/kernels/${kernel}/origins?syscall=mount&errno=ENOSPC`];

/** What is asked after it: searches with and without a context, lists that count for every errno, a plan, a trace. */
async function othersOf(kernel: string): Promise<readonly Question[]> {
  const searches = [
    ...['mount&errno=ENOSPC&limit=1', 'openat&errno=EMFILE', 'openat&errno=EINVAL', 'mount&errno=EINVAL&fs=ext4'],
    ...['bpf&errno=EPERM&cmd=BPF_MAP_CREATE', 'ioctl&errno=EIO', 'connect&errno=EPERM&family=AF_INET'],
    'openat&errno=EMFILE&arch=arm64',
  ].map((query) => `origins?syscall=${query}`);
  const lists = ['syscalls/mount', 'syscalls/openat', 'syscalls/ioctl', 'syscalls/sendmsg', 'errnos/ENOSPC/sites'];
  const functions = ['functions/count_mounts', 'functions/count_mount'];
  const plan = { kernel, syscall: 'mount', errno: 'ENOSPC' };
  return [
    ...[...searches, ...lists, ...functions].map((path): Question => [`/v1/kernels/${kernel}/${path}`]),
    ['/v1/plan', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(plan) }],
    [
      `/v1/explain?kernel=${kernel}`,
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: await readFile(TRACE, 'utf8') },
    ],
  ];
}

const TRACE = fileURLToPath(new URL('../test/samples/strace-mount-k6.1.txt', import.meta.url));

interface Options {
  readonly kernel: string;
  readonly runs: string;
  readonly state?: string;
}

/** The exit status. */
export async function runEdge(argv: readonly string[]): Promise<number> {
  const program = new Command('edge')
    .description('measures a Worker in `wrangler dev --local`; needs `npm ci --prefix workers`')
    .option('--kernel <kernel>', 'the kernel that is exported and asked about', '6.1')
    .option('--runs <number>', 'isolates that are started', '5')
    .option('--state <folder>', 'where the local D1 stands: loaded unless it is there, which takes minutes')
    .action(async ({ kernel, runs, state }: Options) => {
      const scratch = await mkdtemp(join(tmpdir(), 'errnopath-edge-'));
      try {
        const folder = state ?? join(scratch, 'state');
        if (!existsSync(folder)) await load(kernel, folder, scratch);
        const assets = join(scratch, 'assets');
        await mkdir(assets);
        const measured: Measured[] = [];
        for (let i = 0; i < Number(runs); i++) measured.push(await measure(kernel, folder, assets));
        report(measured);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    });
  await program.parseAsync([...argv], { from: 'user' });
  return 0;
}

async function load(kernel: string, state: string, scratch: string): Promise<void> {
  const sql = join(scratch, 'pack.sql');
  const file = await open(sql, 'w');
  try {
    const argv = [PROGRAM, 'pack', 'export', '--d1', kernel];
    const [status] = await once(spawn(process.execPath, argv, { stdio: ['ignore', file.fd, 'inherit'] }), 'close');
    if (status !== 0) throw new Error(`pack export ended with ${String(status)}`);
  } finally {
    await file.close();
  }
  loadLocalD1(sql, state);
}

/** What one isolate needed: milliseconds, and bytes with what was not collected yet. */
interface Measured {
  readonly first: number;
  readonly afterFirst: number;
  /** The most that was seen while all was asked, each twice, and what had been asked by then. */
  readonly most: number;
  readonly mostBy: string;
  /** The least in the second round: what is held is no more. */
  readonly held: number;
  /** The slowest of the others, each when it is asked first. */
  readonly slowest: number;
}

async function measure(kernel: string, state: string, assets: string): Promise<Measured> {
  const port = await freePort();
  const worker = await startWorker(state, assets, { inspector: port, unasked: true });
  let inspector: Inspector | undefined;
  try {
    const first = await timeOf(worker.url, firstOf(kernel));
    inspector = await inspectorAt(port);
    const afterFirst = await inspector.memory();
    let [most, mostBy, held, slowest] = [afterFirst, '', Number.POSITIVE_INFINITY, 0];
    const others = await othersOf(kernel);
    for (const [i, question] of [...others, ...others].entries()) {
      slowest = Math.max(slowest, await timeOf(worker.url, question));
      const memory = await inspector.memory();
      if (memory > most) [most, mostBy] = [memory, question[0]];
      if (i >= others.length) held = Math.min(held, memory);
    }
    return { first, afterFirst, most, mostBy, held, slowest };
  } finally {
    inspector?.close();
    await worker.stop();
  }
}

/** Milliseconds until an answer is there as a whole. @throws Error where it fails */
async function timeOf(url: string, [path, init]: Question): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${url}${path}`, init);
  await response.text();
  // One name is misspelt.
  if (!response.ok && response.status !== 404) throw new Error(`${path}: ${response.status}`);
  return performance.now() - started;
}

function report(measured: readonly Measured[]): void {
  const of = (what: Exclude<keyof Measured, 'mostBy'>): number[] =>
    measured.map((one) => one[what]).sort((a, b) => a - b);
  const median = (list: readonly number[]): number => list[list.length >> 1] ?? Number.NaN;
  const ms = (what: 'first' | 'slowest'): string =>
    `${median(of(what)).toFixed(0)} ms (${of(what)
      .map((one) => one.toFixed(0))
      .join(', ')})`;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const [worst] = [...measured].sort((a, b) => b.most - a.most);
  const lines = [
    ['first answer of an isolate', ms('first')],
    ['slowest of the others', ms('slowest')],
    ['memory of the isolate after the first answer', mb(median(of('afterFirst')))],
    ['held once all was asked, at most', mb(of('held').at(-1) ?? Number.NaN)],
    ['the most that was seen, garbage included', `${mb(worst?.most ?? Number.NaN)}, after ${worst?.mostBy}`],
  ] as const;
  for (const [what, figure] of lines) process.stdout.write(`${what.padEnd(46)} ${figure}\n`);
}
