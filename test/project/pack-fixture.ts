/** Small packs of our own for the tests of the container and of the cache, and the program built for child processes. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { callTable } from '../../indexer/link/call-table.js';
import { append } from '../../indexer/link/number-column.js';
import { callBlobs, nameBlobs } from '../../indexer/pack/name-blobs.js';
import { writeDatabase as writeStored } from '../../indexer/pack/write-database.js';
import { writePackFile } from '../../src/node/pack-file.js';
import { PACK_FORMAT_VERSION, type PackDescription, type PackManifest } from '../../src/schemas/manifest.js';
import { SCHEMA_VERSION } from '../../src/store/schema.js';

const root = resolve(import.meta.dirname, '../..');

/** An empty folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The description of a made-up kernel. */
export function description(id = '6.1.192'): PackDescription {
  return {
    format: PACK_FORMAT_VERSION,
    schema: SCHEMA_VERSION,
    kernel: { id, line: '6.1', version: id, package: 'linux-source-6.1 6.1.192-2' },
    source: { kind: 'deb', name: 'linux-source-6.1_6.1.192-2_all.deb' },
    tree_hash: createHash('sha256').update(id).digest('hex'),
    indexer_version: '0.1.0',
    indexed_at: '2026-01-02T03:04:05Z',
    arches: ['arm64', 'x86_64'],
    counts: {
      files: 2,
      functions: 3,
      sites: 4,
      edges: 5,
      ops_tables: 1,
      syscalls: 2,
      skipped: { 'größer als 50 MB': 1 },
    },
  };
}

/** Writes the stored database of a kernel with one function, beside a table of `megabytes` rows that do not compress. */
export async function writeDatabase(path: string, megabytes = 0, id = '6.1.192'): Promise<void> {
  const functions = [{ name: 'count_mounts', file: 0, line: 7, endLine: 9, flags: 0, config: '', returns: '' }];
  const paths = ['fs/namespace.c'];
  const build = [{ config: null, prior: 1 }];
  const calls = callTable();
  append(calls.count, 0);
  const named = { paths, files: build, functions };
  await writeStored(path, {
    kernel: {
      functions,
      byName: new Map([['count_mounts', [0]]]),
      graph: {
        functions: 1,
        nodeKind: [0],
        nodeFunction: [0],
        nodeLabel: [0],
        edgeCount: [0],
        edgeTarget: [],
        edgeVia: [],
        edgeLine: [],
        edgeLabel: [],
        edgeFilter: [],
        otherTables: new Map(),
        siteCount: [1],
        nodeSite: [0],
        sites: [
          {
            function: 0,
            errno: 0,
            line: 8,
            kind: 0,
            guard: 'full',
            guardLine: 7,
            config: '',
            reason: '',
            reasons: [],
            macro: '',
            traits: 0,
            commands: 0,
          },
        ],
        labels: [''],
        filters: [{ mode: 'except', errnos: [] }],
        commands: { names: [], sets: [[]], choices: [], edges: [], sites: [0] },
        nodeIds: new Int32Array(1),
      },
      gifts: new Map(),
      tunables: { rows: [], ofSite: new Map() },
    },
    functionArches: Uint16Array.of(1),
    functionPriors: Uint8Array.of(255),
    paths,
    build,
    errnos: [],
    syscalls: [],
    manifest: JSON.stringify(description(id)),
    callCounts: async () => ({ callers: Uint16Array.of(0), called: Uint8Array.of(0), size: Uint8Array.of(0) }),
    nameBlobs: async (graph) => [...nameBlobs(named), ...callBlobs(named, calls, graph)],
  });
  const database = new Database(path);
  database.exec('CREATE TABLE t (name TEXT NOT NULL, data BLOB)');
  const insert = database.prepare('INSERT INTO t (name, data) VALUES (?, ?)');
  insert.run('count_mounts', null);
  for (let row = 0; row < megabytes; row += 1) insert.run(`row ${row}`, noise(row));
  database.close();
}

/** 1 MB that is the same in every run. */
function noise(seed: number): Buffer {
  return createHash('shake256', { outputLength: 2 ** 20 })
    .update(`${seed}`)
    .digest();
}

/** A pack `<id>.pack` in `folder`. */
export async function makePack(
  folder: string,
  options: { readonly id?: string; readonly megabytes?: number } = {},
): Promise<{ readonly packPath: string; readonly databasePath: string; readonly manifest: PackManifest }> {
  const { id = '6.1.192', megabytes = 0 } = options;
  const databasePath = join(folder, `${id}.source.db`);
  const packPath = join(folder, `${id}.pack`);
  await writeDatabase(databasePath, megabytes, id);
  const manifest = await writePackFile(databasePath, packPath, description(id), { quality: 1 });
  return { packPath, databasePath, manifest };
}

/** What is left behind under a name that a run should have cleaned up. */
export function temporaryFiles(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.tmp'));
}

/**
 * Compiles the pack modules for plain Node into a folder, so that a child process can be killed or limited.
 * @returns the folder that holds `src/node/pack-cache.js`
 */
export function compileForChildren(folder: string): string {
  const result = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', join(root, 'tsconfig.build.json'), '--outDir', folder, '--declaration', 'false'],
    { encoding: 'utf8' },
  );
  if (result.status !== 0) throw new Error(`tsc failed: ${result.stdout}${result.stderr}`);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
