/** One kernel release, opened: its manifest, its errnos and its graph in memory, everything else by key from the store. */

import { type PackDescription, packDescriptionSchema } from '../schemas/manifest.js';
import type { Row, Store } from '../store/store.js';
import { type EdgeCosts, edgeCosts } from './edge-costs.js';
import { type Graph, loadGraph } from './graph.js';
import { Memory } from './memory.js';
import { loadReasons, type Reasons } from './reasons.js';
import { loadTunables, type Tunables } from './tunables.js';

/** A row of the `errno` table. */
interface PackErrno {
  readonly id: number;
  readonly name: string;
  readonly number: number;
  readonly numbers: Readonly<Record<string, number>>;
  readonly message: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly alias_of: string | null;
}

export interface Pack {
  readonly manifest: PackDescription;
  readonly store: Store;
  readonly graph: Graph;
  readonly costs: EdgeCosts;
  readonly reasons: Reasons;
  readonly tunables: Tunables;
  readonly errnos: readonly PackErrno[];
  /** Dropped with the pack. */
  readonly memory: Memory;
}

/** Reads what is kept in memory of a pack. Throws when the store holds no pack of this schema. */
export async function openPack(store: Store): Promise<Pack> {
  const meta = await store.get("SELECT value FROM meta WHERE key = 'manifest'");
  const manifest = packDescriptionSchema.parse(JSON.parse(String(meta?.value ?? 'null')));
  const rows = await store.all('SELECT * FROM errno ORDER BY id');
  const graph = await loadGraph(store);
  const reasons = await loadReasons(store, graph.siteErrno.length);
  const tunables = await loadTunables(store);
  return {
    manifest,
    store,
    graph,
    costs: edgeCosts(graph),
    reasons,
    tunables,
    errnos: rows.map(errnoOf),
    memory: new Memory(),
  };
}

function errnoOf(row: Row): PackErrno {
  const numbers = row.numbers;
  return {
    id: Number(row.id),
    name: String(row.name),
    number: Number(row.number),
    numbers: typeof numbers === 'string' ? (JSON.parse(numbers) as Record<string, number>) : {},
    message: textOf(row.message),
    file: textOf(row.file),
    line: row.line === null || row.line === undefined ? null : Number(row.line),
    alias_of: textOf(row.alias_of),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
