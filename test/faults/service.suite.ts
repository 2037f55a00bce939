/** The service as users run it, on disks that are full or read-only, killed, stopped, and beset by clients. `npm run test:faults` runs it. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { LAUNCHER, type Service, startService } from '../e2e/service.js';
import { makePack } from '../project/pack-fixture.js';
import { indexPack } from './indexed-pack.js';

const ORIGINS = '/v1/kernels/9.9.1/origins?syscall=mount&errno=ENOSPC';

let folder: string;
let packs: string;
let right: string;
const services: Service[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
  packs = join(folder, 'packs');
  indexPack(packs);
  const service = await start();
  right = await (await fetch(`${service.url}${ORIGINS}`)).text();
  expect(JSON.parse(right).total).toBeGreaterThan(0);
});

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(cache = join(folder, 'cache'), more: readonly string[] = []): Promise<Service> {
  const service = await startService(packs, { XDG_CACHE_HOME: cache }, more);
  services.push(service);
  return service;
}

/** Whether file systems can be mounted here, out of sight of everyone else. */
const MOUNTS = spawnSync('unshare', ['-m', 'true']).status === 0;

/**
 * Runs a shell in a mount namespace of its own, where `$1` is a folder of which `mount` made something, and in it the
 * service with that folder as its cache; what it printed and answered.
 */
function servedOn(mount: string, cache: string): { printed: string; answered: string; status: string } {
  mkdirSync(cache, { recursive: true });
  const script = `${mount}
    XDG_CACHE_HOME=$1 "$2" "$3" serve --port 0 --packs "$4" >"$5/out" 2>&1 &
    for i in $(seq 300); do grep -q '^try: ' "$5/out" && break; sleep 0.1; done
    url=$(sed -n 's/^errnopath .* on //p' "$5/out")
    curl -s -o "$5/answer" -w '%{http_code}' "$url$6"
    kill %1; wait %1`;
  const shell = ['-m', 'bash', '-mc', script, 'bash', cache, process.execPath, LAUNCHER, packs, folder, ORIGINS];
  const { stdout, stderr } = spawnSync('unshare', shell, { encoding: 'utf8' });
  const printed = `${readFileSync(join(folder, 'out'), 'utf8')}${stderr}`;
  return { printed, answered: readFileSync(join(folder, 'answer'), 'utf8'), status: stdout };
}

test.runIf(MOUNTS)('a full disk: said with the file and the way out, and the service lives', () => {
  // Full while the pack is unpacked, and while its tables are filled.
  for (const size of ['16k', '64k']) {
    const cache = join(folder, `full-${size}`);
    const { printed, status } = servedOn(`mount -t tmpfs -o size=${size} none "$1"`, cache);
    expect(printed).toMatch(/\.db: cannot be written, no space left on the device \(ENOSPC\); free some space/);
    expect(printed).toContain('kernels: none');
    expect(status).toBe('404');
  }
});

test.runIf(MOUNTS)('a read-only disk: unaffected where packs are unpacked, else said', async () => {
  const cache = join(folder, 'cache');
  const readOnly = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"';
  expect(servedOn(readOnly, cache)).toMatchObject({ status: '200', answered: right });
  const { printed, status } = servedOn(readOnly, join(folder, 'empty'));
  expect(printed).toMatch(/cannot be written, the file system is read-only \(EROFS\)/);
  expect(status).toBe('404');
});

test('kill -9 while it unpacks, ten times: the next start answers, and nothing is left', async () => {
  const large = join(folder, 'large');
  mkdirSync(large);
  await makePack(large, { id: '6.1.7', megabytes: 24 });
  const cache = join(folder, 'killed');
  for (let i = 0; i < 10; i++) {
    const argv = [LAUNCHER, 'serve', '--port', '0', '--packs', large];
    const child = spawn(process.execPath, argv, { env: { ...process.env, XDG_CACHE_HOME: cache }, stdio: 'ignore' });
    const ended = once(child, 'exit');
    const begun = () => readdirSync(join(cache, 'errnopath')).some((name) => name.endsWith('.tmp'));
    await vi.waitFor(() => expect(begun()).toBe(true), { timeout: 30_000, interval: 1 });
    await new Promise((next) => setTimeout(next, i * 10));
    child.kill('SIGKILL');
    await ended;
    const whole = readdirSync(join(cache, 'errnopath')).filter((name) => name.endsWith('.db'));
    if (whole.length > 0) rmSync(join(cache, 'errnopath', whole[0] ?? ''));
  }
  const service = await startService(large, { XDG_CACHE_HOME: cache });
  services.push(service);
  expect((await fetch(`${service.url}/v1/kernels/6.1.7/functions/count_mounts`)).status).toBe(200);
  expect(readdirSync(join(cache, 'errnopath')).filter((name) => /\.(?:db|tmp)$/.test(name))).toEqual([
    expect.stringMatching(/^6\.1\.7-[0-9a-f]{16}\.db$/),
  ]);
});

/** Opens connections to the service, so many at a time. */
async function connections(url: string, count: number): Promise<Socket[]> {
  const { port, hostname } = new URL(url);
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const more = Array.from({ length: Math.min(200, count - sockets.length) }, () => connect(Number(port), hostname));
    await Promise.all(more.map((socket) => once(socket, 'connect')));
    sockets.push(...more);
  }
  for (const socket of sockets) socket.on('error', () => undefined);
  return sockets;
}

/** Others wait no longer than this (ms), on a machine that is busy with other things, too. */
const SOON = 3000;

async function timed(url: string): Promise<number> {
  const begun = performance.now();
  const response = await fetch(url);
  expect(response.status).toBe(200);
  await response.arrayBuffer();
  return performance.now() - begun;
}

test('clients that send their headers a letter at a time are cut off, and others are answered', async () => {
  const { url } = await start();
  await timed(`${url}${ORIGINS}`);
  const slow = await connections(url, 300);
  let open = slow.length;
  for (const socket of slow) socket.on('close', () => open--);
  const drip = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write('x');
  }, 500);
  for (const socket of slow) socket.write('GET / HTTP/1.1\r\nx-');
  for (let i = 0; i < 10; i++) expect(await timed(`${url}${ORIGINS}&limit=${i + 1}`)).toBeLessThan(SOON);
  await vi.waitFor(() => expect(open).toBe(0), { timeout: 60_000, interval: 500 });
  clearInterval(drip);
});

test('10,000 idle connections: others are answered, and they cost little', async () => {
  const { url, pid } = await start();
  await timed(`${url}${ORIGINS}`);
  const before = residentOf(pid);
  const idle = await connections(url, 10_000);
  for (let i = 0; i < 20; i++) expect(await timed(`${url}${ORIGINS}&limit=${i + 1}`)).toBeLessThan(SOON);
  const each = (residentOf(pid) - before) / idle.length;
  expect(each).toBeLessThan(20_000);
  for (const socket of idle) socket.destroy();
});

/** Bytes that a process has resident. */
function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

test('SIGTERM under load: what was begun is finished, and it ends with 0', async () => {
  for (const more of [[], ['--processes', '2']]) {
    const service = await start(undefined, more);
    let whole = 0;
    const cut: unknown[] = [];
    const client = async (): Promise<void> => {
      for (;;) {
        let response: Response;
        try {
          response = await fetch(`${service.url}${ORIGINS}`);
        } catch {
          // Refused, or closed before anything of an answer came: whoever asked knows that, and may ask again.
          return;
        }
        try {
          expect(await response.text()).toBe(right);
          whole++;
        } catch (error) {
          cut.push(error);
        }
      }
    };
    const clients = Array.from({ length: 40 }, client);
    await vi.waitFor(() => expect(whole).toBeGreaterThan(200), 30_000);
    const begun = performance.now();
    expect(await service.stop('SIGTERM')).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
    await Promise.all(clients);
    expect(cut).toEqual([]);
    services.length = 0;
  }
});

test('a request that is under way when SIGTERM comes is answered', async () => {
  const service = await start();
  const { port, hostname } = new URL(service.url);
  const body = JSON.stringify({ kernel: '9.9.1', syscall: 'mount', errno: 'ENOSPC' });
  const head = `POST /v1/plan HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  const sockets = await connections(service.url, 50);
  expect(`http://${hostname}:${port}`).toBe(service.url);
  const answers = sockets.map(async (socket) => {
    let text = '';
    socket.on('data', (part) => (text += String(part)));
    await once(socket, 'close');
    return text;
  });
  for (const socket of sockets) socket.write(head + body.slice(0, 10));
  await timed(`${service.url}/healthz`);
  const ended = service.stop('SIGTERM');
  await new Promise((next) => setTimeout(next, 300));
  for (const socket of sockets) socket.write(body.slice(10));
  for (const text of await Promise.all(answers)) {
    const [head = '', answer = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(Number(/content-length: (\d+)/i.exec(head)?.[1])).toBe(Buffer.byteLength(answer));
  }
  expect(await ended).toBe(0);
  services.length = 0;
});

test('a pack that appears half copied is passed over until it is whole', async () => {
  const grown = join(folder, 'grown');
  mkdirSync(grown);
  const service = await startService(grown, { XDG_CACHE_HOME: join(folder, 'cache') });
  services.push(service);
  const bytes = readFileSync(join(packs, '9.9.1.pack'));
  const path = join(grown, '9.9.1.pack');
  const status = async (): Promise<number> => (await fetch(`${service.url}${ORIGINS}`)).status;
  for (let part = 1; part <= 4; part++) {
    writeFileSync(path, bytes.subarray(0, (bytes.length * part) / 5));
    expect(await status()).toBe(404);
    await new Promise((next) => setTimeout(next, 700));
  }
  writeFileSync(path, bytes);
  await vi.waitFor(async () => expect(await status()).toBe(200), { timeout: 20_000, interval: 200 });
});
