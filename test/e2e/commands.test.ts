/** The commands as users start them, end to end: a tree is indexed, its pack is served, a question is answered. */

import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { tempFolder } from '../source/temp-folder.js';
import { LAUNCHER, type Service, startService } from './service.js';

const tree = join(import.meta.dirname, '../fixtures/tree');

/** `errnopath …` through its launcher. */
function errnopath(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [LAUNCHER, ...argv], { encoding: 'utf8' });
}

const services: Service[] = [];

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

describe('errnopath', () => {
  test('indexes a tree, then serves its pack and answers', { timeout: 120_000 }, async () => {
    const folder = tempFolder();
    const packs = join(folder, 'packs');
    const indexed = errnopath('index', '--no-cache', tree, '--out', packs);
    expect(indexed).toMatchObject({ status: 0 });
    expect(indexed.stdout).toMatch(/^Linux 9\.9\.1: \S+9\.9\.1\.pack \([\d.]+ kB\)\n/);
    expect(indexed.stdout).toMatch(/\n {2}functions +\d+\n/);
    expect(readdirSync(packs)).toEqual(['9.9.1.pack']);

    const service = await startService(packs, { XDG_CACHE_HOME: join(folder, 'cache') });
    services.push(service);
    expect(service.output()).toMatch(
      /^errnopath \S+ on http:\/\/127\.0\.0\.1:\d+\nkernels: 9\.9\.1\n(?:chat \w+: off, \w+ is not set\n){4}try: curl '[^']+'\n$/,
    );
    const response = await fetch(`${service.url}/v1/kernels/latest/origins?syscall=mount&errno=ENOSPC&limit=1`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      kernel: { id: '9.9.1' },
      entry: '__x64_sys_mount',
      total: 2,
      origins: [{ function: 'count_room', file: 'fs/namespace.c', sites: [{ guard: 'wanted > 100000 - mounts' }] }],
    });
    const cached = readdirSync(join(folder, 'cache/errnopath'));
    expect(cached.filter((name) => !name.endsWith('.image'))).toEqual([
      expect.stringMatching(/^9\.9\.1-[0-9a-f]{16}\.db$/),
    ]);
    expect(cached).toContainEqual(expect.stringMatching(/^9\.9\.1-[0-9a-f]{16}\.db\.ground\.image$/));
    expect(await service.stop()).toBe(0);
    await expect(fetch(service.url)).rejects.toThrow();
  });

  test('answers offline in plain words and by name, and tells by its status what came of it', {
    timeout: 120_000,
  }, () => {
    const folder = tempFolder();
    const packs = join(folder, 'packs');
    expect(errnopath('index', '--no-cache', tree, '--out', packs).status).toBe(0);
    const cache = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), ERRNOPATH_PACKS: packs };
    const run = (...argv: string[]) =>
      spawnSync(process.execPath, [LAUNCHER, ...argv], { encoding: 'utf8', env: cache });
    const asked = run('ask', 'mount:', 'No', 'space', 'left', 'on', 'device');
    expect(asked).toMatchObject({ status: 0, stderr: '' });
    expect(asked.stdout).toMatch(/^Where ENOSPC of mount starts on 9\.9\.1 \(x86_64\)\n/);
    expect(asked.stdout).toContain('1. count_room  fs/namespace.c:');
    const named = run('origins', 'mount', '-28', '--json');
    expect(JSON.parse(named.stdout)).toMatchObject({ origins: [{ function: 'count_room' }, {}] });
    expect(run('ask', 'ENOSPC')).toMatchObject({ status: 3 });
    const unknown = run('origins', 'mout', 'ENOSPC');
    expect(unknown).toMatchObject({ status: 1, stdout: '' });
    expect(unknown.stderr).toMatch(/^errnopath: "mout" is no syscall of x86_64; perhaps mount\n$/);
    expect(run('origins', 'mount')).toMatchObject({ status: 2 });
  });

  test('plans for the kernel whose lists it is given, and says what is wrong with a question', () => {
    const folder = tempFolder();
    const packs = join(folder, 'packs');
    expect(errnopath('index', '--no-cache', tree, '--out', packs).status).toBe(0);
    const symbols = join(folder, 'symbols');
    writeFileSync(symbols, '__x64_sys_mount\nmount_new.isra.0\n');
    const cache = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
    const plan = (...argv: string[]) =>
      spawnSync(process.execPath, [LAUNCHER, 'plan', ...argv, '--packs', packs], { encoding: 'utf8', env: cache });
    const { status, stdout } = plan('mount', 'ENOSPC', '--symbols', symbols, '--tools', 'bpftrace');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^mount ENOSPC \(No space left on device\)\nkernel latest on x86_64, answered from 9\.9\.1\n/,
    );
    expect(stdout.match(/kretprobe:[\w.]*\w/g)?.every((one) => /sys_mount$|isra\.0$/.test(one))).toBe(true);
    const json = JSON.parse(plan('mount', 'ENOSPC', '--symbols', symbols, '--json').stdout);
    expect(json.symbols).toEqual(['__x64_sys_mount', 'mount_new.isra.0']);
    const misspelt = plan('muont', 'ENOSPC');
    expect([misspelt.status, misspelt.stderr]).toEqual([
      1,
      expect.stringMatching(/^errnopath: .*muont.*; perhaps .*mount/),
    ]);
    const unread = plan('mount', 'ENOSPC', '--symbols', join(folder, 'none'));
    expect([unread.status, unread.stderr]).toEqual([1, expect.stringContaining('none cannot be read')]);
  }, 60_000);

  test('finds the bundled builds from wherever it is started', () => {
    const { status, stdout } = errnopath('builds');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^6\.1\.0-56-amd64\tx86_64\t/m);
  });

  test('tells its phases and counts as JSON lines', () => {
    const { status, stdout, stderr } = errnopath('index', '--no-cache', tree, '--out', tempFolder(), '--json');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const files = readdirSync(tree, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.[ch]$/.test(path),
    ).length;
    expect(events.at(-1)).toMatchObject({ event: 'done', kernel: '9.9.1', counts: { files }, skipped: {} });
    const phases = events.filter(({ event }) => event === 'progress').map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual(['parse', 'link', 'write', 'compress']);
  });

  test('refuses what is no kernel tree, and writes nothing', () => {
    const out = tempFolder();
    const { status, stdout, stderr } = errnopath('index', '--no-cache', join(tree, 'fs'), '--out', out);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^errnopath: \S+ is not a kernel tree: [^\n]+\n$/);
    expect(readdirSync(out)).toEqual([]);
  });

  test('serves nothing, and says how to get a pack, where no pack is', async () => {
    const folder = tempFolder();
    const service = await startService(folder, { XDG_CACHE_HOME: join(folder, 'cache') });
    services.push(service);
    expect(service.output()).toContain('kernels: none; see errnopath index --help');
    expect((await fetch(`${service.url}/v1/kernels/6.1/syscalls`)).status).toBe(404);
  });
});
