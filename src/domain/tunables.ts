/** The tunables of a pack, and which sites depend on which. */

import type { Tunable } from '../schemas/origin.js';
import { decodeColumn } from '../store/columns.js';
import type { BlobReader } from '../store/store.js';
import { allTexts, type Texts, textAt, textsOf } from '../store/texts.js';
import {
  AS_USUAL,
  TUNABLE_COLUMNS,
  TUNABLE_KINDS,
  TUNABLES_BLOB,
  type TunableColumn,
  type TunableKind,
  tunablesSchema,
  usualPath,
  usualVariable,
} from '../store/tunable-columns.js';
import { readBlob, starts } from './graph.js';
import type { Pack } from './pack.js';
import { placeIn } from './place-in.js';

/** A tunable as it is stored: '' where nothing is known. */
export interface StoredTunable {
  readonly kind: TunableKind;
  readonly name: string;
  /** `/proc/sys/fs/mount-max`; '' where no file shows it. */
  readonly path: string;
  /** What keeps it, as written: `sysctl_mount_max`, `init_net.ipv4.sysctl_x`, `pids_cgroup.limit`. */
  readonly variable: string;
  readonly default: string;
  /** The default as the code has it, where the configuration decides. */
  readonly written: string;
  /** The function that computes the default. */
  readonly setBy: string;
  readonly min: string;
  readonly max: string;
  /** `Documentation/…#anchor` */
  readonly documented: string;
  /** Id of the file that makes it. */
  readonly file: number;
  /** 0 where that is not known. */
  readonly line: number;
}

export interface Tunables {
  /** A {@link StoredTunable} each, as JSON: an answer shows few of them. */
  readonly rows: Texts;
  /** The sites that depend on any, ascending; of site `sites[i]` the ids are `ids[start[i] … start[i+1]-1]`, nearest first. */
  readonly sites: Uint32Array;
  readonly start: Uint32Array;
  readonly ids: Uint32Array;
}

/** Reads the tunables of a pack. Throws when a column is missing or too short. */
export async function loadTunables(blob: BlobReader): Promise<Tunables> {
  const head = tunablesSchema.parse(JSON.parse(new TextDecoder().decode(await readBlob(blob, TUNABLES_BLOB))));
  const column = async (name: TunableColumn, count: number): Promise<Uint32Array> =>
    decodeColumn(await readBlob(blob, name), TUNABLE_COLUMNS[name], new Uint32Array(count));
  const [written, setBy] = [new Map(head.written), new Map(head.set_by)];
  const rows = head.name.map((name, i): StoredTunable => {
    const kind = TUNABLE_KINDS[head.kind[i] ?? 0] ?? 'sysctl';
    const [path = '', variable = ''] = [head.path[i], head.variable[i]];
    return {
      kind,
      name,
      path: path === AS_USUAL ? usualPath(kind, name) : path,
      variable: variable === AS_USUAL ? usualVariable(name) : variable,
      default: head.default[i] ?? '',
      written: written.get(i) ?? '',
      setBy: setBy.get(i) ?? '',
      min: head.min[i] ?? '',
      max: head.max[i] ?? '',
      documented: head.documents[(head.documented[i] ?? 0) - 1] ?? '',
      file: head.file[i] ?? 0,
      line: head.line[i] ?? 0,
    };
  });
  return {
    rows: textsOf(rows.map((row) => JSON.stringify(row))),
    sites: await column('tunable_site', head.sites),
    start: starts(await column('tunable_count', head.sites)),
    ids: await column('tunable_id', head.links),
  };
}

/** Ids of the tunables that a site depends on, nearest first. */
function tunableIdsOf({ sites, start, ids }: Tunables, site: number): number[] {
  const place = placeIn(sites, site);
  return place === undefined ? [] : [...ids.subarray(start[place], start[place + 1])];
}

/** The tunable with an id; undefined where there is none. */
export function tunableAt({ rows }: Tunables, id: number): StoredTunable | undefined {
  const row = textAt(rows, id);
  return row === '' ? undefined : JSON.parse(row);
}

/** All of them, by id. */
export function tunablesOf({ tunables, memory }: Pack): readonly StoredTunable[] {
  return memory.recall('tunables', '', 1, () => allTexts(tunables.rows).map((row): StoredTunable => JSON.parse(row)));
}

/** A tunable as sites list it; what is not known is left out. */
export function shownTunable({ kind, name, path, variable, default: initial }: StoredTunable): Tunable {
  return { kind, name, path: path || null, variable: variable || null, default: initial || null };
}

/** What a site depends on, nearest first. */
export function tunablesOfSite(tunables: Tunables, site: number): Tunable[] {
  return tunableIdsOf(tunables, site).flatMap((id) => {
    const row = tunableAt(tunables, id);
    return row ? [shownTunable(row)] : [];
  });
}
