/** The command line and the server on Node. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { runCli } from '../../src/node/cli.js';
import { startServer } from '../../src/node/server.js';
import { captureOutput } from './captured-output.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-cli-'));
const empty = join(folder, 'empty');
const broken = join(folder, 'broken');
mkdirSync(empty);
mkdirSync(broken);
writeFileSync(join(broken, '6.1.pack'), 'this is no pack');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const output = captureOutput();
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a command line that cannot be understood', () => {
  test('a misspelt command gets the nearest one', async () => {
    expect(await runCli(['serv'])).toBe(2);
    expect(output.err).toMatch(/unknown command 'serv'[\s\S]*serve/);
  });

  test('a misspelt option gets the nearest one', async () => {
    expect(await runCli(['serve', '--prot', '1'])).toBe(2);
    expect(output.err).toMatch(/unknown option '--prot'[\s\S]*--port/);
  });

  test.each(['eighty', '-1', '65536', '80.5', '0x50', ''])('port "%s" is refused', async (port) => {
    expect(await runCli(['serve', '--port', port])).toBe(2);
    expect(output.err).toContain('from 0 to 65535');
  });

  test('a port in the environment is held to the same rule', async () => {
    vi.stubEnv('PORT', 'eighty');
    expect(await runCli(['serve'])).toBe(2);
    expect(output.err).toContain('from 0 to 65535');
  });

  test('no command at all prints the help', async () => {
    expect(await runCli([])).toBe(2);
    expect(output.err).toContain('serve');
  });
});

describe('help and version', () => {
  test('--help lists the commands', async () => {
    expect(await runCli(['--help'])).toBe(0);
    expect(output.out).toMatch(/serve[\s\S]*kernels/);
  });

  test('--version prints the version', async () => {
    expect(await runCli(['--version'])).toBe(0);
    expect(output.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('kernels', () => {
  test('says what to do where no kernel is indexed', async () => {
    expect(await runCli(['kernels', '--packs', empty])).toBe(1);
    expect(output.err).toContain('errnopath index');
  });

  test('names a folder that does not exist, and a file that is no pack', async () => {
    expect(await runCli(['kernels', '--packs', join(folder, 'none')])).toBe(1);
    expect(output.err).toContain(join(folder, 'none'));
    expect(await runCli(['kernels', '--packs', broken])).toBe(1);
    expect(output.err).toContain('6.1.pack');
  });

  test('prints JSON for programs', async () => {
    expect(await runCli(['kernels', '--json', '--packs', empty])).toBe(1);
    expect(JSON.parse(output.out)).toEqual([]);
  });
});

describe('builds', () => {
  test('lists the bundled kernels, and their heads as JSON', async () => {
    expect(await runCli(['builds'])).toBe(0);
    expect(output.out).toContain('6.1.0-55-cloud-amd64\tx86_64\tlinux-image-6.1.0-55-cloud-amd64 6.1.192-1\n');
    output.out = '';
    expect(await runCli(['builds', '--json'])).toBe(0);
    const heads: unknown = JSON.parse(output.out);
    expect(heads).toContainEqual(
      expect.objectContaining({ release: '6.12.117+deb12-arm64', kernel: '6.12.117', arch: 'arm64' }),
    );
  });

  test('names what is no build, and says how one is made where there is none', async () => {
    writeFileSync(join(broken, '6.1.build'), 'this is no build');
    expect(await runCli(['builds', '--builds', broken])).toBe(1);
    expect(output.err).toMatch(/6\.1\.build: not a build of errnopath; [\s\S]*see errnopath build-info --help/);
  });
});

describe('serve', () => {
  test('answers over HTTP until it is closed', async () => {
    const server = await startServer({ host: '127.0.0.1', port: 0, packs: empty, onError: () => {} });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const health = await fetch(`${server.url}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, ready.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    await ready.text();
    await server.close();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  test('keeps the packs that open and names the others', async () => {
    const server = await startServer({ host: '127.0.0.1', port: 0, packs: broken, onError: () => {} });
    expect(server.problems.map(({ message }) => message)).toEqual([expect.stringContaining('6.1.pack')]);
    await server.close();
  });

  test('prints where it listens and stops at a signal', async () => {
    const done = runCli(['serve', '--port', '0', '--packs', empty]);
    await vi.waitFor(() => expect(output.out).toMatch(/on http:\/\/127\.0\.0\.1:\d+/));
    process.emit('SIGTERM');
    expect(await done).toBe(0);
  });

  test('a port that is in use is one line that says what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await runCli(['serve', '--port', String(port), '--packs', empty])).toBe(1);
    expect(output.err).toBe(`errnopath: port ${port} on 127.0.0.1 is in use; choose another with --port or PORT\n`);
    await new Promise((resolve) => taken.close(resolve));
  });

  test('an address of another machine is one line as well', async () => {
    expect(await runCli(['serve', '--host', '192.0.2.1', '--port', '0', '--packs', empty])).toBe(1);
    expect(output.err).toBe('errnopath: 192.0.2.1 is no address of this machine; choose another with --host or HOST\n');
  });
});
