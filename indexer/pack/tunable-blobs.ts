/** Tunables, and what depends on them (`src/store/tunable-columns.ts`), as blobs. */

import { encodeColumn } from '../../src/store/columns.js';
import {
  AS_USUAL,
  type StoredTunables,
  TUNABLE_COLUMNS,
  TUNABLE_KINDS,
  TUNABLES_BLOB,
  type TunableColumn,
  usualPath,
  usualVariable,
} from '../../src/store/tunable-columns.js';
import type { LinkedKernel } from '../link/link.js';

/** Name and bytes of each blob. */
export function tunableBlobs({ graph, tunables: { rows, ofSite } }: LinkedKernel): [string, Uint8Array][] {
  const documents = [
    ...new Set(rows.flatMap(({ documented }) => (documented ? `${documented.file}#${documented.anchor}` : []))),
  ].sort();
  const place = new Map(documents.map((text, i) => [text, i + 1]));
  const linked = graph.sites.flatMap((site, id) => {
    const ids = ofSite.get(site);
    return ids ? [{ id, ids }] : [];
  });
  const stored: StoredTunables = {
    kind: rows.map((row) => TUNABLE_KINDS.indexOf(row.kind)),
    name: rows.map((row) => row.name),
    path: rows.map((row) => (row.path === usualPath(row.kind, row.name) ? AS_USUAL : row.path)),
    variable: rows.map((row) => (row.variable === usualVariable(row.name) ? AS_USUAL : row.variable)),
    default: rows.map((row) => row.default),
    written: rows.flatMap(({ written }, i): [number, string][] => (written ? [[i, written]] : [])),
    set_by: rows.flatMap(({ setBy }, i): [number, string][] => (setBy ? [[i, setBy]] : [])),
    min: rows.map((row) => row.min),
    max: rows.map((row) => row.max),
    documents,
    documented: rows.map(({ documented }) => (documented && place.get(`${documented.file}#${documented.anchor}`)) || 0),
    file: rows.map((row) => row.file),
    line: rows.map((row) => row.line),
    sites: linked.length,
    links: linked.reduce((sum, { ids }) => sum + ids.length, 0),
  };
  const columns: Readonly<Record<TunableColumn, readonly number[]>> = {
    tunable_site: linked.map(({ id }) => id),
    tunable_count: linked.map(({ ids }) => ids.length),
    tunable_id: linked.flatMap(({ ids }) => ids),
  };
  return [
    [TUNABLES_BLOB, Buffer.from(JSON.stringify(stored))],
    ...Object.entries(TUNABLE_COLUMNS).map(([name, encoding]): [string, Uint8Array] => [
      name,
      encodeColumn(columns[name as TunableColumn], encoding),
    ]),
  ];
}
