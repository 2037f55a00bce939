/** Rows of a table that is filled file by file, as the file sees them that is being read: few names that it asks for are its own. */

export interface OwnRows<Row> {
  readonly names: string[];
  readonly rows: Row[];
  /** For each file where its rows begin: those of the next one follow. */
  readonly starts: number[];
  /** Those of the file that is being read. */
  readonly byName: Map<string, Row[]>;
  file: number;
}

export function ownRows<Row>(): OwnRows<Row> {
  return { names: [], rows: [], starts: [], byName: new Map(), file: -1 };
}

/** Called file by file. */
export function addOwn<Row>(own: OwnRows<Row>, name: string, row: Row, file: number): void {
  while (own.starts.length <= file) own.starts.push(own.rows.length);
  own.names.push(name);
  own.rows.push(row);
}

/** The rows of a name in a file, in the order in which they were added; undefined where it has none. */
export function ownOf<Row>(own: OwnRows<Row>, name: string, file: number): readonly Row[] | undefined {
  if (own.file !== file) turnTo(own, file);
  return own.byName.get(name);
}

/** The names of a file's own rows; valid until another file is asked for. */
export function ownNames<Row>(own: OwnRows<Row>, file: number): Iterable<string> {
  if (own.file !== file) turnTo(own, file);
  return own.byName.keys();
}

function turnTo<Row>(own: OwnRows<Row>, file: number): void {
  const { names, rows, starts, byName } = own;
  own.file = file;
  if (byName.size > 0) byName.clear();
  const end = starts[file + 1] ?? rows.length;
  for (let at = starts[file] ?? end; at < end; at++) {
    const name = names[at] as string;
    const known = byName.get(name);
    if (known) known.push(rows[at] as Row);
    else byName.set(name, [rows[at] as Row]);
  }
}
