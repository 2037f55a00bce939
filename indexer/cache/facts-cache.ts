/** Facts of files that were read before, in whatever tree: one SQLite file that any number of runs use at once. */

import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { byPart, type EncodedFacts, FACTS_PARTS } from '../parse/encode-facts.js';

export interface FactsCache {
  /** The facts of a file with that path and content; undefined where they are not known. */
  get(path: string, contentHash: string): EncodedFacts | undefined;
  add(path: string, contentHash: string, facts: EncodedFacts): void;
  /** SHA-256 of the pack that was made of `of` before; undefined where none was. */
  packOf(of: string): string | undefined;
  addPack(of: string, packHash: string): void;
  /** Files that were found, and not. */
  readonly found: number;
  readonly missed: number;
  /** Writes what is pending and drops what was not used for longest, until the rest fits. */
  close(): void;
}

export interface FactsCacheOptions {
  /** Names the code that makes facts: what other code made is not found. */
  readonly extractor: string;
  /** Bytes that are kept; the file is somewhat larger. */
  readonly maxBytes: number;
  /** Told once why the cache is not used any more; the run goes on without it. */
  readonly onProblem: (error: Error) => void;
}

/** Raised when the tables change: a file with another version is emptied. */
const VERSION = 3;

const TABLES = `
CREATE TABLE IF NOT EXISTS facts (key BLOB PRIMARY KEY, used INTEGER NOT NULL, bytes INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS pack (key BLOB PRIMARY KEY, used INTEGER NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID;
`;

/** Packs that are remembered; a row has some 100 bytes. */
const MOST_PACKS = 10_000;

/** Files whose facts are written in one transaction: others wait for it. */
const BATCH = 256;

/** Pages (of 4 KB) of the log that are gathered before they are moved to the file. */
const LOG_PAGES = 16_384;

/** How long a run waits for another one that writes, in ms. */
const PATIENCE = 30_000;

interface Pending {
  readonly key: Buffer;
  readonly data: Buffer;
}

/**
 * Opens the file, and makes it and its folder where they are missing. Nothing of the cache is needed: when it cannot be read or
 * written any more, facts are just not found.
 */
export function openFactsCache(path: string, { extractor, maxBytes, onProblem }: FactsCacheOptions): FactsCache {
  const keyOf = (kind: string, ...parts: readonly string[]): Buffer =>
    createHash('sha256')
      .update([kind, extractor, ...parts].join('\0'))
      .digest();
  let database: Database.Database | undefined;
  const guarded = <T>(work: (open: Database.Database) => T): T | undefined => {
    if (database === undefined) return undefined;
    try {
      return work(database);
    } catch (error) {
      database.close();
      database = undefined;
      onProblem(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  };
  try {
    database = openDatabase(path);
  } catch (error) {
    onProblem(error instanceof Error ? error : new Error(String(error)));
  }
  const now = Date.now();
  const hits: Buffer[] = [];
  let pending: Pending[] = [];
  let [found, missed] = [0, 0];
  const flush = (): void => {
    const rows = pending;
    pending = [];
    guarded((open) => {
      const insert = open.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)');
      open.transaction(() => {
        for (const { key, data } of rows) insert.run(key, now, data.length, data);
      })();
    });
  };
  const select = guarded((open) => open.prepare('SELECT data FROM facts WHERE key = ?').pluck());
  return {
    get found() {
      return found;
    },
    get missed() {
      return missed;
    },
    get(file, contentHash) {
      const key = keyOf('facts', file, contentHash);
      const data: unknown = guarded(() => select?.get(key));
      const facts = Buffer.isBuffer(data) ? guarded(() => unpacked(data)) : undefined;
      if (facts === undefined) {
        missed++;
        return undefined;
      }
      found++;
      hits.push(key);
      return facts;
    },
    add(file, contentHash, facts) {
      if (database === undefined) return;
      pending.push({ key: keyOf('facts', file, contentHash), data: packed(facts) });
      if (pending.length >= BATCH) flush();
    },
    packOf(of) {
      const hash: unknown = guarded((open) =>
        open.prepare('SELECT hash FROM pack WHERE key = ?').pluck().get(keyOf('pack', of)),
      );
      return typeof hash === 'string' ? hash : undefined;
    },
    addPack(of, packHash) {
      guarded((open) =>
        open.prepare('INSERT OR REPLACE INTO pack VALUES (?, ?, ?)').run(keyOf('pack', of), now, packHash),
      );
    },
    close() {
      flush();
      guarded((open) => {
        const touch = open.prepare('UPDATE facts SET used = ? WHERE key = ?');
        open.transaction(() => {
          for (const key of hits) touch.run(now, key);
        })();
        evict(open, maxBytes);
        open.close();
      });
      database = undefined;
    },
  };
}

function openDatabase(path: string): Database.Database {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: PATIENCE });
  try {
    database.pragma('journal_mode = WAL');
    // What is lost in a crash of the machine is made again.
    database.pragma('synchronous = NORMAL');
    // Keys are hashes, so that each thousand pages that are moved to the file touch much of it: the fewer times the better.
    database.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
    database
      .transaction(() => {
        if (database.pragma('user_version', { simple: true }) !== VERSION) {
          database.exec('DROP TABLE IF EXISTS facts; DROP TABLE IF EXISTS pack');
          database.pragma(`user_version = ${VERSION}`);
        }
        database.exec(TABLES);
      })
      .immediate();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Keeps what was used last, as much as fits. */
function evict(database: Database.Database, maxBytes: number): void {
  const behind = `DELETE FROM facts WHERE rowid IN (SELECT rowid FROM
    (SELECT rowid, sum(bytes) OVER (ORDER BY used DESC, rowid DESC) AS newer FROM facts) WHERE newer > ?)`;
  const forgotten = 'DELETE FROM pack WHERE key NOT IN (SELECT key FROM pack ORDER BY used DESC LIMIT ?)';
  database
    .transaction(() => {
      database.prepare(behind).run(maxBytes);
      database.prepare(forgotten).run(MOST_PACKS);
    })
    .immediate();
}

/** The length of each part, the parts; deflated, as JSON shrinks to a fifth. */
function packed(facts: EncodedFacts): Buffer {
  const parts = FACTS_PARTS.map((part) => facts[part]);
  const lengths = Buffer.alloc(4 * parts.length);
  parts.forEach((bytes, i) => {
    lengths.writeUInt32LE(bytes.byteLength, 4 * i);
  });
  return deflateRawSync(Buffer.concat([lengths, ...parts]), { level: 1 });
}

function unpacked(data: Buffer): EncodedFacts {
  const bytes = inflateRawSync(data);
  let end = 4 * FACTS_PARTS.length;
  let part = 0;
  return byPart(() => {
    const start = end;
    end += bytes.readUInt32LE(4 * part++);
    return bytes.subarray(start, end);
  });
}
