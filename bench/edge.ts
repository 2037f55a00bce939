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
    ...['arm64', 'riscv', 's390', 'i386'].map((arch) => `openat&errno=EMFILE&arch=${arch}`),
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
  readonly ci?: true;
}

/** Bytes that an isolate may take, Cloudflare's limit. */
const ALLOWED = 128e6;

/** The exit status. */
export async function runEdge(argv: readonly string[]): Promise<number> {
  let status = 0;
  const program = new Command('edge')
    .description('measures a Worker in `wrangler dev --local`; needs `npm ci --prefix workers`')
    .option('--kernel <kernel>', 'the kernel that is exported and asked about', '6.1')
    .option('--runs <number>', 'isolates that are started', '5')
    .option('--state <folder>', 'where the local D1 stands: loaded unless it is there, which takes minutes')
    .option('--ci', 'fail where an isolate takes more memory than it may')
    .action(async ({ kernel, runs, state, ci }: Options) => {
      const scratch = await mkdtemp(join(tmpdir(), 'errnopath-edge-'));
      try {
        const folder = state ?? join(scratch, 'state');
        if (!existsSync(folder)) await load(kernel, folder, scratch);
        const assets = join(scratch, 'assets');
        await mkdir(assets);
        const times: Times[] = [];
        for (let i = 0; i < Number(runs); i++) times.push(await timesOf(kernel, folder, assets));
        const collected = await memoryOf(kernel, folder, assets, true);
        const limited = await memoryOf(kernel, folder, assets, false);
        report(times, collected, limited);
        // What is garbage goes before a limit is met; how much of it there is changes from run to run.
        if (ci && collected.some(({ alive }) => alive > ALLOWED)) {
          process.stderr.write(`edge: more than ${ALLOWED / 1e6} MB of an isolate are alive\n`);
          status = 1;
        }
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    });
  await program.parseAsync([...argv], { from: 'user' });
  return status;
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

/**
 * Flags of the isolate whose memory is looked at: the local workerd has no limit of its own, so that V8 would gather garbage as
 * it likes. Arrays are not part of this heap: they are told with it.
 */
const FLAGS = '--expose-gc --max-heap-size=40';
const LIMITED = fileURLToPath(new URL('./limited-workerd.sh', import.meta.url));

/** What one isolate needed, in milliseconds. */
interface Times {
  readonly first: number;
  /** The slowest of the others, each when it is asked first. */
  readonly slowest: number;
}

async function timesOf(kernel: string, state: string, assets: string): Promise<Times> {
  const worker = await startWorker(state, assets, { unasked: true });
  try {
    const first = await timeOf(worker.url, firstOf(kernel));
    let slowest = 0;
    for (const question of await othersOf(kernel)) slowest = Math.max(slowest, await timeOf(worker.url, question));
    return { first, slowest };
  } finally {
    await worker.stop();
  }
}

/** Bytes of the heap and of arrays together, after an answer. */
interface Memory {
  readonly path: string;
  /** With garbage. */
  readonly seen: number;
  /** What is left of it when that is collected. */
  readonly alive: number;
}

/** Asks all of it twice in an isolate with a limit. @param collecting - whether garbage is collected after each answer */
async function memoryOf(
  kernel: string,
  state: string,
  assets: string,
  collecting: boolean,
): Promise<readonly Memory[]> {
  const port = await freePort();
  const variables = { MINIFLARE_WORKERD_PATH: LIMITED, V8_FLAGS: FLAGS };
  const worker = await startWorker(state, assets, { inspector: port, unasked: true, variables });
  let inspector: Inspector | undefined;
  try {
    inspector = await inspectorAt(port);
    const others = await othersOf(kernel);
    const memory: Memory[] = [];
    for (const question of [firstOf(kernel), ...others, ...others]) {
      await timeOf(worker.url, question);
      const seen = await inspector.memory();
      if (collecting) await inspector.collect();
      memory.push({ path: question[0], seen, alive: await inspector.memory() });
    }
    return memory;
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

function report(times: readonly Times[], collected: readonly Memory[], limited: readonly Memory[]): void {
  const ms = (what: keyof Times): string => {
    const list = times.map((one) => one[what]).sort((a, b) => a - b);
    const all = list.map((one) => one.toFixed(0)).join(', ');
    return `${(list[list.length >> 1] ?? Number.NaN).toFixed(0)} ms (${all})`;
  };
  const mb = (bytes = Number.NaN): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const most = (list: readonly Memory[], what: 'seen' | 'alive'): string => {
    const [worst] = [...list].sort((a, b) => b[what] - a[what]);
    return `${mb(worst?.[what])}, after ${worst?.path}`;
  };
  const lines = [
    ['first answer of an isolate', ms('first')],
    ['slowest of the others', ms('slowest')],
    ['alive after the first answer', mb(collected[0]?.alive)],
    ['alive after any answer, at most', most(collected, 'alive')],
    [`with garbage, under ${FLAGS.split(' ').at(-1)}, at most`, most(limited, 'seen')],
  ] as const;
  for (const [what, figure] of lines) process.stdout.write(`${what.padEnd(52)} ${figure}\n`);
}
