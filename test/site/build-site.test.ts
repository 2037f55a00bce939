/** A static site over a small kernel: the same bytes twice, links and twins that hold, and nothing half-written. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { find, type Searched } from '../../src/browser/find.js';
import { buildSite, type SiteManifest, type SiteRequest } from '../../src/node/site/build-site.js';
import { ROOM } from '../../src/node/site/site-scopes.js';
import {
  type FunctionNames,
  type FunctionShard,
  listOf,
  listsOf,
  type NamesShard,
  type RestShard,
} from '../../src/pages/shards.js';
import { createApp } from '../../src/routes/app.js';
import type { AnswerPage, SyscallPage } from '../../src/schemas/pages.js';
import { FunctionFlag } from '../../src/store/schema.js';
import { makePack } from '../fixtures/pack.js';
import { ROOM_TUNABLES, smallKernel } from '../fixtures/small-kernel.js';
import { htmlProblems } from '../pages/html-problems.js';
import { checkSite } from './check-site.js';
import { readSite } from './read-site.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-site-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(out: string): SiteRequest {
  const packs = [smallKernel('6.1.192', ROOM_TUNABLES), smallKernel('6.12.117', ROOM_TUNABLES)];
  return {
    ...{
      out: join(folder, out),
      dataset: 'd',
      sources: [],
      scripts: { 'site.js': '/* the script */', 'shards.js': '' },
    },
    wanted: { arches: ['arm64'], also: new Set(['iopl EINVAL']), likely: 2, room: ROOM },
    deps: { packs, version: '0.1.0', compress: false },
    base: 'https://errno.example.org/',
  };
}

const built = join(folder, 'one');
let manifest: SiteManifest;

beforeAll(async () => {
  manifest = await buildSite(request('one'));
}, 120_000);

const read = (path: string): string => readFileSync(join(built, path), 'utf8');
const shard = <Data>(path: string): Data => readSite(built).shard(path);

test('the same packs give the same bytes, also in the place of an older site', async () => {
  const again = await buildSite(request('two'));
  expect(again).toEqual(manifest);
  expect(await buildSite(request('two'))).toEqual(manifest);
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('who stops it finds the older site, and nothing half-written', async () => {
  const older = await buildSite(request('three'));
  const stop = new AbortController();
  const note = (): void => stop.abort(new Error('stopped'));
  await expect(buildSite({ ...request('three'), base: undefined, note, signal: stop.signal })).rejects.toThrow(
    'stopped',
  );
  await expect(buildSite({ ...request('four'), signal: stop.signal })).rejects.toThrow('stopped');
  expect(JSON.parse(readFileSync(join(folder, 'three/site.json'), 'utf8'))).toEqual(older);
  expect(readdirSync(folder).filter((name) => name.startsWith('.') || name === 'four')).toEqual([]);
});

test('a folder with other files is left alone', async () => {
  const other = mkdtempSync(join(folder, 'other-'));
  writeFileSync(join(other, 'letter.txt'), 'dear');
  await expect(buildSite({ ...request('x'), out: other })).rejects.toThrow(/letter\.txt.*no site of ours/);
  await expect(buildSite({ ...request('x'), out: join(other, 'letter.txt') })).rejects.toThrow(/is a file/);
  expect(readdirSync(other)).toEqual(['letter.txt']);
});

test('pages are valid, load their own files alone, and forbid what is inline', async () => {
  for (const path of [
    'index.html',
    'explain.html',
    'k/6.1.192/function.html',
    'k/6.1.192/syscall/mount/ENOSPC.html',
    'diff/6.1.192/6.12.117.html',
  ]) {
    const html = read(path);
    expect([path, await htmlProblems(html)]).toEqual([path, []]);
    expect(html).toContain('http-equiv="content-security-policy" content="default-src &#39;none&#39;');
    expect(html).not.toContain('unsafe-inline');
    expect(html).toContain(
      `<link rel="canonical" href="https://errno.example.org/${path === 'index.html' ? '' : path}"/>`,
    );
  }
  expect(read('k/6.1.192/syscall/mount/ENOSPC.html')).toContain(
    '<meta property="og:url" content="https://errno.example.org/k/6.1.192/syscall/mount/ENOSPC.html"/>',
  );
  expect(read('_headers')).toContain("frame-ancestors 'none'");
  expect(read('robots.txt')).toContain('Sitemap: https://errno.example.org/sitemap.xml');
  expect(read('sitemap.xml')).toContain('<loc>https://errno.example.org/k/6.1.192/syscall/mount/ENOSPC.html</loc>');
});

test('what has no page stands in shards', () => {
  const rest = shard<RestShard>('k/6.1.192/syscall/mount.rest.js');
  expect(Object.keys(rest.origins).length + manifest.pages.length).toBeGreaterThan(0);
  const shardWith = (name: string): FunctionShard => {
    const { names, shards } = shard<FunctionNames>('k/6.1.192/shards/names/0.js');
    return shard(`k/6.1.192/shards/functions/${shards[names.indexOf(name)]}.js`);
  };
  expect(shardWith('count_rooms').functions.count_rooms).toHaveLength(1);
  expect(shardWith('__x64_sys_mount').functions.__x64_sys_mount).toBe('sys_mount');
});

test('the search finds failures, names, numbers, messages and causes without a server', async () => {
  const searched: Searched = {
    ...shard<Pick<Searched, 'scopes'>>('shards/site.js'),
    causes: async () => shard('shards/causes.js'),
    names: async (at) => {
      const names = shard<NamesShard>(`${at}/shards/names.js`);
      // An errno with an alias, which the small kernel has not.
      return {
        ...names,
        errnos: [...names.errnos, ['EAGAIN', 11, 'Resource temporarily unavailable', ['EWOULDBLOCK']]],
      };
    },
    tunables: async (at) => shard(`${at}/shards/tunables.js`),
    functionLists: async (at) => shard(`${at}/shards/functions.js`),
    functions: async (at, list) => shard(`${at}/shards/names/${list}.js`),
  };
  const best = async (question: string) => (await find(question, searched, {}))[0]?.target;
  const on = { kernel: '6.1.192', arch: 'x86_64' };
  expect(await best('mount ENOSPC on 6.1')).toEqual({ page: 'answer', ...on, syscall: 'mount', errno: 'ENOSPC' });
  expect(await best('mount: No space left on device 6.1')).toMatchObject({ page: 'answer', errno: 'ENOSPC' });
  expect(await best('mount ENOSPC arm64')).toMatchObject({ page: 'answer', arch: 'arm64' });
  expect(await best('mount ENOSPC amd64')).toMatchObject({ page: 'answer', arch: 'x86_64' });
  expect(await best('SyS_mount ENOSPC')).toMatchObject({ page: 'answer', syscall: 'mount', errno: 'ENOSPC' });
  expect(await best('ewouldblock')).toMatchObject({ page: 'errno', errno: 'EAGAIN' });
  // What the site has not is not passed off as what was asked for.
  for (const question of ['mount ENOSPC 5.10', 'mount ENOSPC riscv', 'mount ENOSPC 6.6.30-amd64'])
    expect([question, (await find(question, searched, {})).map((one) => one.exact)]).not.toContain(true);
  const line = 'mount: /mnt: No space left on device (count_rooms, 5.10)';
  const exact = (await find(line, searched, {}, 'exact')).filter((one) => one.exact).map((one) => one.label);
  expect(exact).toEqual(['mount ENOSPC', 'count_rooms()']);
  expect(await find('_', searched, {})).toEqual([]);
  expect(await best('-28')).toMatchObject({ page: 'errno', errno: 'ENOSPC' });
  expect(await best('count_rooms')).toMatchObject({ page: 'function', name: 'count_rooms' });
  expect(await best('fs.room-max')).toMatchObject({ page: 'tunable', name: 'fs.room-max' });
  expect(await best('ENOSPCE')).toMatchObject({ page: 'errno', errno: 'ENOSPC' });
  expect((await find('inotify watches', searched, {})).some(({ target }) => target.page === 'causes')).toBe(true);
});

test('a name is looked for in its list, and what begins as it does in all that can have it', () => {
  const lists = ['alloc_a', 'ext4_a', 'ext4_m', 'mount_a'];
  expect(['aa', 'alloc_a', 'beta', 'ext4_a', 'ext4_z', 'zoo'].map((name) => listOf(lists, name))).toEqual([
    0, 0, 0, 1, 2, 3,
  ]);
  expect(['ext4_', 'ext4_f', 'e', 'mount', 'a', 'zz'].map((start) => listsOf(lists, start))).toEqual([
    [0, 3],
    [1, 2],
    [0, 3],
    [2, 4],
    [0, 1],
    [3, 4],
  ]);
  expect([listOf([], 'a'), listsOf([], 'a')]).toEqual([0, [0, 0]]);
});

test('what the manual lists has a page, also where no function gives it', async () => {
  const html = read('k/6.1.192/syscall/mount/EMFILE.html');
  expect(await htmlProblems(html)).toEqual([]);
  expect(html).toContain('No function of the kernel is known in which it can start.');
  expect(html).toContain('The manual page lists it all the same');
  expect(html).toContain('<ol class="steps">');
  expect(read('k/6.1.192/syscall/mount.html')).toContain('<a href="mount/EMFILE.html">EMFILE</a>');
  const twin: SyscallPage = JSON.parse(read('k/6.1.192/syscall/mount.json'));
  expect(twin.only_documented).toContain('EMFILE');
  expect(twin.only_documented).not.toContain('EINVAL');
});

test('an answer has the likelihoods of the live page, and leaves out what is unlikely', async () => {
  const { deps } = request('x');
  const live = await createApp(deps).request('/k/6.1.192/syscall/mount/ENOSPC.json');
  const { answer: told } = (await live.json()) as AnswerPage;
  const { answer }: AnswerPage = JSON.parse(read('k/6.1.192/syscall/mount/ENOSPC.json'));
  const shares = told.origins.map(({ function: name, score }) => [name, score] as const);
  expect(shares.length).toBeGreaterThan(1);
  expect(answer.origins.map((one) => [one.function, one.score])).toEqual(
    shares.slice(0, 3).filter(([, score], i) => i === 0 || score >= 0.02),
  );
});

describe('of what neither the manual nor a cause names', () => {
  const names = ['ENOTTY', 'EXDEV', 'EDOM'];
  const at = 'k/6.1.192/syscall/mount';
  const pack = makePack({
    id: '6.1.192',
    errnos: { ENOTTY: 25, EXDEV: 18, EDOM: 33 },
    functions: [
      { name: 'sys_mount', file: 'fs/a.c', line: 5, flags: FunctionFlag.syscall, sites: [{ errno: 'EXDEV', line: 6 }] },
      // Each a step further away.
      { name: 'near', file: 'fs/a.c', line: 10, sites: [{ errno: 'ENOTTY', line: 12 }] },
      { name: 'far', file: 'fs/a.c', line: 20, sites: [{ errno: 'EDOM', line: 22 }] },
    ],
    edges: [
      { from: 'sys_mount', to: 'near', line: 7 },
      { from: 'near', to: 'far', line: 13 },
    ],
    syscalls: [{ arch: 'x86_64', abi: '64', name: 'mount', number: 165, entry: '__x64_sys_mount', body: 'sys_mount' }],
  });

  /** The site, and which of the three have a page and a row. */
  async function built(out: string, wanted: Partial<SiteRequest['wanted']>) {
    await buildSite({
      ...request(out),
      deps: { packs: [pack], version: '0.1.0', compress: false },
      wanted: { arches: [], also: new Set(), room: ROOM, ...wanted },
    });
    const site = readSite(join(folder, out));
    expect((await checkSite(join(folder, out), [])).problems).toEqual([]);
    const pages = names.filter((name) => site.has(`${at}/${name}.html`));
    return { site, pages, rows: Object.keys(site.shard<RestShard>(`${at}.rest.js`).origins) };
  }

  test('the likeliest have pages without a plan, and the others rows', async () => {
    const { site, pages, rows } = await built('likely', { likely: 2 });
    expect([pages, rows]).toEqual([['ENOTTY', 'EXDEV'], ['EDOM']]);
    const { plan, answer }: AnswerPage = JSON.parse(site.text(`${at}/ENOTTY.json`));
    expect([plan, answer.origins.map((one) => one.function)]).toEqual([null, ['near']]);
  });

  test('as many have pages as there is room for, in bytes and in files', async () => {
    const { site, pages } = await built('roomy', {});
    expect(pages).toEqual(names);
    const own = site.paths.filter((path) => path.startsWith('k/'));
    const bytes = own.reduce((sum, path) => sum + Buffer.byteLength(site.text(path)), 0);
    // With what is kept for the files of no kernel; a page takes 10 kB, the row that it replaces less than one.
    const files = own.length + 40;
    expect((await built('tight', { room: { files, bytes: bytes + 2_501_000 } })).pages).toEqual(names);
    const tighter = await built('tighter', { room: { files, bytes: bytes + 2_498_000 } });
    expect([tighter.pages, tighter.rows]).toEqual([['ENOTTY', 'EXDEV'], ['EDOM']]);
    expect((await built('fewer', { room: { ...ROOM, files: files - 4 } })).pages).toEqual(['EXDEV']);
    expect((await built('none', { room: { files: 0, bytes: 0 } })).pages).toEqual([]);
  });
});

test('what a run that was killed left is swept, and what another one is writing stays', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const [left, old, other, busy] = [
    `.two.${gone}.0123abcd.tmp`,
    `.two.${gone}.0123abcd.tmp.old`,
    `.twofold.${gone}.0123abcd.tmp`,
    `.two.${process.ppid}.0123abcd.tmp`,
  ] as const;
  for (const name of [left, old, other, busy]) mkdirSync(join(folder, name));
  await buildSite(request('two'));
  expect(
    readdirSync(folder)
      .filter((name) => name.startsWith('.two'))
      .sort(),
  ).toEqual([busy, other].sort());
  for (const name of [other, busy]) rmSync(join(folder, name), { recursive: true });
});
