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
  /** Where what is made of the pack can be kept, if there is such a place. */
  readonly images?: Images;
  /** Releases the store; using it afterwards is an error. */
  close(): Promise<void>;
}

/** Data that is made of a pack by one program and kept for later runs of the same one (`image.ts`). */
export interface Images {
  /**
   * What was kept under a name; undefined where nothing was, or where it is damaged or of another program.
   * @param filed - arrays of which few numbers are looked up: they may stay where they are kept, as columns (`column.ts`)
   */
  read(name: string, filed?: readonly string[]): Promise<unknown>;
  /** Keeps data for later. Where that is not possible, nothing happens. Absent where all that there is was kept beforehand (D1). */
  write?(name: string, data: object): Promise<void>;
  close(): void;
}
