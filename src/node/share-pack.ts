/** Writes a pack again, coded by what it differs in from another one, its base. */

import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import {
  BASED_FORMAT_VERSION,
  type PackDescription,
  type PackManifest,
  packDescriptionSchema,
} from '../schemas/manifest.js';
import { STORED_TABLES } from '../store/schema.js';
import { NO_GUARDS, type SiteGuards } from '../store/site-guards.js';
import { asBase } from './base-pack.js';
import { openPack } from './pack-cache.js';
import { unpackPackFile, writePackFile } from './pack-file.js';
import { readPackRows } from './pack-rows.js';
import { encodeShared, type SharedBlob } from './shared-columns.js';
import { writeBlob } from './write-blob.js';

/** As `errnopath index` packs. */
const QUALITY = 9;

export interface ShareTask {
  readonly packPath: string;
  readonly basePath: string;
  /** May be `packPath`. */
  readonly outPath: string;
  /** Where the databases of both are unpacked to. */
  readonly cache?: string;
}

/**
 * The same packs give the same bytes. What is unpacked from it is what is unpacked from the pack, but for the manifest.
 * @throws PackError
 */
export async function sharePack({ packPath, basePath, outPath, cache }: ShareTask): Promise<PackManifest> {
  const own = await openPack(packPath, cache);
  const base = await openPack(basePath, cache);
  for (const { store } of [own, base]) await store.ready();
  await own.store.close();
  await base.store.close();
  const rows = readRows(own.databasePath);
  const guards = rows.guards.map((json) => (json === '' ? NO_GUARDS : (JSON.parse(json) as SiteGuards)));
  const shared = encodeShared(rows, { ...rows, guards }, readRows(base.databasePath));
  const { database: _, ...known } = own.manifest;
  const description: PackDescription = packDescriptionSchema.parse({
    ...known,
    format: BASED_FORMAT_VERSION,
    base: asBase(base.manifest),
  });
  const folder = await mkdtemp(join(dirname(outPath), '.share-'));
  try {
    const stored = join(folder, 'stored.db');
    const written = join(folder, 'shared.db');
    await unpackPackFile(packPath, stored);
    copyDatabase(stored, written, shared, JSON.stringify(description));
    return await writePackFile(written, outPath, description, {
      quality: QUALITY,
      temporaryPath: join(folder, 'pack'),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readRows(path: string) {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return readPackRows(db);
  } finally {
    db.close();
  }
}

/** The tables of `from` with other blobs for some, in a new database. */
function copyDatabase(from: string, to: string, shared: readonly SharedBlob[], manifest: string): void {
  const db = new Database(to);
  try {
    db.pragma('page_size = 4096');
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec(STORED_TABLES);
    db.prepare('ATTACH ? AS given').run(from);
    const replaced = new Map(shared);
    db.transaction(() => {
      db.prepare('INSERT INTO meta VALUES (?, ?)').run('manifest', manifest);
      db.exec('INSERT INTO errno SELECT * FROM given.errno ORDER BY id');
      db.exec('INSERT INTO syscall SELECT * FROM given.syscall ORDER BY arch, abi, name');
      const copy = db.prepare('INSERT INTO blob SELECT * FROM given.blob WHERE name = ? ORDER BY seq');
      const names = db.prepare<[], string>('SELECT DISTINCT name FROM given.blob ORDER BY name').pluck().all();
      for (const name of names) {
        const data = replaced.get(name);
        if (data === undefined) copy.run(name);
        else writeBlob(db, name, data);
      }
    })();
    db.exec('DETACH given');
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}
