/** Runs of the indexer as a whole: the same bytes each time, and nothing left of a run that is stopped. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unwritable } from '../../indexer/out-folder.js';
import { openSource } from '../../indexer/source/open-source.js';
import { openPack } from '../../src/node/pack-cache.js';
import { writeError } from '../../src/node/pack-error.js';
import type { PackManifest } from '../../src/schemas/manifest.js';
import { tar } from '../source/mini-tree.js';
import { tempFile, tempFolder, writeTree } from '../source/temp-folder.js';
import { compiledProgram, indexInto, type Program, TREE } from './indexed-tree.js';

let program: Program;

beforeAll(async () => {
  program = await compiledProgram();
});

afterAll(() => program.remove());

const child = join(import.meta.dirname, 'index-child.mjs');

/** Runs the command in a process of its own, killed in a phase or limited by the shell. */
function runChild(out: string, { phase = '', limit = 'true' } = {}): { status: number | null; stderr: string } {
  const argv = [process.execPath, child, program.folder, phase, TREE, out];
  return spawnSync('sh', ['-c', `${limit}; exec "$@"`, 'sh', ...argv], { encoding: 'utf8' });
}

/** Every file of the fixture tree, by path. */
function treeFiles(): Map<string, Buffer> {
  const names = readdirSync(TREE, { recursive: true, withFileTypes: true });
  const paths = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return new Map(paths.map((path) => [path.slice(TREE.length + 1), readFileSync(path)]));
}

/** All that a pack holds but the manifest, and the manifest without what names the source. */
async function content(packPath: string): Promise<{ tables: unknown; manifest: Partial<PackManifest> }> {
  const { manifest, store, databasePath } = await openPack(packPath, tempFolder());
  await store.close();
  const database = new Database(databasePath, { readonly: true });
  const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
  const tables = names
    .filter((name) => name !== 'meta')
    .map((name) => [name, database.prepare(`SELECT * FROM ${name}`).all()]);
  database.close();
  const { source: _, database: __, ...rest } = manifest;
  return { tables, manifest: rest };
}

describe('a tree', () => {
  test('without any table of syscalls is refused in one line, whatever else it holds', async () => {
    const folder = tempFolder();
    const files = [...treeFiles()].filter(([path]) => !/\.tbl$|unistd/.test(path));
    const source = writeTree(
      join(folder, 'tree'),
      Object.fromEntries(files.map(([path, text]) => [path, text.toString()])),
    );
    await expect(indexInto(join(folder, '1'), program, { source })).rejects.toThrow(/no table of syscalls/);
    expect(readdirSync(join(folder, '1'))).toEqual([]);
  });

  test('with expressions nested deeper than anybody writes loses that function at most', async () => {
    const folder = tempFolder();
    const nested = Array.from({ length: 150 }).reduce((inner) => `(${inner}${' + 1'.repeat(100)})`, 'x');
    const deep = `int f(int x)\n{\n\treturn ${nested};\n}\n\nint deep_room(void)\n{\n\treturn -EIO;\n}\n`;
    const files = [...treeFiles(), ['fs/deep.c', Buffer.from(deep)] as const];
    const source = writeTree(
      join(folder, 'tree'),
      Object.fromEntries(files.map(([path, text]) => [path, text.toString()])),
    );
    const { counts } = await indexInto(join(folder, '1'), program, { source });
    expect(counts.functions).toBe((await indexInto(join(folder, '2'), program)).counts.functions + 2);
  });
});

describe('the same tree gives', () => {
  test('the same bytes on every run, with however many threads, wherever it lies', async () => {
    const folder = tempFolder();
    const copy = join(folder, 'elsewhere', 'tree');
    cpSync(TREE, copy, { recursive: true });
    const first = await indexInto(join(folder, '1'), program);
    const second = await indexInto(join(folder, '2'), program, { jobs: 2, source: copy });
    const bytes = readFileSync(first.packPath);
    expect(bytes.length).toBeGreaterThan(1000);
    expect(readFileSync(second.packPath).equals(bytes)).toBe(true);
    await indexInto(join(folder, '1'), program);
    expect(readFileSync(first.packPath).equals(bytes)).toBe(true);
  });

  test('the same content from an archive, in whatever order it holds the files', async () => {
    const folder = tempFolder();
    const entries = [...treeFiles()].map(([path, text]) => ({ name: `linux-9.9.1/${path}`, content: text }));
    const archive = tempFile('linux.tar', await tar(entries.reverse()));
    const unpacked = await indexInto(join(folder, '1'), program);
    const packed = await indexInto(join(folder, '2'), program, { source: archive });
    expect(await content(packed.packPath)).toEqual(await content(unpacked.packPath));
  });

  test('another content when one line is another', async () => {
    const folder = tempFolder();
    const copy = join(folder, 'tree');
    cpSync(TREE, copy, { recursive: true });
    const path = join(copy, 'fs/open.c');
    writeFileSync(path, readFileSync(path, 'utf8').replace('return -EMFILE;', 'return -ENFILE;'));
    const before = await content((await indexInto(join(folder, '1'), program)).packPath);
    const after = await content((await indexInto(join(folder, '2'), program, { source: copy })).packPath);
    expect(after.tables).not.toEqual(before.tables);
    expect(after.manifest.tree_hash).not.toBe(before.manifest.tree_hash);
  });
});

describe('a file that is no proper C', () => {
  test.each([
    ['ends in the middle of a function', 'int half(void)\n{\n\tif (x)\n\t\treturn -EIO;\n'],
    ['closes what it never opened', '}}}\nint whole(void)\n{\n\treturn -EIO;\n}\n'],
    ['holds bytes that are no UTF-8', Buffer.from('2f2a20ff fe80202a2f0a'.replace(' ', ''), 'hex')],
    ['holds zeros', new Uint8Array(10_000)],
    ['is empty', ''],
  ])('costs no other file its facts when it %s', async (_, text) => {
    const folder = tempFolder();
    const copy = join(folder, 'tree');
    cpSync(TREE, copy, { recursive: true });
    writeFileSync(join(copy, 'fs/broken.c'), text);
    const whole = await indexInto(join(folder, '1'), program);
    const broken = await indexInto(join(folder, '2'), program, { source: copy });
    expect(broken.counts.files).toBe(whole.counts.files + 1);
    expect(broken.counts.functions).toBeGreaterThanOrEqual(whole.counts.functions);
    expect(broken.counts.edges).toBeGreaterThanOrEqual(whole.counts.edges);
    expect(broken.counts.syscalls).toBe(whole.counts.syscalls);
  });
});

describe('a run that is stopped', () => {
  test.each(['parse', 'link', 'write', 'compress'] as const)('in the phase %s leaves nothing', async (phase) => {
    const out = writeTree(tempFolder(), { '9.9.1.pack': 'the previous one' });
    const reason = new Error('stopped by the test');
    const stop = new AbortController();
    const source = await openSource(TREE);
    const phases: string[] = [];
    const run = program.indexTree(source, {
      outDir: out,
      jobs: 2,
      signal: stop.signal,
      onProgress: (progress) => {
        phases.push(progress.phase);
        if (progress.phase === phase) stop.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    await source.close();
    expect(phases.at(-1)).toBe(phase);
    expect(readdirSync(out)).toEqual(['9.9.1.pack']);
    expect(readFileSync(join(out, '9.9.1.pack'), 'utf8')).toBe('the previous one');
  });

  test.each(['parse', 'write', 'compress'])(
    'by kill -9 in the phase %s leaves the previous pack, and nothing after the next run',
    (phase) => {
      const out = tempFolder();
      expect(runChild(out)).toMatchObject({ status: 0, stderr: '' });
      const pack = readFileSync(join(out, '9.9.1.pack'));
      expect(runChild(out, { phase })).toMatchObject({ status: null, signal: 'SIGKILL' });
      expect(readFileSync(join(out, '9.9.1.pack')).equals(pack)).toBe(true);
      expect(readdirSync(out)).toHaveLength(2);
      expect(runChild(out)).toMatchObject({ status: 0 });
      expect(readdirSync(out)).toEqual(['9.9.1.pack']);
    },
  );
});

describe('folders of other runs beside the packs', () => {
  const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
  const mine = `.index-${here}-${process.pid}-AbCdEf`;
  const elsewhere = '.index-00000000-1-AbCdEf';
  const forgotten = '.index-00000000-2-AbCdEf';

  test('are left while their run may be alive, and foreign names always', async () => {
    const out = tempFolder();
    for (const name of [mine, elsewhere, forgotten, '.index-notes']) mkdirSync(join(out, name));
    utimesSync(join(out, forgotten), 1, 1);
    await indexInto(out, program);
    expect(readdirSync(out).sort()).toEqual([mine, elsewhere, '.index-notes', '9.9.1.pack'].sort());
  });
});

describe('a full disk', () => {
  test('ends a run with one line, the previous pack and nothing else', () => {
    // As in the tests of the cache: RLIMIT_FSIZE fails the same write(2) without root (4 KB, in blocks of 512 bytes).
    const out = writeTree(tempFolder(), { '9.9.1.pack': 'the previous one' });
    const { status, stderr } = runChild(out, { limit: 'ulimit -f 8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^errnopath: cannot write a pack to [^\n;]+: the (?:disk refuses to be written to|file size limit is reached)[^\n]+--out[^\n]+\n$/,
    );
    expect(readdirSync(out)).toEqual(['9.9.1.pack']);
    expect(readFileSync(join(out, '9.9.1.pack'), 'utf8')).toBe('the previous one');
  });

  test.each([
    ['SQLite', Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })],
    ['the container of a pack', writeError('x.pack', Object.assign(new Error('x'), { code: 'ENOSPC' }), 'or not')],
  ])('reads the same when it is %s that meets it', (_, error) => {
    expect(String(unwritable('packs', error))).toMatch(/cannot write a pack to packs: no space left on the device; /);
  });
});
