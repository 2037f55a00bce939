/** Whatever is sent, the answer is one of the contract's and never a failure of the server. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../src/schemas/problem.js';
import { errors, get, post } from './app-fixture.js';

const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed()),
  fc.constantFrom(
    'mount',
    'ENOSPC',
    '6.1',
    'x86_64',
    '-1',
    '0',
    '1e9',
    '9'.repeat(400),
    '%',
    '../..',
    "'",
    'NaN',
    '__proto__',
  ),
);
const query = fc.dictionary(
  fc.oneof(
    fc.constantFrom('syscall', 'errno', 'arch', 'fs', 'module', 'cmd', 'limit', 'cursor', 'path', 'function', 'file'),
    fc.string(),
  ),
  text,
  { maxKeys: 5 },
);
const PATHS = [
  (): string => '/v1/kernels',
  (): string => '/v1/errnos',
  (name: string): string => `/v1/errnos/${name}`,
  (name: string): string => `/v1/kernels/${name}/origins`,
  (): string => '/v1/kernels/6.1/origins',
  (name: string): string => `/v1/kernels/6.1/errnos/${name}/sites`,
  (): string => '/v1/kernels/6.1/errnos/ENOSPC/sites',
  (name: string): string => `/v1/kernels/6.1/functions/${name}`,
  (name: string): string => `/v1/kernels/6.1/syscalls/${name}`,
  (): string => '/v1/kernels/6.1/syscalls',
  (name: string): string => `/${name}`,
];

describe('hostile input', () => {
  test('a GET is answered or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), text, query, async (path, name, parameters) => {
        const search = new URLSearchParams(parameters).toString();
        const { response, body } = await get(`${path(encodeURIComponent(name))}?${search}`);
        expect([200, 400, 404, 405]).toContain(response.status);
        if (response.status !== 200) expect(Problem.parse(body).status).toBe(response.status);
      }),
      { numRuns: 400, seed: 28 },
    );
    expect(errors).toEqual([]);
  });

  test('a POST is answered or refused', async () => {
    const known = { kernel: '6.1', errno: 'ENOSPC', syscall: 'mount' };
    const fields = [
      'kernel',
      'arch',
      'syscall',
      'errno',
      'pid',
      'comm',
      'cmd',
      'fs',
      'modules',
      'symbols',
      'tools',
      'limit',
    ];
    const body = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .dictionary(
          fc.constantFrom(...fields),
          fc.oneof(text, fc.array(text, { maxLength: 4 }), fc.integer(), fc.jsonValue()),
          {
            maxKeys: 4,
          },
        )
        .map((some) => JSON.stringify({ ...known, ...some })),
    );
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        const { response, body: answer } = await post('/v1/plan', sent);
        expect([200, 400, 404]).toContain(response.status);
        if (response.status !== 200) expect(Problem.parse(answer).status).toBe(response.status);
      }),
      { numRuns: 300, seed: 28 },
    );
    expect(errors).toEqual([]);
  });
});
