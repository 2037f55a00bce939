/** `GET /v1/diff` over two small kernels: its shape, its pages, and what it refuses. */
import { describe, expect, test } from 'vitest';
import { diffText } from '../../src/node/diff-text.js';
import { createApp } from '../../src/routes/app.js';
import { DiffAnswer } from '../../src/schemas/diff.js';
import { makePack } from '../fixtures/pack.js';

function kernel(id: string, guard: string, gone: boolean) {
  return makePack({
    id,
    errnos: { EPERM: 1, ENOSPC: 28 },
    functions: [
      { name: 'count', file: 'fs/a.c', line: 5, sites: [{ errno: 'ENOSPC', line: 9, guard }] },
      ...(gone ? [] : [{ name: 'old', file: 'fs/b.c', line: 5, sites: [{ errno: 'ENOSPC', line: 9 }] }]),
      { name: 'sys_open', file: 'zz/open.c', line: 1, sites: gone ? [{ errno: 'EPERM', line: 3 }] : [] },
    ],
    edges: [{ from: 'sys_open', to: 'count' }, ...(gone ? [] : [{ from: 'sys_open', to: 'old' }])],
    syscalls: [
      { arch: 'x86_64', abi: '64', name: 'open', number: 2, entry: '__x64_sys_open', body: 'sys_open' },
      ...(gone
        ? ([
            { arch: 'x86_64', abi: '64', name: 'openat2', number: 437, entry: '__x64_sys_openat2', body: 'sys_open' },
          ] as const)
        : []),
    ],
  });
}

const app = createApp({
  packs: [kernel('6.1.1', 'n > max', false), kernel('6.12.1', 'n >= max', true)],
  version: '0.1.0',
  compress: false,
});

async function ask(query: string) {
  const response = await app.request(`/v1/diff?${query}`);
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe('/v1/diff', () => {
  test('tells a guard that changed and a function that went', async () => {
    const { status, body } = await ask('from=6.1&to=6.12&errno=ENOSPC&syscall=open');
    expect(status).toBe(200);
    const diff = DiffAnswer.parse(body);
    expect(diff).toMatchObject({
      from: { id: '6.1.1' },
      to: { id: '6.12.1' },
      entry: { from: '__x64_sys_open', to: '__x64_sys_open' },
      ...{ compared: 2, same: 0, total: 2, next_cursor: null, errnos: null, warnings: [] },
    });
    expect(diffText(diff)).toMatchInlineSnapshot(`
      "open ENOSPC on x86_64: 6.1.1 → 6.12.1
      2 functions compared, 0 as they were

      changed  count fs/a.c:5 (rank 1) → fs/a.c:5 (rank 1)
          - 9: n > max
          + 9: n >= max

      went     old fs/b.c:5 (rank 2)
          - 9: no guard
      "
    `);
  });

  test('pages through the changes', async () => {
    const first = (await ask('from=6.1&to=6.12&errno=ENOSPC&limit=1')).body;
    const second = (await ask(`from=6.1&to=6.12&errno=ENOSPC&limit=1&cursor=${first.next_cursor}`)).body;
    expect([...first.changes, ...second.changes].map((one) => one.function)).toEqual(['count', 'old']);
    expect(second.next_cursor).toBeNull();
  });

  test('without an errno tells which ones a syscall gained and lost', async () => {
    const { body } = await ask('from=6.1&to=6.12&syscall=open');
    expect(body).toMatchObject({ errno: null, errnos: { appeared: ['EPERM'], went: [] }, changes: [] });
    expect(diffText(DiffAnswer.parse(body))).toContain('gained: EPERM');
  });

  test('a syscall that one kernel lacks is told, and all its origins appeared', async () => {
    const { body } = await ask('from=6.1&to=6.12&errno=ENOSPC&syscall=openat2');
    expect(body.entry).toEqual({ from: null, to: '__x64_sys_openat2' });
    expect(body.warnings).toEqual(['6.1.1 has no syscall openat2']);
    expect(body.changes).toMatchObject([{ change: 'appeared', function: 'count' }]);
  });

  test('warns of two names that mean the same release', async () => {
    const { body } = await ask('from=6.1.1&to=6.1&errno=ENOSPC');
    expect(body.changes).toEqual([]);
    expect(body.warnings).toEqual(['6.1.1 and 6.1 are answered from the same release']);
  });

  test.each([
    ['from=6.1&to=6.12', 400, 'name an errno, a syscall, or both'],
    ['from=6.1&to=six&errno=ENOSPC', 404, 'six'],
    ['from=6.1&to=6.12&errno=ENOSPCE', 404, 'ENOSPCE'],
    ['from=6.1&to=6.12&errno=ENOSPC&syscall=opn', 404, 'opn'],
    ['from=6.1&errno=ENOSPC', 400, 'to'],
    ['from=6.1&to=6.12&errno=ENOSPC&sycall=open', 400, 'syscall'],
  ])('refuses %s with %i', async (query, status, text) => {
    const answer = await ask(query);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(text);
  });
});
