/** From a tree to answers: every way in which an errno reaches a syscall, indexed, packed, opened and asked for. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IndexSummary } from '../../indexer/index-summary.js';
import type { App } from '../../src/routes/app-deps.js';
import { appOver, compiledProgram, indexInto, type Program } from './indexed-tree.js';

let program: Program;
let summary: IndexSummary;
let app: App;
let close: () => Promise<void>;
const folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));

beforeAll(async () => {
  program = await compiledProgram();
  summary = await indexInto(join(folder, 'packs'), program);
  ({ app, close } = await appOver(summary.packPath, join(folder, 'cache')));
});

afterAll(async () => {
  await close();
  program.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** An answer of unknown shape: tests reach into it by name. */
type Json = ReturnType<typeof JSON.parse>;

async function get(path: string, init?: RequestInit): Promise<Json> {
  const response = await app.request(path, init);
  expect([response.status, path]).toEqual([200, path]);
  return response.json();
}

const ask = (syscall: string, errno: string, more = ''): Promise<Json> =>
  get(`/v1/kernels/9.9/origins?syscall=${syscall}&errno=${errno}${more}`);

/** `entry > a:12 > b:30 [ops s.f (table)]`: functions, the lines of their calls, and how they are reached but by a call. */
function route(frames: Json): string {
  return frames
    .map((frame: Json) => {
      const line = frame.line === null ? '' : `:${frame.line}`;
      const how = frame.via === 'call' || frame.via === 'entry' ? '' : ` [${frame.via}${tableOf(frame)}]`;
      return `${frame.function}${line}${how}`;
    })
    .join(' > ');
}

const tableOf = (frame: Json): string => (frame.table === undefined ? '' : ` ${frame.table}`);

/** The origins of a pair that the C code writes, as `function file: route`, best first; the gate is beside all of them. */
async function origins(syscall: string, errno: string, more = '', kind = 'own'): Promise<string[]> {
  const answer = await ask(syscall, errno, more);
  expect(answer.total).toBe(answer.origins.length);
  return ofKind(answer, kind).map((one: Json) => `${one.function} ${one.file}: ${route(one.path)}`);
}

/** What each function on the way to an origin returns, the entry first; the origin's own is the last. */
async function errnosOn(syscall: string, errno: string, origin: string): Promise<string[]> {
  const found = (await ask(syscall, errno)).origins.find((one: Json) => one.function === origin);
  expect(found.errno).toBe(found.path.at(-1).errno);
  return found.path.map((frame: Json) => frame.errno);
}

const ofKind = (answer: Json, kind: string): Json[] => answer.origins.filter((one: Json) => one.kind === kind);

/** The one site of the one origin of a pair. */
async function site(syscall: string, errno: string): Promise<Json> {
  const found = ofKind(await ask(syscall, errno), 'own');
  expect(found).toHaveLength(1);
  expect(found[0].sites).toHaveLength(1);
  return found[0].sites[0];
}

describe('an errno reaches a syscall', () => {
  test('through direct calls', async () => {
    expect(await origins('openat', 'EMFILE')).toEqual(['take_slot fs/open.c: __x64_sys_openat > take_slot:35']);
    expect(await site('openat', 'EMFILE')).toMatchObject({
      line: 13,
      kind: 'return',
      guard: 'slots_used >= 16',
      guard_line: 12,
    });
  });

  test('in a file that an option builds, and the list of sites says the same of it', async () => {
    const built = { file_config: 'CONFIG_LOGFS', config: null };
    expect(await site('openat', 'EISDIR')).toMatchObject(built);
    expect((await get('/v1/kernels/9.9/errnos/EISDIR/sites')).sites).toMatchObject([built]);
  });

  test('through an ops table, by struct and field, and not through a field of that name in another struct', async () => {
    const way = '__x64_sys_openat > open_file:40 > logfs_open:26 [ops file_operations.open (logfs_file_operations)]';
    expect(await origins('openat', 'EISDIR')).toEqual([`logfs_open fs/logfs/file.c: ${way}`]);
    expect(await origins('openat', 'ENOTDIR')).toEqual([]);
    expect((await get('/v1/kernels/9.9/errnos/ENOTDIR/sites')).sites).toMatchObject([{ function: 'jar_drawer_open' }]);
  });

  test('through a callback that is handed to a function and called there', async () => {
    const way =
      '__x64_sys_mount > mount_new:72 > jarfs_get_tree:55 [ops mount_operations.get_tree (jarfs_mount_operations)] > mount_device:16';
    expect(await origins('mount', 'EIO')).toEqual([`mount_device fs/namespace.c: ${way}`]);
    const [found = ''] = await origins('mount', 'EUCLEAN');
    expect(found.startsWith(`jarfs_fill fs/jarfs/super.c: ${way} > jarfs_fill`)).toBe(true);
    expect(found).toContain('[callback]');
  });

  test('through a macro that expands to a call, and under the name that user space sees', async () => {
    const way = ['wait_for_slot fs/open.c: __x64_sys_read > wait_for_slot:49 [macro]'];
    expect(await origins('read', 'ERESTARTSYS')).toEqual(way);
    expect(await origins('read', 'EINTR')).toEqual(way);
  });

  test('as an error pointer', async () => {
    const way = 'make_request fs/namespace.c: __x64_sys_mount > mount_new:72 > make_request:50';
    expect(await origins('mount', 'ENODEV')).toEqual([way]);
    expect(await origins('mount', 'ENOMEM')).toEqual([way]);
    expect(await site('mount', 'ENOMEM')).toMatchObject({ line: 31, kind: 'pointer', reason: 'alloc_request' });
  });

  test('through an out-parameter', async () => {
    const way = 'find_set ipc/sem.c: __x64_sys_semget > find_set:39 [out]';
    expect(await origins('semget', 'EIDRM')).toEqual([way]);
    expect(await origins('semget', 'ENOENT')).toEqual([way]);
    expect(await site('semget', 'EIDRM')).toMatchObject({ line: 32, kind: 'out', guard: 'set->key != key' });
  });

  test('rewritten on the way, and then no longer as what it was', async () => {
    expect(await origins('semget', 'EAGAIN')).toContain('number_of ipc/sem.c: __x64_sys_semget > number_of:43');
    expect(await origins('semget', 'ENOSPC')).toEqual([]);
    expect(await origins('openat', 'EROFS')).toEqual([]);
  });

  test('rewritten on the way, from the function that gave it under another name', async () => {
    const way = '__x64_sys_semget > number_of:43 > next_number:18';
    expect(await origins('semget', 'EAGAIN')).toContain(`next_number ipc/sem.c: ${way}`);
    expect(await errnosOn('semget', 'EAGAIN', 'next_number')).toEqual(['EAGAIN', 'EAGAIN', 'ENOSPC']);
  });

  test('rewritten twice, once by a function that is given it', async () => {
    const names = ofKind(await ask('semop', 'EAGAIN'), 'own').map((one: Json) => one.function);
    expect(names).toEqual(['told', 'lock_set', 'wait_turn']);
    expect(await errnosOn('semop', 'EAGAIN', 'wait_turn')).toEqual(['EAGAIN', 'EBUSY', 'EEXIST']);
    expect(await origins('semop', 'EEXIST')).toEqual([]);
  });

  test('rewritten from an error pointer', async () => {
    expect(await errnosOn('semop', 'E2BIG', 'find_change')).toEqual(['E2BIG', 'ENODEV']);
    expect(await origins('semop', 'ENODEV')).toEqual([]);
  });

  test('under the name that only the kernel uses, up to the entry', async () => {
    expect(await errnosOn('read', 'EINTR', 'wait_for_slot')).toEqual(['ERESTARTSYS', 'ERESTARTSYS']);
  });

  test('as the NULL or false of a callee, which is its reason', async () => {
    expect(await site('msgget', 'ENOSPC')).toMatchObject({ line: 25, reason: 'charge_queue' });
    expect(await site('msgget', 'EPERM')).toMatchObject({ line: 26, reason: 'queue_allowed' });
  });

  test('because of what callees of the callee gave, each a reason for the one before it', async () => {
    const { reasons } = await site('semctl', 'EMFILE');
    expect(reasons.map((one: Json) => `${one.depth} ${one.function}:${one.line} ${one.gave} ${one.guard}`)).toEqual([
      '1 hand_out:27 NULL null',
      '2 make_pass:19 NULL too_many(who)',
      '3 too_many:13 true null',
      '4 listed:8 false null',
    ]);
    expect((await site('semctl', 'EIO')).reasons).toMatchObject([
      { depth: 1, function: 'count_gates', gave: 'ENFILE', file: 'ipc/gate.c' },
    ]);
  });

  test('because of a function in a table, which makes the origin one of its module', async () => {
    const plain = ofKind(await ask('semctl', 'EPERM'), 'own');
    expect(plain.map((one: Json) => one.function)).toEqual(['__x64_sys_semctl', 'enter_gate']);
    expect(plain[1].sites[0].reasons).toMatchObject([
      { depth: 1, function: 'night_may_pass', gave: 'false', guard: 'who == 2' },
    ]);
    const named = ofKind(await ask('semctl', 'EPERM', '&module=night'), 'own');
    expect(named.map((one: Json) => one.function)).toEqual(['enter_gate', '__x64_sys_semctl']);
  });

  test('only where it is not overwritten before it is returned', async () => {
    expect(await origins('msgget', 'EBUSY')).toEqual([]);
  });

  test('from the compiled function, not from its stub in a header', async () => {
    const way = 'guard_open security/guard.c: __x64_sys_openat > open_file:40 > guard_open:21';
    expect(await origins('openat', 'EACCES')).toEqual([way]);
    expect(ofKind(await ask('openat', 'EDQUOT'), 'own')).toMatchObject([
      { function: 'jar_charge', file: 'fs/jarfs/quota.c' },
    ]);
    const { definitions } = await get('/v1/kernels/9.9/functions/jar_charge');
    expect(definitions.map((one: Json) => [one.file, one.stub])).toEqual([
      ['fs/jarfs/quota.c', false],
      ['include/linux/guard.h', true],
    ]);
  });

  test("from the arch's own body of a weak function, each on its arch", async () => {
    const x86 = 'arch_check_range arch/x86/mm/mmap.c: __x64_sys_munmap > map_pages:26 > arch_check_range:12';
    const arm = 'arch_check_range arch/arm64/mm/mmap.c: __arm64_sys_munmap > map_pages:26 > arch_check_range:12';
    expect(await origins('munmap', 'EOVERFLOW')).toEqual([x86]);
    expect(await origins('munmap', 'ERANGE')).toEqual([]);
    expect(await origins('munmap', 'ERANGE', '&arch=arm64')).toEqual([arm]);
    expect(await origins('munmap', 'EOVERFLOW', '&arch=arm64')).toEqual([]);
  });

  test('from the right one of two static functions of one name', async () => {
    const way = (family: string): string =>
      `check_type net/${family}.c: __x64_sys_socket > ${family}_create:12 [ops family.create (${family}_family)] > check_type:13`;
    expect(await origins('socket', 'ESOCKTNOSUPPORT')).toEqual([way('cable')]);
    expect(await origins('socket', 'EPROTONOSUPPORT')).toEqual([way('radio')]);
  });
});

describe('an errno comes from outside the C code', () => {
  const gate = (syscall: string): string => `gate_pass kernel/gate.c: __x64_sys_${syscall} > gate_pass [before]`;
  const courier = 'courier_ask fs/jarfs/courier.c: ';

  test('where a call is refused before its body runs, whatever the errno', async () => {
    expect(await origins('munmap', 'EEXIST', '', 'external')).toEqual([gate('munmap')]);
    const [origin] = (await ask('munmap', 'EEXIST')).origins;
    expect(origin).toMatchObject({ kind: 'external', source: 'seccomp', probe: { symbol: 'gate_pass' } });
    expect(origin.source_meaning).toContain('the body does not run');
    expect(origin.sites).toMatchObject([
      { line: 12, guard: 'switch (verdict >> 16) case GATE_REFUSE', source: 'seccomp' },
    ]);
  });

  test('and a literal there is written by the kernel', async () => {
    expect(await origins('munmap', 'ENOSYS')).toEqual([gate('munmap')]);
    const [origin] = (await ask('munmap', 'ENOSYS')).origins;
    expect(origin.sites.map((one: Json) => [one.line, one.source])).toEqual([
      [12, 'seccomp'],
      [16, undefined],
    ]);
  });

  test('where a server in user space answers', async () => {
    const open =
      '__x64_sys_openat > open_file:40 > courier_open:26 [ops file_operations.open (courier_file_operations)]';
    expect(await origins('openat', 'EEXIST', '', 'external')).toContain(`${courier}${open} > courier_ask:34`);
    const origin = ofKind(await ask('openat', 'EEXIST'), 'external').find(
      (one: Json) => one.function === 'courier_ask',
    );
    expect(origin).toMatchObject({ source: 'user', sites: [{ line: 17 }] });
  });

  test('only as far as filters on the way let it pass', async () => {
    const found = await origins('read', 'EPROTO', '', 'external');
    expect(found.some((one) => one.startsWith(courier))).toBe(true);
    expect((await origins('read', 'EEXIST', '', 'external')).some((one) => one.startsWith(courier))).toBe(false);
  });

  test('bounded by a table that the status is looked up in, also through a pointer into it', async () => {
    const [origin] = ofKind(await ask('read', 'ENFILE'), 'own');
    expect(origin).toMatchObject({ function: 'word_to_code', sites: [{ line: 11, kind: 'table' }] });
    expect((await origins('read', 'EOVERFLOW')).map((one) => one.split(' ')[0])).toEqual(['word_to_code']);
  });

  test('behind what the body does itself', async () => {
    const { origins: found } = await ask('openat', 'EISDIR');
    expect(found[0]).toMatchObject({ kind: 'own', function: 'logfs_open' });
    expect(found.length).toBeGreaterThan(1);
  });

  test('and is no errno that a syscall is listed with, nor one that a function returns', async () => {
    const { errnos } = await get('/v1/kernels/9.9/syscalls/munmap');
    expect(errnos.map((one: Json) => one.name)).not.toContain('EEXIST');
    const { sites } = await get('/v1/kernels/9.9/errnos/EEXIST/sites');
    expect(sites.map((one: Json) => one.function)).toEqual(['wait_turn']);
    const [definition] = (await get('/v1/kernels/9.9/functions/courier_ask')).definitions;
    expect(definition.sites).toContainEqual(expect.objectContaining({ errno: 'any', source: 'user', line: 17 }));
  });

  test('which a plan says, and how to tell', async () => {
    const plan = await get('/v1/plan', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kernel: '9.9', arch: 'x86_64', syscall: 'munmap', errno: 'EEXIST' }),
    });
    expect(plan.warnings.join('\n')).toContain('gate_pass');
    expect(plan.symbols).not.toContain('gate_pass');
  });
});

describe('an answer', () => {
  test('has the other route to an origin as an alternative', async () => {
    const [origin] = (await ask('mount', 'ENOSPC')).origins;
    const routes = [origin.path, ...origin.alternatives].map(route).sort();
    expect(routes).toEqual([
      '__x64_sys_mount > mount_again:71 > graft:65 > count_room:17',
      '__x64_sys_mount > mount_new:72 > graft:57 > count_room:17',
    ]);
  });

  test('has what is commonly built before what is not', async () => {
    const found = ofKind(await ask('openat', 'ENAMETOOLONG'), 'own');
    expect(found.map((one: Json) => one.function)).toEqual(['jarfs_open', 'logfs_open']);
    expect(found[0].score).toBeGreaterThan(found[1].score);
  });

  test('is narrowed by the file system that is given', async () => {
    const found = ofKind(await ask('openat', 'ENAMETOOLONG', '&fs=logfs'), 'own');
    expect(found.map((one: Json) => one.function)).toEqual(['logfs_open', 'jarfs_open']);
  });

  test('names the kernel, the entry of the arch and the errno', async () => {
    const x86 = await ask('mount', 'ENOSPC');
    expect(x86).toMatchObject({
      kernel: { id: '9.9.1', requested: '9.9', exact: false },
      arch: 'x86_64',
      entry: '__x64_sys_mount',
      errno: { name: 'ENOSPC', number: 28 },
    });
    const arm = await ask('mount', '-28', '&arch=aarch64');
    expect(arm).toMatchObject({ arch: 'arm64', entry: '__arm64_sys_mount' });
    expect(arm.origins[0].path[0]).toMatchObject({ function: '__arm64_sys_mount', via: 'entry', line: null });
  });

  test('gives the nearest symbol above an origin that is probably inlined', async () => {
    const [origin] = (await ask('mount', 'ENOSPC')).origins;
    expect(origin.path.map((frame: Json) => frame.function)).toContain(origin.probe.symbol);
    expect(origin.probe.symbol).not.toBe('count_room');
  });
});

describe('the other calls', () => {
  test('list the kernel with its counts', async () => {
    const { kernels } = await get('/v1/kernels');
    expect(kernels).toMatchObject([
      {
        id: '9.9.1',
        line: '9.9',
        functions: summary.counts.functions,
        sites: summary.counts.sites,
        edges: summary.counts.edges,
        syscalls: summary.counts.syscalls,
      },
    ]);
    expect(kernels[0].arches).toEqual(expect.arrayContaining(['x86_64', 'arm64', 'i386']));
  });

  test('give a function with its sites, callees and callers', async () => {
    const { definitions } = await get('/v1/kernels/9.9/functions/open_file');
    expect(definitions).toMatchObject([
      {
        file: 'fs/open.c',
        line: 17,
        end_line: 30,
        static: true,
        sites: [{ errno: 'ENXIO', line: 25 }],
        callers: [{ function: 'sys_openat', line: 40 }],
      },
    ]);
    const callees = definitions[0].callees.map((one: Json) => one.function);
    expect(callees).toEqual(expect.arrayContaining(['guard_open', 'jarfs_open', 'logfs_open']));
    expect(callees).not.toContain('jar_drawer_open');
  });

  test('give the sites of an errno, by folder too', async () => {
    const all = await get('/v1/kernels/9.9/errnos/ENOSPC/sites');
    expect(all.sites.map((one: Json) => `${one.function} ${one.line}`)).toEqual([
      'count_room 11',
      'sys_msgget 25',
      'next_number 12',
    ]);
    const ipc = await get('/v1/kernels/9.9/errnos/ENOSPC/sites?path=ipc/');
    expect(ipc.total).toBe(2);
  });

  test('list the syscalls of an arch with numbers and entries', async () => {
    const x86 = await get('/v1/kernels/9.9/syscalls');
    const openat = x86.syscalls.find((one: Json) => one.name === 'openat');
    expect(openat).toMatchObject({ number: 257, entry: '__x64_sys_openat' });
    expect(openat.compat_entries).toContainEqual({ abi: 'ia32', number: 295, entry: '__ia32_sys_openat' });
    const arm = await get('/v1/kernels/9.9/syscalls?arch=arm64');
    const names = (answer: Json): string[] => answer.syscalls.map((one: Json) => one.name);
    expect(names(arm)).toContain('cacheflush');
    expect(names(x86)).not.toContain('cacheflush');
  });

  test('give one syscall with the errnos it can return', async () => {
    const answer = await get('/v1/kernels/9.9/syscalls/semget');
    expect(answer).toMatchObject({ name: 'semget', number: 64, file: 'ipc/sem.c', line: 36 });
    const errnos = answer.errnos.map((one: Json) => one.name);
    expect(errnos).toEqual(expect.arrayContaining(['EAGAIN', 'EIDRM', 'ENOENT']));
  });

  test('plan how to prove it', async () => {
    const plan = await get('/v1/plan', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kernel: '9.9', arch: 'x86_64', syscall: 'mount', errno: 'EUCLEAN' }),
    });
    expect(plan.steps.map((one: Json) => one.id)).toEqual([
      'who-fails',
      'body-ran',
      'entry-children',
      'return-values',
      'one-shot',
      'read-answer',
    ]);
    expect(plan.symbols).toEqual(expect.arrayContaining(['__x64_sys_mount', 'jarfs_fill']));
    expect(plan.warnings.join('\n')).toContain('mount_new is probably inlined into __x64_sys_mount');
  });

  test('name the nearest for what the kernel does not have', async () => {
    const unknown = async (path: string): Promise<Json> => {
      const response = await app.request(path);
      expect(response.status).toBe(404);
      return response.json();
    };
    expect((await unknown('/v1/kernels/9.9/origins?syscall=opemat&errno=EIO')).suggestions).toContain('openat');
    expect((await unknown('/v1/kernels/9.9/functions/guard_opem')).suggestions).toContain('guard_open');
    expect((await unknown('/v1/kernels/9.9/origins?syscall=mount&errno=ENOSPCE')).suggestions).toContain('ENOSPC');
  });
});
