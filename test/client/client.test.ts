/** The client against a real server: every call, every parameter of the document, and what it makes of refusals. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { CALLS } from '../../src/client/calls.js';
import { type Client, errnopathClient, ServiceError } from '../../src/client/client.js';
import { type RunningServer, startServer } from '../../src/node/server.js';
import { compiledProgram, indexInto } from '../index/indexed-tree.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  const program = await compiledProgram();
  await indexInto(join(folder, 'packs'), program);
  program.remove();
  mkdirSync(join(folder, 'builds'));
  const onError = (error: Error): void => {
    throw error;
  };
  const folders = { packs: join(folder, 'packs'), builds: join(folder, 'builds') };
  server = await startServer({ host: '127.0.0.1', port: 0, ...folders, onError });
  client = errnopathClient(`${server.url}/`);
}, 60_000);

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const asked = { kernel: '9.9', syscall: 'openat', errno: 'EMFILE' };

test('origins, typed', async () => {
  const { origins, total } = await client.origins({ ...asked, fs: ['ext4', 'xfs'], limit: 1 });
  expect(total).toBeGreaterThan(0);
  const path: readonly string[] = origins[0]?.path.map((frame) => frame.function) ?? [];
  expect(path[0]).toBe('__x64_sys_openat');
});

test('every call is answered', async () => {
  const { kernel } = asked;
  const symbols = ['__x64_sys_openat', 'take_slot'];
  expect((await client.kernels({})).kernels[0]?.id).toBe('9.9.1');
  expect((await client.errnos({ limit: 3 })).errnos).toHaveLength(3);
  expect((await client.errno({ errno: 'No such file or directory' })).name).toBe('ENOENT');
  expect((await client.sites({ kernel, errno: 'EMFILE', path: 'fs/' })).total).toBeGreaterThan(0);
  expect((await client.functions({ kernel, name: 'take_slot' })).definitions).toHaveLength(1);
  expect((await client.syscalls({ kernel, arch: 'arm64', limit: 2 })).syscalls).toHaveLength(2);
  expect((await client.syscall({ kernel, syscall: 'openat' })).entry).toBe('__x64_sys_openat');
  expect((await client.originsHere({ ...asked, symbols })).total).toBeGreaterThan(0);
  expect((await client.plan({ ...asked, symbols })).symbols).toContain('take_slot');
  expect(await client.planSh({ ...asked, limit: 5 })).toMatch(/^#!\/bin\/sh/);
  expect(await client.planBt(asked)).toContain('kretprobe');
  expect(await client.planShHere({ ...asked, symbols })).toMatch(/^#!\/bin\/sh/);
  expect(await client.planBtHere({ ...asked, symbols })).toContain('kretprobe');
  expect(
    (await client.explain({ kernel, output: 'openat(3, "f", 0) = -1 EMFILE (Too many open files)' })).recognised,
  ).toBe('strace');
  expect((await client.diff({ from: kernel, to: kernel, errno: 'EMFILE' })).changes).toEqual([]);
  expect((await client.ask({ q: 'openat EMFILE', kernel })).understood.kind).toBe('origins');
  expect((await client.askAtLength({ q: 'openat EMFILE', kernel })).understood.kind).toBe('origins');
  const { causes } = await client.causes({ errno: 'ENOSPC', limit: 1 });
  expect((await client.cause({ id: causes[0]?.id ?? '' })).errnos).toContain('ENOSPC');
  // The tree has no settings: none is known.
  expect((await client.tunables({ kernel, kind: 'sysctl', limit: 1 })).total).toBe(0);
  await expect(client.tunable({ kernel, name: 'fs.none' })).rejects.toMatchObject({ status: 404 });
});

test('a misspelt name is refused with the nearest, and the id of the request', async () => {
  const error = await client.errno({ errno: 'ENOSPCE' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error).toMatchObject({ status: 404, problem: { suggestions: expect.arrayContaining(['ENOSPC']) } });
  expect(error).toMatchObject({ request: expect.stringMatching(/^[0-9a-f-]{36}$/) });
});

test('names in a path are sent as they are, whatever they hold', async () => {
  await expect(client.functions({ kernel: '9.9', name: '../../v1/kernels?x=#' })).rejects.toMatchObject({
    status: 404,
  });
});

test('what is no service, and a field that is not known, are told', async () => {
  const page = errnopathClient('http://other.example', {
    fetch: async () => new Response('<h1>hello</h1>', { status: 502 }),
  });
  await expect(page.kernels({})).rejects.toMatchObject({ status: 502, problem: undefined });
  const other = errnopathClient('http://other.example', { fetch: async () => Response.json({ kernels: 'none' }) });
  await expect(other.kernels({})).rejects.toThrow(z.ZodError);
  const misspelt = { ...asked, sycall: 'x' };
  await expect(client.origins(misspelt)).rejects.toThrow('sycall');
});

test('waiting ends when it is told to', async () => {
  await expect(client.kernels({}, { signal: AbortSignal.abort() })).rejects.toThrow('abort');
});

test('has every call of the document with every parameter, and no others', async () => {
  type Document = {
    paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>;
  };
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as Document;
  const documented = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => {
        const named = parameters.filter((one) => method === 'get' || one.in === 'path').map((one) => one.name);
        return `${method.toUpperCase()} ${path} ${named.sort().join(' ')}`;
      }),
    );
  const called = Object.values(CALLS).map(({ method, path, question }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const named = method === 'GET' ? Object.keys(question.shape) : inPath;
    return `${method} ${path} ${named.sort().join(' ')}`;
  });
  expect(called.sort()).toEqual(documented.sort());
});
