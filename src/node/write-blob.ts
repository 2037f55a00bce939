/** Stores a column in the pieces that D1 takes. */

import type Database from 'better-sqlite3';
import { BLOB_CHUNK_BYTES } from '../store/schema.js';

export function writeBlob(db: Database.Database, name: string, data: Uint8Array): void {
  const insert = db.prepare('INSERT INTO blob VALUES (?, ?, ?)');
  for (let seq = 0; seq === 0 || seq * BLOB_CHUNK_BYTES < data.length; seq++) {
    insert.run(name, seq, data.subarray(seq * BLOB_CHUNK_BYTES, (seq + 1) * BLOB_CHUNK_BYTES));
  }
}
