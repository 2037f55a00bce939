/** `npm run load`: requests a second of a question that is asked again, beside a bare route; then a mixed load on many connections. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { z } from 'zod';
import { type Service, startService } from '../test/e2e/service.js';
import { loadRequests, type Sent } from './load-requests.js';

const AUTOCANNON = fileURLToPath(new URL('../node_modules/autocannon/autocannon.js', import.meta.url));
const BARE = fileURLToPath(new URL('bare-route.mjs', import.meta.url));

/** What autocannon prints as JSON: latencies in ms, requests a second. */
const Result = z.object({
  requests: z.object({ average: z.number(), total: z.number() }),
  latency: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
  ...{ errors: z.number(), timeouts: z.number(), non2xx: z.number() },
});
type Result = z.infer<typeof Result>;

interface Options {
  readonly packs: string;
  readonly kernel: string;
  readonly seconds: string;
  readonly rounds: string;
  readonly connections: string;
  readonly rate: string;
}

/** The exit status. */
export async function runLoad(argv: readonly string[]): Promise<number> {
  const program = new Command('load')
    .description(
      'measures the service under load, in a process of its own, by autocannon; all figures are of one process',
    )
    .option('--packs <folder>', 'folder of packs', 'data/packs')
    .option('--kernel <kernel>', 'the kernel that is asked about', '6.1')
    .option('--seconds <number>', 'of the mixed load; the comparison takes a sixth of it a round', '60')
    .option('--rounds <number>', 'of the comparison, one of each in turn', '3')
    .option('--connections <number>', 'of the mixed load', '200')
    .option('--rate <number>', 'requests a second of the mixed load; as many as go without', '0')
    .action(async (options: Options) => {
      const scratch = await mkdtemp(join(tmpdir(), 'errnopath-load-'));
      const service = await startService(options.packs);
      try {
        await compare(service, scratch, options);
        await mix(service, scratch, options);
      } finally {
        await service.stop();
        await rm(scratch, { recursive: true, force: true });
      }
    });
  await program.parseAsync([...argv], { from: 'user' });
  return 0;
}

/** The same bytes from the service and from a route that does nothing else, in turn. */
async function compare({ url }: Service, scratch: string, { kernel, seconds, rounds }: Options): Promise<void> {
  const duration = String(Math.max(1, Math.round(Number(seconds) / 6)));
  for (const limit of [1, 20]) {
    const own = `${url}/v1/kernels/${kernel}/origins?syscall=mount&errno=ENOSPC&limit=${limit}`;
    const bytes = await (await fetch(own, { headers: { 'accept-encoding': 'identity' } })).text();
    const file = join(scratch, 'answer.json');
    await writeFile(file, bytes);
    const bare = spawn(process.execPath, [BARE, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = await once(bare.stdout, 'data');
    const found = { own: 0, bare: 0 };
    for (let round = 0; round < Number(rounds); round++) {
      for (const [name, target] of [
        ['own', own],
        ['bare', `http://127.0.0.1:${Number(String(port))}/answer`],
      ] as const) {
        const { requests, non2xx, errors } = await fire(['-c', '10', '-d', duration, target]);
        if (non2xx + errors > 0) throw new Error(`${target}: ${non2xx + errors} requests failed`);
        found[name] = Math.max(found[name], requests.average);
      }
    }
    await ended(bare);
    const ratio = (found.own / found.bare).toFixed(2);
    print(
      `origins, asked again, limit=${limit}, ${bytes.length} bytes`,
      `${per(found.own)}; bare route ${per(found.bare)}: ${ratio}`,
    );
  }
}

async function mix(
  { url, pid }: Service,
  scratch: string,
  { kernel, seconds, connections, rate }: Options,
): Promise<void> {
  const requests = loadRequests(kernel);
  for (const request of requests) {
    const response = await fetch(`${url}${request.path}`, request);
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${request.method} ${request.path} is answered ${response.status}`);
  }
  const har = join(scratch, 'requests.har');
  await writeFile(har, JSON.stringify(harOf(url, requests)));
  const memory = [memoryOf(pid)];
  const sample = setInterval(() => memory.push(memoryOf(pid)), (Number(seconds) * 1000) / 6);
  const limits = Number(rate) > 0 ? ['-R', rate] : [];
  const result = await fire(['-c', connections, '-d', seconds, '-t', '30', ...limits, '--har', har, url]);
  clearInterval(sample);
  memory.push(memoryOf(pid));
  const { latency } = result;
  const failed = `${result.errors} errors, ${result.timeouts} timeouts, ${result.non2xx} other than 2xx`;
  print(
    `${connections} connections, ${seconds} s, ${requests.length} requests in turn`,
    `${result.requests.total}: ${failed}`,
  );
  print('  requests a second', per(result.requests.average));
  print('  p50, p99, slowest', `${latency.p50}, ${latency.p99}, ${latency.max} ms`);
  print('  resident, in MB', memory.map((bytes) => Math.round(bytes / 1e6)).join(' → '));
}

async function fire(argv: readonly string[]): Promise<Result> {
  const child = spawn(process.execPath, [AUTOCANNON, '--json', '--no-progress', ...argv], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return Result.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''));
}

/** HTTP Archive 1.2, as far as autocannon reads it. */
function harOf(url: string, requests: readonly Sent[]): object {
  const entries = requests.map(({ path, method, headers, body }) => ({
    request: {
      ...{ method, url: `${url}${path}` },
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      ...(body !== undefined && { postData: { mimeType: headers['content-type'], text: body } }),
    },
  }));
  return { log: { version: '1.2', creator: { name: 'errnopath', version: '1' }, entries } };
}

/** Bytes that a process has resident. */
function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

async function ended(child: ChildProcess): Promise<void> {
  const close = once(child, 'close');
  child.kill('SIGTERM');
  await close;
}

function per(rate: number): string {
  return `${Math.round(rate)} a second`;
}

function print(what: string, figures: string): void {
  process.stdout.write(`${what.padEnd(58)} ${figures}\n`);
}
