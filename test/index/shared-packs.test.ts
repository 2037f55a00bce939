/** Packs that are coded against another one: what comes out of them, and what is said where the other one is missing. */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPack, openPacks } from '../../src/node/pack-cache.js';
import { readPackManifest } from '../../src/node/pack-file.js';
import { sharePack } from '../../src/node/share-pack.js';
import { tempFolder, writeTree } from '../source/temp-folder.js';
import { compiledProgram, indexInto, type Program, TREE } from './indexed-tree.js';

let program: Program;
/** Packs as the indexer writes them: 9.9.1, and 9.9.8 and 9.9.7, whose trees differ from it and from each other. */
let given: string;
let cache: string;

beforeAll(async () => {
  program = await compiledProgram();
  // What `tempFolder` makes goes after each test.
  given = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
  cache = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
  await indexInto(given, program);
  await indexInto(given, program, { source: changedTree('8') });
  await indexInto(given, program, { source: changedTree('7') });
}, 120_000);

afterAll(() => {
  program.remove();
  for (const folder of [given, cache]) rmSync(folder, { recursive: true, force: true });
});

/** The fixture tree as another release: lines moved, functions and files that came and went, a guard of another text. */
function changedTree(sublevel: string): string {
  const paths = readdirSync(TREE, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(TREE.length + 1));
  const gone = paths.filter((path) => path.startsWith('net/') && path.endsWith('.c'))[Number(sublevel) % 2];
  const files = Object.fromEntries(
    paths
      .filter((path) => path !== gone)
      .map((path) => [path, changed(path, readFileSync(join(TREE, path), 'utf8'), sublevel)]),
  );
  const added = `int new_room_${sublevel}(int a)\n{\n\tif (a > ${sublevel})\n\t\treturn -ENOSPC;\n\treturn new_box(a);\n}\n`;
  const below = 'static int new_box(int a)\n{\n\treturn a ? -EIO : 0;\n}\n';
  return writeTree(join(tempFolder(), 'tree'), { ...files, 'fs/new.c': below + added });
}

function changed(path: string, text: string, sublevel: string): string {
  if (path === 'Makefile') return text.replace(/^SUBLEVEL = .*$/m, `SUBLEVEL = ${sublevel}`);
  if (!path.endsWith('.c')) return text;
  const moved = sublevel === '8' ? `/* moved */\n\n${text}` : text.replace('\n{\n', '\n{\n\t/* moved inside */\n');
  return moved.replace(/if \((\w+)\)/, 'if ($1 || later)');
}

/** All rows of a pack but its manifest. */
async function rowsOf(packPath: string, folder = cache): Promise<unknown> {
  const { store, databasePath } = await openPack(packPath, folder);
  await store.close();
  const database = new Database(databasePath, { readonly: true });
  try {
    const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
    return names
      .filter((name) => name !== 'meta')
      .map((name) => [name, database.prepare(`SELECT * FROM ${name}`).all()]);
  } finally {
    database.close();
  }
}

/** A folder of 9.9.1, 9.9.8 against it, and 9.9.7 against that. */
async function sharedFolder(): Promise<string> {
  const folder = join(tempFolder(), 'packs');
  mkdirSync(folder);
  const at = (id: string): string => join(folder, `${id}.pack`);
  copyFileSync(join(given, '9.9.1.pack'), at('9.9.1'));
  for (const [id, base] of [
    ['9.9.8', '9.9.1'],
    ['9.9.7', '9.9.8'],
  ] as const)
    await sharePack({ packPath: join(given, `${id}.pack`), basePath: at(base), outPath: at(id), cache });
  return folder;
}

test('hold row by row what the packs held, also along a chain, and take less', async () => {
  const folder = await sharedFolder();
  const fresh = tempFolder();
  for (const id of ['9.9.1', '9.9.7', '9.9.8']) {
    expect(await rowsOf(join(folder, `${id}.pack`), fresh)).toEqual(await rowsOf(join(given, `${id}.pack`)));
  }
  for (const id of ['9.9.7', '9.9.8']) {
    const [own, shared] = [join(given, `${id}.pack`), join(folder, `${id}.pack`)];
    expect(statSync(shared).size).toBeLessThan(statSync(own).size);
    const { base, format, database: _, ...rest } = await readPackManifest(shared);
    const { format: __, database: ___, ...wanted } = await readPackManifest(own);
    expect({ ...rest, format, base: base?.kernel }).toEqual({
      ...wanted,
      format: 2,
      base: id === '9.9.8' ? '9.9.1' : '9.9.8',
    });
  }
});

test('are the same bytes each time, also where a shared one is shared again', async () => {
  const folder = await sharedFolder();
  const before = readFileSync(join(folder, '9.9.8.pack'));
  const path = join(folder, '9.9.8.pack');
  await sharePack({ packPath: path, basePath: join(folder, '9.9.1.pack'), outPath: path, cache });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['9.9.1.pack', '9.9.7.pack', '9.9.8.pack']);
});

test('open together, each base once, whatever their order', async () => {
  const { packs, problems } = await openPacks({ folder: await sharedFolder(), cache: tempFolder() });
  expect(problems).toEqual([]);
  expect(packs.map((pack) => pack.manifest.kernel.id)).toEqual(['9.9.1', '9.9.7', '9.9.8']);
  for (const pack of packs) await pack.store.close();
});

test('say which base is missing, or is another one, and the others go on', async () => {
  const folder = await sharedFolder();
  rmSync(join(folder, '9.9.1.pack'));
  const without = await openPacks({ folder, cache: tempFolder() });
  expect(without.packs).toEqual([]);
  expect(without.problems.map(({ problem }) => problem)).toEqual(['base', 'base']);
  expect(without.problems[1]?.message).toMatch(
    /9\.9\.8\.pack: is coded by what it differs in from 9\.9\.1\.pack, which is not there; put that file \(database [0-9a-f]{16}\) beside it again, or index the kernel from its source$/,
  );
  await sharePack({
    packPath: join(given, '9.9.1.pack'),
    basePath: join(given, '9.9.7.pack'),
    outPath: join(folder, '9.9.1.pack'),
    cache,
  });
  copyFileSync(join(given, '9.9.7.pack'), join(folder, '9.9.7.pack'));
  const replaced = await openPacks({ folder, cache: tempFolder() });
  expect(replaced.packs.map((pack) => pack.manifest.kernel.id)).toEqual(['9.9.1', '9.9.7']);
  expect(replaced.problems[0]?.message).toContain('from another 9.9.1.pack than the one that is there');
  for (const pack of replaced.packs) await pack.store.close();
});

test('need no base that is unpacked already', async () => {
  const folder = await sharedFolder();
  const fresh = tempFolder();
  await rowsOf(join(folder, '9.9.1.pack'), fresh);
  rmSync(join(folder, '9.9.1.pack'));
  expect(await rowsOf(join(folder, '9.9.8.pack'), fresh)).toEqual(await rowsOf(join(given, '9.9.8.pack')));
});

test('keep their base when its kernel is indexed again', async () => {
  const folder = await sharedFolder();
  const source = changedTree('8');
  renameSync(join(folder, '9.9.8.pack'), join(folder, 'renamed.pack'));
  await indexInto(folder, program, { source });
  expect(readdirSync(folder).filter((name) => name.endsWith('.base'))).toEqual([]);
  rmSync(join(folder, 'renamed.pack'));

  const again = await sharedFolder();
  await indexInto(again, program, { source });
  const [kept = ''] = readdirSync(again).filter((name) => name.endsWith('.base'));
  expect(kept).toMatch(/^9\.9\.8-[0-9a-f]{16}\.base$/);
  expect((await readPackManifest(join(again, '9.9.8.pack'))).base).toBeUndefined();
  expect(await rowsOf(join(again, '9.9.7.pack'), tempFolder())).toEqual(await rowsOf(join(given, '9.9.7.pack')));
  expect(existsSync(join(again, kept))).toBe(true);
});
