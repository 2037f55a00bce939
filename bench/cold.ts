/** `npm run cold`: what the first answer of a process costs, on the command line and of a server, and what memory it takes. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { z } from 'zod';
import { timedRun } from './timed-run.js';

const PROGRAM = fileURLToPath(new URL('../bin/errnopath.mjs', import.meta.url));
const CLIENT = fileURLToPath(new URL('./ask-in-turn.mjs', import.meta.url));
const FOLDER = fileURLToPath(new URL('..', import.meta.url));

const TRACE = 'test/samples/strace-mount-k6.1.txt';

/** What is asked on the command line; the first is Node itself, which does nothing. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  origins: [PROGRAM, 'origins', 'mount', 'ENOSPC', '--kernel', '6.1'],
  ask: [PROGRAM, 'ask', 'mount: no space left on device', '--kernel', '6.1'],
  plan: [PROGRAM, 'plan', 'mount', 'ENOSPC', '--kernel', '6.1'],
  functions: [PROGRAM, 'functions', 'do_new_mount', '--kernel', '6.1'],
  explain: [PROGRAM, 'explain', TRACE, '--kernel', '6.1'],
};

interface Options {
  readonly runs: string;
  readonly pairs?: string;
}

/** The exit status. */
export async function runCold(argv: readonly string[]): Promise<number> {
  const program = new Command('cold')
    .description('measures first answers with the packs unpacked and asked before; needs GNU time')
    .option('--runs <number>', 'processes of each command, of which the median counts', '5')
    .option(
      '--pairs <number>',
      'pairs of a syscall and an errno that the server is asked for, spread over all; all without',
    )
    .action(async ({ runs, pairs }: Options) => {
      for (const [name, command] of Object.entries(COMMANDS)) await measureCommand(name, command, Number(runs));
      await measureServer(Number(runs), pairs === undefined ? Number.POSITIVE_INFINITY : Number(pairs));
    });
  await program.parseAsync([...argv], { from: 'user' });
  return 0;
}

async function measureCommand(name: string, command: readonly string[], runs: number): Promise<void> {
  const run = () => timedRun([process.execPath, ...command], FOLDER);
  await run();
  const measured = [];
  for (let i = 0; i < runs; i++) measured.push(await run());
  const wall = medianOf(measured.map((one) => one.wall * 1000));
  const cpu = medianOf(measured.map((one) => one.cpu * 1000));
  const memory = medianOf(measured.map((one) => one.memory));
  print(name, `${wall.toFixed(0)} ms, ${cpu.toFixed(0)} ms of CPU, ${megabytes(memory)}`);
}

async function measureServer(runs: number, pairs: number): Promise<void> {
  await stopped((await serverWithAll()).child);
  const firsts: number[] = [];
  for (let i = 0; i < runs; i++) {
    const { child, first } = await startedServer();
    firsts.push(first);
    await stopped(child);
  }
  print('serve to first answer', `${medianOf(firsts).toFixed(0)} ms`);
  const { child, url, kernels } = await serverWithAll();
  print(`memory, ${kernels} kernels asked once`, megabytes(await residentOf(child)));
  const times = await timesOf((await pairsOf(url, pairs)).map((path) => `${url}${path}`));
  times.sort((a, b) => a - b);
  const at = (share: number): string => `${(times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(1)} ms`;
  print(`${times.length} pairs, none asked before`, `p50 ${at(0.5)}, p99 ${at(0.99)}`);
  print('memory after that', megabytes(await residentOf(child)));
  await stopped(child);
}

/** A server that has answered about each of its kernels, and how many these are. */
async function serverWithAll(): Promise<{
  readonly child: ChildProcess;
  readonly url: string;
  readonly kernels: number;
}> {
  const { child, url } = await startedServer();
  const { kernels } = await asked(`${url}/v1/kernels`);
  for (const { id } of kernels) await asked(`${url}/v1/kernels/${id}/origins?syscall=mount&errno=ENOSPC`);
  return { child, url, kernels: kernels.length };
}

/** A server that has answered once, and the milliseconds from its start to that. */
async function startedServer(): Promise<{
  readonly child: ChildProcess;
  readonly url: string;
  readonly first: number;
}> {
  const start = performance.now();
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = / on (http:\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    await asked(`${url}/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC`);
    return { child, url, first: performance.now() - start };
  }
  throw new Error('the server ended before it listened');
}

/** Of x86_64. */
const NATIVE = '64';

/** Paths of origins, spread over all pairs of a kernel. */
async function pairsOf(url: string, most: number): Promise<readonly string[]> {
  const { syscalls } = await asked(`${url}/v1/kernels/6.1/syscalls?limit=500`);
  const paths: string[] = syscalls
    .filter(({ abi }: { abi: string }) => abi === NATIVE)
    .flatMap(({ name, errnos }: { name: string; errnos: readonly string[] }) =>
      errnos.map((errno) => `/v1/kernels/6.1/origins?syscall=${name}&errno=${errno}`),
    );
  const step = Math.max(1, paths.length / most);
  return Array.from({ length: Math.min(most, paths.length) }, (_, i) => paths[Math.floor(i * step)] ?? '');
}

/** Milliseconds until the last byte of each, one after the other. What `fetch` makes of an answer takes a third as long as the answer. */
async function timesOf(urls: readonly string[]): Promise<number[]> {
  const child = spawn(process.execPath, [CLIENT], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(urls.join('\n'));
  const told = await text(child.stdout);
  if (told === '') throw new Error('a pair was not answered');
  return z.array(z.number()).parse(JSON.parse(told));
}

async function asked(url: string): Promise<ReturnType<typeof JSON.parse>> {
  return (await answered(url)).json();
}

async function answered(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} is ${response.status}: ${await response.text()}`);
  return response;
}

async function stopped(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'close');
}

/** Bytes (`VmRSS` of proc(5)). */
async function residentOf({ pid }: ChildProcess): Promise<number> {
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function print(what: string, figures: string): void {
  process.stdout.write(`${what.padEnd(36)} ${figures}\n`);
}
