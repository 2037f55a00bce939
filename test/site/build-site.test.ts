/** A static site over a small kernel: the same bytes twice, links and twins that hold, and nothing half-written. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { find, type Searched } from '../../src/browser/find.js';
import { buildSite, type SiteManifest, type SiteRequest } from '../../src/node/site/build-site.js';
import { PAGES } from '../../src/pages/pages.js';
import type { FunctionShard, RestShard } from '../../src/pages/shards.js';
import { FUNCTION_FILES, shardOf } from '../../src/pages/shards.js';
import { ROOM_TUNABLES, smallKernel } from '../fixtures/small-kernel.js';
import { htmlProblems } from '../pages/html-problems.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-site-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(out: string): SiteRequest {
  const packs = [smallKernel('6.1.192', ROOM_TUNABLES), smallKernel('6.12.117', ROOM_TUNABLES)];
  return {
    ...{ out: join(folder, out), dataset: 'd', sources: [], arches: ['arm64'], script: '/* the script */' },
    deps: { packs, version: '0.1.0', compress: false },
    ...{ also: new Set(['iopl EINVAL']), base: 'https://errno.example.org/' },
  };
}

const built = join(folder, 'one');
let manifest: SiteManifest;
let paths: readonly string[];

beforeAll(async () => {
  manifest = await buildSite(request('one'));
  paths = readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(built.length + 1));
});

const read = (path: string): string => readFileSync(join(built, path), 'utf8');

/** What a shard hands over. */
function shard<Data>(path: string): Data {
  const [, data = ''] = /^errnopathShard\("[^"]*",(.*)\);\n$/s.exec(read(path)) ?? [];
  return JSON.parse(data);
}

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
  await expect(buildSite({ ...request('three'), also: new Set(), note, signal: stop.signal })).rejects.toThrow(
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

test('every link of every page leads to a file of the site', () => {
  const files = new Set(paths);
  const broken: string[] = [];
  const marks = new Map<string, ReadonlySet<string>>();
  const marksOf = (path: string): ReadonlySet<string> => {
    const known = marks.get(path) ?? new Set([...read(path).matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id));
    marks.set(path, known);
    return known;
  };
  for (const path of paths.filter((one) => one.endsWith('.html'))) {
    for (const [, address = ''] of read(path).matchAll(/\s(?:href|src|action)="([^"]*)"/g)) {
      if (address.startsWith('https://') || address.startsWith('#')) continue;
      const [file = '', mark] = address.replace(/\?[^#]*/, '').split('#');
      const target = normalize(join(dirname(path), file));
      if (!files.has(target)) broken.push(`${path}: ${address}`);
      // Rows of a syscall, and causes, are in the page; functions and settings in shards.
      else if (mark !== undefined && !/(?:function|tunable)\.html$/.test(target) && !marksOf(target).has(mark))
        broken.push(`${path}: ${address}`);
    }
  }
  expect(broken).toEqual([]);
  expect(files.has('k/6.1.192/syscall/mount/ENOSPC.html')).toBe(true);
  expect(files.has('arm64/k/6.1.192/syscall/mount/ENOSPC.html')).toBe(true);
});

test('every twin fits its schema', () => {
  const kinds = [
    [/(?:^|\/)k\/[^/]+\.json$/, PAGES.kernel],
    [/\/errno\/[^/]+\.json$/, PAGES.errno],
    [/\/syscall\/[^/]+\.json$/, PAGES.syscall],
    [/\/syscall\/[^/]+\/[^/]+\.json$/, PAGES.answer],
    [/^diff\//, PAGES.diff],
  ] as const;
  const twins = paths.filter((path) => path.endsWith('.json') && path.includes('/'));
  for (const path of twins.filter((one) => !one.startsWith('assets/'))) {
    const kind = kinds.find(([pattern]) => pattern.test(path))?.[1];
    const data = JSON.parse(read(path));
    expect([path, kind?.schema.parse(data)]).toEqual([path, data]);
  }
  expect(twins.length).toBeGreaterThan(20);
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
  expect(read('robots.txt')).toContain('Sitemap: https://errno.example.org/sitemap.xml');
  expect(read('sitemap.xml')).toContain('<loc>https://errno.example.org/k/6.1.192/syscall/mount/ENOSPC.html</loc>');
});

test('what has no page stands in shards', () => {
  const rest = shard<RestShard>('k/6.1.192/syscall/mount.rest.js');
  expect(Object.keys(rest.origins).length + manifest.pages.length).toBeGreaterThan(0);
  const functions = shard<FunctionShard>(`k/6.1.192/shards/functions/${shardOf('count_rooms', FUNCTION_FILES)}.js`);
  expect(functions.functions.count_rooms).toHaveLength(1);
  const entry = shard<FunctionShard>(`k/6.1.192/shards/functions/${shardOf('__x64_sys_mount', FUNCTION_FILES)}.js`);
  expect(entry.functions.__x64_sys_mount).toBe('sys_mount');
});

test('the search finds failures, names, numbers, messages and causes without a server', async () => {
  const site = shard<Pick<Searched, 'scopes' | 'causes'>>('shards/site.js');
  const searched: Searched = {
    ...site,
    names: async (at) => shard(`${at}/shards/names.js`),
    tunables: async (at) => shard(`${at}/shards/tunables.js`),
    functions: async (at, prefix) =>
      paths.includes(`${at}/shards/names/${prefix}.js`) ? shard(`${at}/shards/names/${prefix}.js`) : undefined,
  };
  const best = async (question: string) => (await find(question, searched, {}))[0]?.target;
  const on = { kernel: '6.1.192', arch: 'x86_64' };
  expect(await best('mount ENOSPC on 6.1')).toEqual({ page: 'answer', ...on, syscall: 'mount', errno: 'ENOSPC' });
  expect(await best('mount: No space left on device 6.1')).toMatchObject({ page: 'answer', errno: 'ENOSPC' });
  expect(await best('mount ENOSPC arm64')).toMatchObject({ page: 'answer', arch: 'arm64' });
  expect(await best('-28')).toMatchObject({ page: 'errno', errno: 'ENOSPC' });
  expect(await best('count_rooms')).toMatchObject({ page: 'function', name: 'count_rooms' });
  expect(await best('fs.room-max')).toMatchObject({ page: 'tunable', name: 'fs.room-max' });
  expect(await best('ENOSPCE')).toMatchObject({ page: 'errno', errno: 'ENOSPC' });
  expect((await find('inotify watches', searched, {})).some(({ target }) => target.page === 'causes')).toBe(true);
});
