/** The one interface through which answers read a pack: better-sqlite3 on Node, D1 on Workers. */

/** A value that can be bound to or read from a statement on both stores. */
export type SqlValue = string | number | null | Uint8Array;

/** One row, by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** The bytes of a blob, put together again; `undefined` where the pack holds none of that name. */
export type BlobReader = (name: string) => Promise<Uint8Array | undefined>;

/** Read-only access to one pack. Statements use `?` placeholders, at most 100 of them (D1's limit). */
export interface Store {
  /** All rows of a statement. */
  all(sql: string, ...params: readonly SqlValue[]): Promise<readonly Row[]>;
  /** The first row of a statement, or `undefined`. */
  get(sql: string, ...params: readonly SqlValue[]): Promise<Row | undefined>;
  /** What blobs are read from. On D1 it holds all of them, until it is let go. */
  blobs(): Promise<BlobReader>;
  /** Releases the store; using it afterwards is an error. */
  close(): Promise<void>;
}
