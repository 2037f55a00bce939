/** Questions about a compiled kernel that is known: by its symbols, its configuration, or as a build of a distribution. */
import { describe, expect, test } from 'vitest';
import type { Build } from '../../src/domain/build.js';
import { buildData, compiledOf } from '../../src/domain/compiled-kernel.js';
import { createApp } from '../../src/routes/app.js';
import type { KnownBuild } from '../../src/routes/app-deps.js';
import { smallKernel } from '../fixtures/small-kernel.js';

type Json = ReturnType<typeof JSON.parse>;

const build: Build = {
  release: '6.1.0-56-cloud-amd64',
  kernel: '6.1.192',
  arch: 'x86_64',
  source: 'linux-image-6.1.0-56-cloud-amd64 6.1.192-2',
  options: new Map([['CONFIG_SMALL_FS', 'n']]),
  modules: new Set(),
  calls: new Map(),
  symbols: [
    { name: '__x64_sys_mount', module: null, attach: 'traced' },
    { name: 'attach_room.constprop.0', module: null, attach: 'traced' },
    { name: 'count_rooms', module: null, attach: 'refused' },
    { name: 'path_room', module: null, attach: 'traced' },
    { name: 'path_room', module: 'small', attach: 'refused' },
  ],
};
const compiled = compiledOf(buildData(build));
const known: KnownBuild = { ...build, digest: 'of the build', compiled: async () => compiled };
const ofArm: KnownBuild = {
  ...known,
  release: '6.1.0-56-arm64',
  arch: 'arm64',
};

const app = createApp({
  packs: [smallKernel()],
  builds: [known, ofArm],
  version: '0.1.0',
  compress: false,
  onError: (error) => {
    throw error;
  },
});

async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: Json }> {
  const response = await app.request(path, init);
  return { status: response.status, body: await response.json() };
}

async function post(path: string, body: string | object): Promise<{ status: number; body: Json }> {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  return ask(path, { method: 'POST', body: sent, headers: { 'content-type': type } });
}

async function plan(request: object): Promise<Json> {
  const { status, body } = await post('/v1/plan', { kernel: '6.1', syscall: 'mount', errno: 'ENOSPC', ...request });
  expect(status).toBe(200);
  return body;
}

const ids = (answer: Json): string[] => answer.steps.map(({ id }: Json) => id);
const arguments_ = (answer: Json): string => JSON.stringify(answer.steps.flatMap((step: Json) => step.commands));

describe('a plan with the symbols of the kernel', () => {
  const list = 'T not a symbol line\n__x64_sys_mount\npath_room\nattach_room.isra.0 [small]\ncount_rooms.cold\n';

  test('attaches to nothing else, and to clones by their names', async () => {
    const answer = await plan({ symbols: list });
    expect(answer.symbols).toEqual(['__x64_sys_mount', 'path_room', 'attach_room.isra.0']);
    expect(arguments_(answer)).not.toMatch(/count_rooms|small_fill|:attach_room[^.]/);
  });

  test('says what cannot be seen, and where it shows instead', async () => {
    const { warnings } = await plan({ symbols: list });
    expect(warnings).toContain(
      'count_rooms cannot be attached to on that kernel: its result shows in attach_room.isra.0 at best',
    );
  });

  test('attaches to what was split off a function as well where only that is left of it', async () => {
    const { symbols } = await plan({ symbols: '__x64_sys_mount\npath_room\ncount_rooms.part.0.constprop.0\n' });
    expect(symbols).toEqual(['__x64_sys_mount', 'path_room', 'count_rooms.part.0.constprop.0']);
  });

  test('takes kallsyms as well', async () => {
    const kallsyms =
      'ffffffff81000000 T __x64_sys_mount\nffffffff81000010 t count_rooms\nffffffff82000000 d path_room\n';
    expect((await plan({ symbols: kallsyms })).symbols).toEqual(['__x64_sys_mount', 'count_rooms']);
  });

  test('only counts failures where none of the functions is listed', async () => {
    const answer = await plan({ symbols: ['unrelated'] });
    expect([ids(answer), answer.symbols]).toEqual([['who-fails', 'body-ran', 'read-answer'], []]);
    expect(answer.warnings).toContain('no function on the best path can be attached to');
  });

  test('says of names that stand for several functions where these are', async () => {
    const { warnings } = await plan({
      symbols: 'ffffffff81000000 T __x64_sys_mount\nffffffff81000010 t count_rooms\nffffffff81000020 t count_rooms\n',
    });
    expect(warnings.join('\n')).toContain(
      'left out but by the one-shot script for tracefs, which attaches to addresses, as several functions are called so: count_rooms (0xffffffff81000010, 0xffffffff81000020);',
    );
  });

  test('a hostile name never reaches a command', async () => {
    const answer = await plan({ symbols: ["count_rooms'; reboot; '", 'path_room$(reboot)', '-x', 'count_rooms'] });
    expect(arguments_(answer)).not.toContain('reboot');
    expect(answer.symbols).toEqual(['count_rooms']);
  });
});

describe('origins with the symbols of the kernel', () => {
  const question = '/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC';
  const list = '__x64_sys_mount\npath_room\nattach_room.isra.0\n';

  test('every probe of a path is one of them: the function itself, its clone, or the nearest above', async () => {
    const { body } = await post(question, list);
    expect(body.origins[0].path.map(({ probe }: Json) => probe.symbol)).toEqual([
      '__x64_sys_mount',
      'path_room',
      'path_room',
      'attach_room.isra.0',
      'attach_room.isra.0',
    ]);
    expect(body.origins[0].probe).toEqual({
      symbol: 'attach_room.isra.0',
      likelihood: 1,
      evidence: 'symbols',
      note: 'count_rooms cannot be attached to on that kernel: attach_room.isra.0 is the nearest above it that can',
    });
  });

  test('come as JSON as well, with the same answer', async () => {
    const asked = { syscall: 'mount', errno: -28, symbols: list };
    const asJson = await post('/v1/kernels/6.1/origins', asked);
    expect(asJson.body).toEqual((await post(question, list)).body);
    const named = await post('/v1/kernels/6.1/origins', { ...asked, modules: ['small'] });
    expect(named.body.origins).toEqual((await post(`${question}&module=small`, list)).body.origins);
  });

  test('an entry that is listed under an inner layer only is attached to there', async () => {
    const { body } = await post(question, '__do_sys_mount\n');
    expect(body.origins[0].probe).toMatchObject({ symbol: '__do_sys_mount', likelihood: 1 });
  });

  test('a list of all code says nothing of what the source keeps probes out of', async () => {
    const { body } = await post(question, '0 T __x64_sys_mount\n0 t count_rooms\n');
    expect(body.origins[0].probe.symbol).toBe('count_rooms');
  });
});

describe('origins with the configuration of the kernel', () => {
  const functions = (body: Json): string[] => body.origins.map((origin: Json) => origin.function);

  test('leave out what it leaves out, in list and total', async () => {
    const question = '/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC';
    const off = await post(question, '# CONFIG_SMALL_FS is not set\n');
    expect([functions(off.body), off.body.total]).toEqual([['count_rooms'], 1]);
    const on = await post(question, 'CONFIG_SMALL_FS=m\n');
    expect([functions(on.body), on.body.total]).toEqual([['count_rooms', 'small_fill'], 2]);
    expect(on.body.origins[0].probe.evidence).toBe('predicted');
  });
});

describe('a kernel that names a build', () => {
  test('is answered with its symbols and options', async () => {
    const { body } = await ask('/v1/kernels/6.1.0-56-cloud-amd64/origins?syscall=mount&errno=ENOSPC');
    expect(body.kernel).toEqual({
      id: '6.1.192',
      requested: '6.1.0-56-cloud-amd64',
      exact: true,
      build: { release: '6.1.0-56-cloud-amd64', exact: true },
    });
    expect([body.total, body.origins[0].probe.symbol, body.origins[0].probe.evidence]).toEqual([
      1,
      'attach_room.constprop.0',
      'build',
    ]);
    expect(body.warnings).toEqual([]);
  });

  test('another update of it is used, and says so', async () => {
    const { body } = await ask('/v1/kernels/6.1.0-50-cloud-amd64/origins?syscall=mount&errno=ENOSPC');
    expect(body.kernel.build).toEqual({ release: '6.1.0-56-cloud-amd64', exact: false });
    expect(body.warnings[0]).toMatch(/6\.1\.0-56-cloud-amd64 stand for 6\.1\.0-50-cloud-amd64/);
  });

  test('decides the arch where none is named, and is not used for another', async () => {
    const arm = await ask('/v1/kernels/6.1.0-56-arm64/origins?syscall=mount&errno=ENOSPC');
    expect([arm.body.arch, arm.body.entry]).toEqual(['arm64', '__arm64_sys_mount']);
    const other = await ask('/v1/kernels/6.1.0-56-arm64/origins?syscall=mount&errno=ENOSPC&arch=x86_64');
    expect([other.body.arch, other.body.kernel.build]).toEqual(['x86_64', undefined]);
  });

  test('tells of names that stand for several functions, which a list of traceable ones shows once', async () => {
    const asked = { kernel: '6.1.0-56-cloud-amd64', symbols: '__x64_sys_mount\npath_room\n' };
    const answer = await plan(asked);
    expect(answer.symbols).toEqual(['__x64_sys_mount']);
    expect(answer.warnings.join('\n')).toMatch(
      /left out but by the one-shot script for tracefs, which attaches to addresses, as several functions are called so: path_room;/,
    );
  });

  test('gives way to symbols that are sent, and keeps its options', async () => {
    const { body } = await post(
      '/v1/kernels/6.1.0-56-cloud-amd64/origins?syscall=mount&errno=ENOSPC',
      '__x64_sys_mount\ncount_rooms\n',
    );
    expect([body.total, body.origins[0].probe.symbol, body.origins[0].probe.evidence]).toEqual([
      1,
      'count_rooms',
      'symbols',
    ]);
  });
});

test('the list of kernels says which builds of each are known', async () => {
  const { body } = await ask('/v1/kernels');
  expect(body.kernels[0].builds).toEqual([
    { release: '6.1.0-56-cloud-amd64', arch: 'x86_64', source: 'linux-image-6.1.0-56-cloud-amd64 6.1.192-2' },
    { release: '6.1.0-56-arm64', arch: 'arm64', source: 'linux-image-6.1.0-56-cloud-amd64 6.1.192-2' },
  ]);
});

describe('bad texts', () => {
  test.each([
    ['', 'neither a symbol nor an option'],
    ['<html>\n</html>\n', 'neither a symbol nor an option'],
  ])('%j as plain text', async (text, detail) => {
    const { status, body } = await post('/v1/plan?kernel=6.1&errno=ENOSPC&syscall=mount', text);
    expect([status, body.detail]).toEqual([400, expect.stringContaining(detail)]);
  });

  test('symbols or a configuration without any are refused by name', async () => {
    const question = { kernel: '6.1', syscall: 'mount', errno: 'ENOSPC' };
    const none = await post('/v1/plan', { ...question, symbols: '-\n' });
    expect([none.status, none.body.errors[0].field]).toEqual([400, 'symbols']);
    const off = await post('/v1/plan', { ...question, config: 'path_mount\n' });
    expect([off.status, off.body.errors[0].field]).toEqual([400, 'config']);
  });

  test('a plan in a URL is checked like one in JSON', async () => {
    const { status, body } = await post('/v1/plan?kernel=6.1&errno=ENOSPC&pid=0', 'path_mount\n');
    expect([status, body.errors[0].field]).toEqual([400, 'pid']);
    const missing = await post('/v1/plan?kernel=6.1', 'path_mount\n');
    expect([missing.status, missing.body.errors[0].field]).toEqual([400, 'errno']);
    const whole = await post(
      '/v1/plan?kernel=6.1&errno=ENOSPC&syscall=mount&tools=bpftrace,trace',
      '__x64_sys_mount\n',
    );
    expect([whole.status, whole.body.symbols]).toEqual([200, ['__x64_sys_mount']]);
  });
});

test.each(['bt', 'sh'])('plan.%s watches nothing but the symbols that are sent', async (kind) => {
  const body = { kernel: '6.1', syscall: 'mount', errno: 'ENOSPC', symbols: ['__x64_sys_mount', 'small_fill'] };
  const headers = { 'content-type': 'application/json' };
  const response = await app.request(`/v1/plan.${kind}`, { method: 'POST', body: JSON.stringify(body), headers });
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).toContain('small_fill');
  expect(text).not.toContain('count_rooms');
});
