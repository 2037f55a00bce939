/** Every refusal has one shape, names what is wrong and, where something was misspelt, what was probably meant. */
import { describe, expect, test } from 'vitest';
import type { KnownPack } from '../../src/domain/pack.js';
import { Problem } from '../../src/schemas/problem.js';
import { smallKernel } from '../fixtures/small-kernel.js';
import { app, buildApp, errors, get, type Json, post } from './app-fixture.js';

const origins = '/v1/kernels/6.1/origins';
const REFUSALS: readonly [request: string, status: number, kind: string, detail: RegExp, suggestion?: string][] = [
  ['/v1/nothing', 404, 'not-found', /\/v1\/nothing/],
  ['/v1/kernels/', 404, 'not-found', /\/v1\/kernels\//],
  ['/v1/kernels/lates/syscalls', 404, 'unknown-kernel', /"lates"/, 'latest'],
  ['/v1/errnos/ENOSPCE', 404, 'unknown-errno', /"ENOSPCE"/, 'ENOSPC'],
  ['/v1/errnos/99999', 404, 'unknown-errno', /99999/],
  ['/v1/errnos/%00', 400, 'bad-request', /errno: must not hold control characters/],
  ['/v1/errnos?limit=0', 400, 'bad-request', /limit/],
  ['/v1/errnos?limit=501', 400, 'bad-request', /limit/],
  ['/v1/errnos?limit=ten', 400, 'bad-request', /limit: must be a whole number from 1 to 500/],
  ['/v1/errnos?cursor=zzz', 400, 'bad-request', /cursor/],
  ['/v1/errnos?cursor=00000000-5', 400, 'bad-request', /cursor: the data changed/],
  ['/v1/errnos?arch=amd46', 404, 'unknown-arch', /"amd46"/, 'x86_64'],
  ['/v1/kernels/6.1/syscalls?arch=riscv', 404, 'unknown-arch', /not indexed for riscv/, 'x86_64'],
  ['/v1/kernels/6.1/syscalls/mout', 404, 'unknown-syscall', /"mout"/, 'mount'],
  ['/v1/kernels/6.1/syscalls/9999', 404, 'unknown-syscall', /9999/],
  ['/v1/kernels/6.1/syscalls/a%20b', 400, 'bad-request', /syscall: /],
  ['/v1/kernels/6.1/syscalls/cacheflush', 404, 'unknown-syscall', /no syscall of x86_64, but of arm64/],
  ['/v1/kernels/6.1/functions/count_romos', 404, 'unknown-function', /"count_romos"/, 'count_rooms'],
  ['/v1/kernels/6.1/functions/ocunt_rooms', 404, 'unknown-function', /"ocunt_rooms"/, 'count_rooms'],
  ['/v1/kernels/6.1/functions/count_rooms?file=fs/a.c', 404, 'unknown-function', /fs\/a\.c/, 'fs/tree.c'],
  ['/v1/kernels/6.1/errnos/ENOSPC/sites?function=count_romos', 404, 'unknown-function', /count_romos/, 'count_rooms'],
  [`${origins}?errno=ENOSPC`, 400, 'bad-request', /syscall: /],
  [`${origins}?syscall=mount`, 400, 'bad-request', /errno: /],
  [`${origins}?syscall=mount&errno=`, 400, 'bad-request', /errno: /],
  [`${origins}?syscall=mount&errno=ENOSPC&errno=EPERM`, 400, 'bad-request', /errno: /],
  [`${origins}?syscal=mount&syscall=mount&errno=ENOSPC`, 400, 'bad-request', /syscal: .*did you mean syscall\?/],
  [`${origins}?syscall=mount&errno=ENOSPC&arch=x86_46`, 404, 'unknown-arch', /x86_46/, 'x86_64'],
];

const plan = { kernel: '6.1', syscall: 'mount', errno: 'ENOSPC' };
const REFUSED_PLANS: readonly [request: unknown, status: number, kind: string, detail: RegExp, suggestion?: string][] =
  [
    ['{', 400, 'bad-request', /Malformed JSON/],
    ['[]', 400, 'bad-request', /expected object/],
    [{ errno: 'ENOSPC' }, 400, 'bad-request', /kernel: /],
    [{ ...plan, pid: -1 }, 400, 'bad-request', /pid: /],
    [{ ...plan, pid: '12' }, 400, 'bad-request', /pid: /],
    [{ ...plan, comm: 'sixteen-bytes-no' }, 400, 'bad-request', /comm: must be at most 15 bytes/],
    [{ ...plan, comm: 'a\nb' }, 400, 'bad-request', /comm: must not hold control characters/],
    [{ ...plan, comm: 'a\0b' }, 400, 'bad-request', /comm: must not hold control characters/],
    [{ ...plan, proces: 1 }, 400, 'bad-request', /proces/],
    [{ ...plan, limit: 501 }, 400, 'bad-request', /limit: /],
    [{ ...plan, symbols: '' }, 400, 'bad-request', /symbols: holds no symbol/],
    [{ ...plan, symbols: ['$(reboot)', '; rm', '-x'] }, 400, 'bad-request', /symbols: holds no symbol/],
    [{ ...plan, tools: ['bpftrac'] }, 400, 'bad-request', /tools: "bpftrac" is not a tool/, 'bpftrace'],
    [{ ...plan, distribution: 'gentoo' }, 400, 'bad-request', /distribution: /],
    [{ ...plan, kernel: 'lates' }, 404, 'unknown-kernel', /lates/, 'latest'],
    [{ ...plan, syscall: 'mout' }, 404, 'unknown-syscall', /mout/, 'mount'],
    [{ ...plan, errno: 'ENOSPCE' }, 404, 'unknown-errno', /ENOSPCE/, 'ENOSPC'],
    [{ ...plan, arch: 'amd46' }, 404, 'unknown-arch', /amd46/, 'x86_64'],
  ];

/** The shape of every problem. */
function expectProblem(
  response: Response,
  body: Json,
  status: number,
  kind: string,
  detail: RegExp,
  near?: string,
): void {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(Problem.parse(body)).toEqual(body);
  expect(body).toMatchObject({ type: `urn:errnopath:problem:${kind}`, status });
  expect(response.status).toBe(status);
  expect(body.detail).toMatch(detail);
  if (near !== undefined) expect(body.suggestions).toContain(near);
}

describe('a refused GET', () => {
  test.each(REFUSALS)('%s is %i %s', async (path, status, kind, detail, near) => {
    const { response, body } = await get(path);
    expectProblem(response, body, status, kind, detail, near);
  });
});

describe('a refused plan', () => {
  test.each(REFUSED_PLANS)('%j is %i %s', async (request, status, kind, detail, near) => {
    const { response, body } = await post('/v1/plan', request);
    expectProblem(response, body, status, kind, detail, near);
  });

  test('a malformed field is named apart from the text', async () => {
    const { body } = await post('/v1/plan', { ...plan, pid: 0, limit: 0 });
    expect(body.errors.map((error: Json) => [error.in, error.field])).toEqual([
      ['body', 'pid'],
      ['body', 'limit'],
    ]);
  });
});

describe('a request that HTTP refuses', () => {
  test('another method is 405 and lists what is allowed', async () => {
    const { response, body } = await post('/v1/kernels', {});
    expectProblem(response, body, 405, 'method-not-allowed', /POST/);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    const plans = await get('/v1/plan');
    expectProblem(plans.response, plans.body, 405, 'method-not-allowed', /GET/);
    expect(plans.response.headers.get('allow')).toBe('POST, OPTIONS');
  });

  test('a body of another type is 415', async () => {
    for (const type of ['application/xml', 'application/x-www-form-urlencoded', 'application/jsonx']) {
      const { response, body } = await post('/v1/plan', plan, type);
      expectProblem(response, body, 415, 'unsupported-media-type', /application\/json/);
    }
  });

  test('a body above the limit is 413, told by its length or found while reading', async () => {
    const big = 'x'.repeat(17 * 1024 * 1024 + 1);
    const told = await app.request('/v1/plan', {
      method: 'POST',
      body: big,
      headers: { 'content-type': 'application/json', 'content-length': String(big.length) },
    });
    expectProblem(told, await told.json(), 413, 'too-large', /bytes/);
    const { response, body } = await post('/v1/plan', big);
    expectProblem(response, body, 413, 'too-large', /bytes/);
  });
});

describe('a client that asks too much', () => {
  test('is told with 429 when to ask again; health is always answered', async () => {
    const busy = buildApp({ packs: [smallKernel()], version: '0', compress: false, admit: () => 7 });
    const response = await busy.request('/v1/kernels');
    expectProblem(response, await response.json(), 429, 'too-many-requests', /7 s/);
    expect(response.headers.get('retry-after')).toBe('7');
    expect((await busy.request('/healthz')).status).toBe(200);
  });

  test('is told with 414 of an address that is too long', async () => {
    const { response, body } = await get(`/v1/errnos/ENOSPC?arch=${'x'.repeat(9000)}`);
    expectProblem(response, body, 414, 'too-long', /8192/);
  });
});

describe('a failure of the server', () => {
  test('is 500, is reported, and tells the client nothing of the inside', async () => {
    const pack = smallKernel();
    const seen: Error[] = [];
    const broken = buildApp({ packs: [pack], version: '0', compress: false, onError: (error) => seen.push(error) });
    await pack.store.close();
    const response = await broken.request('/v1/kernels/6.1/functions/count_rooms');
    const body: Json = await response.json();
    expectProblem(response, body, 500, 'internal-error', /failed/);
    expect(seen).toHaveLength(1);
    expect(body.detail).not.toContain(seen[0]?.message ?? '');
  });

  test('in one kernel is 503 there, is reported, and leaves the others alone', async () => {
    const seen: Error[] = [];
    const failure = new Error('disk gone');
    const unreadable: KnownPack = { ...smallKernel('6.12.117'), open: () => Promise.reject(failure) };
    const packs = [smallKernel('6.1.192'), unreadable];
    const app = buildApp({ packs, version: '0', compress: false, onError: (error) => seen.push(error) });
    const response = await app.request('/v1/kernels/6.12/functions/count_rooms');
    expectProblem(response, await response.json(), 503, 'unreadable-kernel', /6\.12\.117/);
    expect(seen).toEqual([failure]);
    expect((await app.request('/v1/kernels/6.1/functions/count_rooms')).status).toBe(200);
    expect((await app.request('/v1/kernels')).status).toBe(200);
  });

  test('no pack: alive, not ready, and no kernel to ask', async () => {
    const empty = buildApp({ packs: [], version: '0', compress: false });
    expect((await empty.request('/healthz')).status).toBe(200);
    const ready = await empty.request('/readyz');
    expectProblem(ready, await ready.json(), 503, 'not-ready', /pack/);
    const asked = await empty.request('/v1/kernels/6.1/syscalls');
    expectProblem(asked, await asked.json(), 404, 'unknown-kernel', /no kernel is indexed/);
    expect(await (await empty.request('/v1/kernels')).json()).toEqual({ kernels: [], total: 0, next_cursor: null });
  });

  test('nothing above was taken for a failure of the server', () => {
    expect(errors).toEqual([]);
  });
});
