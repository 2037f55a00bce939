/** Kernel trees in git repositories: tags by pattern, bare or not, read without a checkout. */

import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitRevisions, revisionLabel } from '../../indexer/source/git-revisions.js';
import { gitSource } from '../../indexer/source/git-source.js';
import type { Source } from '../../indexer/source/source.js';
import { miniTree, miniTreeC, readAll } from './mini-tree.js';
import { tempFolder, writeTree } from './temp-folder.js';

const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];

function git(folder: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', ['-C', folder, ...identity, ...args], { env, encoding: 'utf8', stdio: 'pipe' });
}

/** A repository with a commit and a tag for each tree, in order. */
function repository(trees: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>): string {
  const folder = tempFolder();
  git(folder, 'init', '-q');
  for (const [tag, files] of Object.entries(trees)) {
    writeTree(folder, files);
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '--allow-empty', '-m', tag);
    git(folder, 'tag', tag);
  }
  return folder;
}

async function open(folder: string, tag: string): Promise<Source> {
  const [revision] = await gitRevisions(folder, [tag]);
  if (revision === undefined) throw new Error('there is a revision');
  return gitSource(revision);
}

describe('a git repository', () => {
  test('gives the files of a tag, whatever is checked out', async () => {
    const folder = repository({
      'v6.1.1': miniTree,
      'v6.1.2': { 'fs/open.c': 'int other;\n', 'fs/new.c': 'int n;\n' },
    });
    writeFileSync(join(folder, 'fs/open.c'), 'not committed');
    const source = await open(folder, 'v6.1.1');
    expect(source).toMatchObject({ kind: 'git', package: null, totalBytes: null });
    expect(source.name).toMatch(/ v6\.1\.1 [0-9a-f]{12}$/);
    expect(await readAll(source)).toEqual(miniTreeC);
    const later = await readAll(await open(folder, 'v6.1.2'));
    expect(later).toEqual({ ...miniTreeC, 'fs/open.c': 'int other;\n', 'fs/new.c': 'int n;\n' });
  });

  test('may be bare, and a revision any name of a commit', async () => {
    const folder = repository({ 'v6.1': miniTree });
    const bare = join(tempFolder(), 'linux.git');
    git(folder, 'clone', '-q', '--bare', '.', bare);
    const commit = git(folder, 'rev-parse', 'HEAD').trim();
    for (const name of ['v6.1', 'HEAD', commit, commit.slice(0, 12)]) {
      expect(await readAll(await open(bare, name))).toEqual(miniTreeC);
    }
    const [revision] = await gitRevisions(bare, ['v6.1']);
    expect(revision && revisionLabel(revision)).toBe(`linux.git v6.1 ${commit.slice(0, 12)}`);
  });

  test('reads empty, large and binary files as they are, among links and submodules', async () => {
    const folder = repository({});
    const binary = new Uint8Array(300_000).map((_, i) => (i * 7) % 256);
    writeTree(folder, { ...miniTree, 'fs/empty.c': '', 'fs/big.c': binary, 'fs/ä b.c': 'x' });
    symlinkSync('open.c', join(folder, 'fs/link.c'));
    git(folder, 'add', '-A');
    git(folder, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},fs/sub.c`);
    git(folder, 'commit', '-q', '-m', 'all');
    const source = await open(folder, 'HEAD');
    const seen = new Map<string, Uint8Array>();
    for await (const { path, bytes } of source.files((path) => path.endsWith('.c'))) seen.set(path, bytes);
    expect([...seen.keys()].sort()).toEqual(['fs/big.c', 'fs/empty.c', 'fs/open.c', 'fs/ä b.c']);
    expect(seen.get('fs/big.c')).toEqual(binary);
    expect(Object.fromEntries(source.skipped)).toEqual({ 'symbolic link': 1, 'unknown kind of entry': 1 });
  });

  test('lists tags by pattern in the order of releases, and each commit once', async () => {
    const tree = { ...miniTree };
    const folder = repository({
      'v6.1': tree,
      'v6.1.10': { a: '1' },
      'v6.1.9': { a: '2' },
      'v6.2': { a: '3' },
      'v6.1-rc1': { a: '4' },
    });
    git(folder, 'tag', 'same', 'v6.2');
    const names = async (...patterns: string[]) => (await gitRevisions(folder, patterns)).map(({ name }) => name);
    expect(await names('v6.1*')).toEqual(['v6.1-rc1', 'v6.1', 'v6.1.9', 'v6.1.10']);
    expect(await names('v6.2', 'same', 'v6.1')).toEqual(['v6.2', 'v6.1']);
  });

  test('stops in the midst when it is closed', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`lib/f${i}.c`, `int f${i};\n`.repeat(500)]));
    const source = await open(repository({ v: { ...miniTree, ...many } }), 'v');
    const reading = (async () => {
      for await (const _ of source.files(() => true)) await source.close();
    })();
    await expect(reading).rejects.toThrow(/abort/i);
  });

  test.each([
    ['a misspelt tag', 'v6.l.1', /no tag or revision v6\.l\.1.*v6\.1\.1/s],
    ['an option in the place of a tag', '--all', /no tag or revision --all/],
    ['a pattern that no tag fits', 'v9*', /no tag or revision v9\*/],
    ['a blob', 'v6.1.1:Makefile', /no tag or revision/],
  ])('refuses %s', async (_, tag, message) => {
    await expect(gitRevisions(repository({ 'v6.1.1': miniTree }), [tag])).rejects.toThrow(message);
  });

  test('refuses what is no repository, no kernel, or lacks a file', async () => {
    const outside = tempFolder();
    await expect(gitRevisions(outside, ['v6.1'])).rejects.toThrow(/git cannot read/);
    await expect(open(repository({ v: { 'a.c': 'int a;' } }), 'v').then((source) => readAll(source))).rejects.toThrow(
      /not a kernel tree/,
    );
    const folder = repository({ v: miniTree });
    const hash = git(folder, 'rev-parse', 'v:fs/open.c').trim();
    rmSync(join(folder, '.git/objects', hash.slice(0, 2), hash.slice(2)), { force: true });
    await expect(open(folder, 'v').then((source) => readAll(source))).rejects.toThrow(
      /git (does not give|cannot read)/,
    );
  });
});
