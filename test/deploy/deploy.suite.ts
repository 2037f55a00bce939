/** What docs/deploy.md promises: the package alone and without rights, nginx in front of it, the unit of systemd. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Service, startService } from '../e2e/service.js';
import { indexPack } from '../faults/indexed-pack.js';

const ROOT = join(import.meta.dirname, '../..');

let folder: string;
let packs: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
  chmodSync(folder, 0o755);
  packs = join(folder, 'packs');
  indexPack(packs);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function there(program: string, ...argv: string[]): boolean {
  return spawnSync(program, argv).error === undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('the image is made without rights to spare, and looks after itself', () => {
  const lines = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  for (const start of [
    'USER node',
    'HEALTHCHECK ',
    'VOLUME /var/cache/errnopath',
    'CMD ["node", "bin/errnopath.mjs", "serve"]',
  ])
    expect(last.filter((line) => line.startsWith(start))).toHaveLength(1);
  expect(last.join('\n')).not.toMatch(/apt-get|npm (?:ci|install)|ADD |COPY (?!--from=build )/);
});

test.runIf(there('systemd-analyze', '--version'))('the unit of systemd is right, and exposes little', () => {
  // The program's folder and the user's files are not here: only what it says of the unit itself counts.
  const unit = join(folder, 'errnopath.service');
  writeFileSync(
    unit,
    readFileSync(join(ROOT, 'deploy/errnopath.service'), 'utf8').replace('/usr/bin/node', process.execPath),
  );
  const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
  expect(verified.stderr.split('\n').filter((line) => line.includes('errnopath.service'))).toEqual([]);
  const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=yes', '--no-pager', unit], {
    encoding: 'utf8',
  });
  const exposure = Number(/exposure level for errnopath\.service: ([\d.]+)/.exec(stdout)?.[1]);
  expect(exposure).toBeLessThanOrEqual(1.5);
});

test('the package carries what runs and what it reads, and nothing that it was made from', () => {
  const argv = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = spawnSync('npm', argv, { cwd: ROOT, encoding: 'utf8' });
  const paths: string[] = JSON.parse(stdout)[0].files.map(({ path }: { path: string }) => path);
  const places = new Set(
    paths.map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('data/') ? 2 : 1)
        .join('/'),
    ),
  );
  const files = ['CHANGELOG.md', 'LICENSE', 'NOTICE', 'README.md', 'package.json'];
  expect([...places].sort()).toEqual([...files, 'bin', 'data/builds', 'data/packs', 'dist'].sort());
  expect(paths.filter((path) => /\.map$|\.test\.|\.tsx?$(?<!\.d\.ts)|\/indexer\/.*\.d\.ts$/.test(path))).toEqual([]);
  expect(paths).toContain('dist/src/client/client.d.ts');
});

const CONTAINED = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;

test.runIf(CONTAINED)(
  'the package runs alone, as nobody, on a file system that is read-only but for the cache',
  { timeout: 300_000 },
  async () => {
    const packed = spawnSync('npm', ['pack', '--pack-destination', folder, '--silent'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(packed.status).toBe(0);
    const app = join(folder, 'app');
    mkdirSync(app);
    const archive = join(folder, packed.stdout.trim().split('\n').at(-1) ?? '');
    expect(spawnSync('tar', ['-xzf', archive, '-C', app, '--strip-components=1']).status).toBe(0);
    // What `npm prune --omit=dev` would leave, without asking a registry: what the lockfile does not call `dev`.
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    for (const [path, { dev, devOptional }] of Object.entries<{ dev?: boolean; devOptional?: boolean }>(
      lock.packages,
    )) {
      if (path === '' || dev || devOptional || path.split('node_modules/').length > 2) continue;
      if (readdirSync(join(ROOT, path, '..')).includes(path.split('/').at(-1) ?? ''))
        cpSync(join(ROOT, path), join(app, path), { recursive: true });
    }
    const cache = join(folder, 'cache');
    mkdirSync(join(cache, 'errnopath'), { recursive: true });
    spawnSync('chown', ['-R', 'nobody', cache]);
    const port = await freePort();
    const script = `mount --bind / "$1" && mount --bind "$2" "$1$2" && mount -o remount,ro,bind "$1" &&
      exec chroot --userspec=nobody "$1" env -i PATH="$PATH" HOST=127.0.0.1 PORT="$3" XDG_CACHE_HOME="$2" ERRNOPATH_PACKS="$4" \\
      "$5" "$6/bin/errnopath.mjs" serve`;
    const root = join(folder, 'root');
    mkdirSync(root);
    const argv = ['-m', 'bash', '-c', script, 'bash', root, cache, String(port), packs, process.execPath, app];
    const child = spawn('unshare', argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (printed += String(part)));
    const ended = once(child, 'exit');
    try {
      await vi.waitFor(() => expect(printed).toContain('try: curl'), 60_000);
      expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
      const origins = await fetch(`http://127.0.0.1:${port}/v1/kernels/9.9.1/origins?syscall=mount&errno=ENOSPC`);
      expect(origins.status).toBe(200);
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
      expect(readdirSync(join(cache, 'errnopath')).filter((name) => /\.(?:db|tmp)$/.test(name))).toEqual([
        expect.stringMatching(/^9\.9\.1-[0-9a-f]{16}\.db$/),
      ]);
    } finally {
      child.kill('SIGTERM');
    }
    expect((await ended)[0]).toBe(0);
    expect(printed).not.toMatch(/error/i);
  },
);

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

describe.runIf(there('nginx', '-v') && there('openssl', 'version'))('nginx in front of the service', () => {
  let service: Service;
  let nginx: ChildProcess;
  let port: number;

  beforeAll(async () => {
    service = await startService(packs, { XDG_CACHE_HOME: join(folder, 'cache-nginx') });
    const [plain, tls] = [await freePort(), await freePort()];
    port = tls;
    const certificate = [
      '-keyout',
      join(folder, 'key.pem'),
      '-out',
      join(folder, 'cert.pem'),
      '-subj',
      '/CN=errnopath.example',
    ];
    spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...certificate]);
    const site = readFileSync(join(ROOT, 'deploy/nginx.conf'), 'utf8')
      .replaceAll(/listen \[::\]:.*;/g, '')
      .replace('listen 80;', `listen 127.0.0.1:${plain};`)
      .replace('listen 443 ssl', `listen 127.0.0.1:${tls} ssl`)
      .replace('127.0.0.1:8787', new URL(service.url).host)
      .replace('/etc/ssl/errnopath/fullchain.pem', join(folder, 'cert.pem'))
      .replace('/etc/ssl/errnopath/key.pem', join(folder, 'key.pem'));
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; pid ${folder}/nginx.pid; error_log stderr; events {} http { client_body_temp_path ${folder}/body; ${site} }`,
    );
    expect(spawnSync('nginx', ['-t', '-c', join(folder, 'nginx.conf')], { encoding: 'utf8' }).stderr).toContain(
      'successful',
    );
    nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
    await vi.waitFor(async () => expect((await ask('/healthz')).status).toBe(200), 10_000);
  }, 120_000);

  afterAll(async () => {
    const ended = once(nginx, 'exit');
    nginx.kill('SIGQUIT');
    await ended;
    await service.stop();
  });

  function ask(
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { method = 'GET', headers = {}, body } = init;
      const sent = request(
        { host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part) => (text += part));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  test('the answer is the same, with TLS headers and an id that both know', async () => {
    const path = '/v1/kernels/9.9.1/origins?syscall=mount&errno=ENOSPC';
    const through = await ask(path);
    expect(through.body).toBe(await (await fetch(`${service.url}${path}`)).text());
    expect(through.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(through.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(through.headers['x-content-type-options']).toBe('nosniff');
    expect(through.headers.server).toBe('nginx');
    const { etag = '' } = through.headers;
    expect((await ask(path, { headers: { 'if-none-match': String(etag) } })).status).toBe(304);
  });

  test('what is too large stays outside, as a problem', async () => {
    const { status, headers, body } = await ask('/v1/plan', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: 'x'.repeat(18 * 1024 * 1024) },
    });
    expect([status, headers['content-type']]).toEqual([413, 'application/problem+json']);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:errnopath:problem:too-large', status: 413 });
  });

  test('an address that asks too often is held back, and says when to ask again', async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask('/healthz')));
    const held = answers.filter(({ status }) => status === 429);
    expect(held.length).toBeGreaterThan(50);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(30);
    expect(held[0]?.headers).toMatchObject({ 'retry-after': '5', 'content-type': 'application/problem+json' });
    expect(JSON.parse(held[0]?.body ?? '')).toMatchObject({ status: 429 });
  });

  test('a service that is gone is a 503 that says so', async () => {
    // The rate of before has passed by then.
    await new Promise((next) => setTimeout(next, 6000));
    await service.stop();
    const { status, headers, body } = await ask('/healthz');
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:errnopath:problem:not-ready' });
  });
});
