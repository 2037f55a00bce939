/** The one interface through which answers read a pack: better-sqlite3 on Node, D1 on Workers. */

/** A value that can be bound to or read from a statement on both stores. */
export type SqlValue = string | number | null | Uint8Array;

/** One row, by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** Read-only access to one pack. Statements use `?` placeholders, at most 100 of them (D1's limit). */
export interface Store {
  /** All rows of a statement. */
  all(sql: string, ...params: readonly SqlValue[]): Promise<readonly Row[]>;
  /** The first row of a statement, or `undefined`. */
  get(sql: string, ...params: readonly SqlValue[]): Promise<Row | undefined>;
  /** Releases the store; using it afterwards is an error. */
  close(): Promise<void>;
}
