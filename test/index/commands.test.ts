/** What `cmd` and `family` do: from the constants and names that code stands under to the order of an answer. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../src/routes/app-deps.js';
import { appOver, compiledProgram, indexInto, type Program } from './indexed-tree.js';

let program: Program;
let app: App;
let close: () => Promise<void>;
const folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));

beforeAll(async () => {
  program = await compiledProgram();
  const summary = await indexInto(join(folder, 'packs'), program);
  ({ app, close } = await appOver(summary.packPath, join(folder, 'cache')));
});

afterAll(async () => {
  await close();
  program.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** An answer of unknown shape: tests reach into it by name. */
type Json = ReturnType<typeof JSON.parse>;

async function ask(syscall: string, errno: string, more = ''): Promise<Json> {
  const response = await app.request(`/v1/kernels/9.9/origins?syscall=${syscall}&errno=${errno}${more}`);
  expect([response.status, syscall]).toEqual([200, syscall]);
  return response.json();
}

/** The functions that write the errno themselves, best first. */
const functions = (answer: Json): string[] =>
  answer.origins.filter((one: Json) => one.kind !== 'external').map((one: Json) => one.function);

describe('a command', () => {
  test('brings the code of its case to the front and moves that of others to the end', async () => {
    expect(functions(await ask('fcntl', 'EINVAL', '&cmd=BOX_TAKE'))[0]).toBe('box_take');
    const found = functions(await ask('fcntl', 'EINVAL', '&cmd=BOX_PUT'));
    expect(found.slice(0, 2)).toEqual(['box_put', '__x64_sys_fcntl']);
    expect(found.slice(2).sort()).toEqual(['box_lock', 'box_take']);
  });

  test('is one of several cases that share their code, in any spelling', async () => {
    expect(functions(await ask('fcntl', 'EINVAL', '&cmd=BOX_LOCK'))[0]).toBe('box_lock');
    expect(functions(await ask('fcntl', 'EINVAL', '&cmd=box_lock_wait'))[0]).toBe('box_lock');
  });

  test('stands at the step and at the site that it guards', async () => {
    const { origins } = await ask('fcntl', 'EINVAL', '&cmd=BOX_LOCK_WAIT');
    expect(origins[0].path.at(-1)).toMatchObject({ function: 'box_lock', cmd: ['BOX_LOCK_WAIT', 'BOX_LOCK'] });
    const [busy] = (await ask('fcntl', 'EBUSY')).origins;
    expect(busy.sites.map((one: Json) => one.cmd)).toEqual([['BOX_COUNT'], undefined]);
  });

  test('leaves as they are the checks before it, which come with any of them', async () => {
    const [fcntl] = (await ask('fcntl', 'EINVAL')).origins.filter((one: Json) => one.function === '__x64_sys_fcntl');
    expect(fcntl.path[0].cmd).toBeUndefined();
    expect(fcntl.sites[0].cmd).toBeUndefined();
  });

  test('is the index of a table of functions', async () => {
    expect(functions(await ask('ioctl', 'EAGAIN', '&cmd=BOX_ORDER_READ'))).toEqual(['order_read', 'order_write']);
    expect(functions(await ask('ioctl', 'EAGAIN', '&cmd=BOX_ORDER_WRITE'))).toEqual(['order_write', 'order_read']);
  });

  test('is the file that is written, by its name, its path, or what its controller makes of it', async () => {
    const first = async (cmd: string): Promise<string | undefined> =>
      functions(await ask('write', 'ERANGE', `&cmd=${cmd}`))[0];
    expect(await first('cgroup.procs')).toBe('procs_write');
    expect(await first('procs')).toBe('procs_write');
    expect(await first('/sys/fs/cgroup/a/cgroup.procs')).toBe('procs_write');
    expect(await first('pen.weight')).toBe('weight_write');
    const { origins } = await ask('write', 'ERANGE', '&cmd=weight');
    expect(origins[0].path.at(-1)).toMatchObject({ function: 'weight_write', cmd: ['pen.weight'] });
  });

  test('is the attribute of sysfs that is written, however it is made', async () => {
    const found = async (cmd: string): Promise<string[]> => functions(await ask('write', 'ENODEV', `&cmd=${cmd}`));
    expect((await found('lend'))[0]).toBe('lend_store');
    expect((await found('/sys/bus/shelf/drivers/oak/lend'))[0]).toBe('lend_store');
    expect((await found('give-back'))[0]).toBe('take_back');
    expect((await found('roll'))[0]).toBe('roll_store');
    expect((await found('roll')).sort()).toEqual(['lend_store', 'roll_store', 'take_back']);
    const { origins } = await ask('write', 'ENODEV', '&cmd=lend');
    expect(origins[0].path.at(-1)).toMatchObject({ function: 'lend_store', cmd: ['lend'] });
  });

  test('that the kernel does not know changes nothing, and the answer says so', async () => {
    const plain = await ask('fcntl', 'EINVAL');
    const answer = await ask('fcntl', 'EINVAL', '&cmd=BOX_PUTT');
    expect(answer.origins).toEqual(plain.origins);
    expect(plain.warnings).toEqual([]);
    expect(answer.warnings).toEqual(['cmd: 9.9.1 knows no command BOX_PUTT; did you mean BOX_PUT?']);
  });

  test('that no way of the syscall depends on is told, too', async () => {
    const { warnings } = await ask('fcntl', 'EINVAL', '&cmd=BOX_ORDER_READ');
    expect(warnings).toEqual(['cmd: no way from fcntl to EINVAL depends on BOX_ORDER_READ']);
    expect((await ask('ioctl', 'EAGAIN', '&cmd=BOX_ORDER_READ')).warnings).toEqual([]);
  });
});

describe('a socket family', () => {
  test('is that of the table, by the name of the constant or without AF_', async () => {
    const first = async (family: string): Promise<string | undefined> =>
      functions(await ask('connect', 'EINVAL', `&family=${family}`))[0];
    expect(await first('AF_CABLE')).toBe('cable_connect');
    expect(await first('AF_RADIO')).toBe('radio_connect');
    expect(await first('PF_RADIO')).toBe('radio_connect');
    expect(await first('radio')).toBe('radio_connect');
  });

  test('that the kernel does not know is told', async () => {
    const { warnings } = await ask('connect', 'EINVAL', '&family=AF_RADIOS');
    expect(warnings).toEqual(['family: 9.9.1 knows no socket family AF_RADIOS; did you mean AF_RADIO?']);
  });
});

describe('a module', () => {
  test('is also what stands in tables that are named after it', async () => {
    expect(functions(await ask('write', 'EPERM', '&module=ink'))).toEqual(['ink_attach', 'pen_attach']);
    expect(functions(await ask('write', 'EPERM', '&module=pen'))).toEqual(['pen_attach', 'ink_attach']);
  });
});

describe('a plan', () => {
  test('takes commands and families, and passes on what is said of them', async () => {
    const plan = async (body: object): Promise<Json> => {
      const response = await app.request('/v1/plan', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kernel: '9.9', arch: 'x86_64', limit: 1, ...body }),
      });
      expect(response.status).toBe(200);
      return response.json();
    };
    const taken = await plan({ syscall: 'fcntl', errno: 'EINVAL', cmd: 'BOX_TAKE' });
    expect(taken.warnings.join('\n')).toContain('box_take is probably inlined');
    const misspelt = await plan({ syscall: 'connect', errno: 'EINVAL', family: 'AF_CABEL' });
    expect(misspelt.warnings.join('\n')).toContain('did you mean AF_CABLE?');
  });
});
