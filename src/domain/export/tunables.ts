/** `errnopath export --tunables`: every setting that the indexer found. */

import type { Pack } from '../pack.js';
import { type StoredTunable, tunablesOf } from '../tunables.js';

/** What is not known is null. */
export interface TunableExportRow {
  readonly kind: string;
  readonly name: string;
  readonly path: string | null;
  readonly variable: string | null;
  readonly default: string | null;
  readonly default_written: string | null;
  readonly default_set_by: string | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly documented: string | null;
  readonly file: string;
  readonly line: number | null;
  /** How many sites depend on it. */
  readonly sites: number;
}

/** In the order of kinds and names. */
export async function* exportTunables(pack: Pack): AsyncGenerator<TunableExportRow> {
  const { ids } = pack.tunables;
  const rows = tunablesOf(pack);
  const paths = await filePaths(pack);
  const sites = new Uint32Array(rows.length);
  for (const id of ids) sites[id] = (sites[id] as number) + 1;
  for (const [id, row] of rows.entries()) yield exported(row, paths, sites[id] as number);
}

function exported(row: StoredTunable, paths: readonly string[], sites: number): TunableExportRow {
  const { kind, name, file, line } = row;
  return {
    kind,
    name,
    path: row.path || null,
    variable: row.variable || null,
    default: row.default || null,
    default_written: row.written || null,
    default_set_by: row.setBy || null,
    min: row.min || null,
    max: row.max || null,
    documented: row.documented || null,
    file: paths[file] ?? '',
    line: line || null,
    sites,
  };
}

async function filePaths({ store }: Pack): Promise<readonly string[]> {
  return (await store.all('SELECT path FROM file ORDER BY id')).map((row) => String(row.path));
}
