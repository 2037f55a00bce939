/** One kernel release: its manifest and errnos at hand, its graph in memory from the first question on, the rest by key. */

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

/** A release that can be asked about. */
export interface KnownPack {
  readonly manifest: PackDescription;
  readonly errnos: readonly PackErrno[];
  /** Reads the graph, once; rejects when the store holds no pack of this schema, and tries again when it is asked again. */
  open(): Promise<Pack>;
}

export interface Pack extends KnownPack {
  readonly store: Store;
  readonly graph: Graph;
  readonly costs: EdgeCosts;
  readonly reasons: Reasons;
  readonly tunables: Tunables;
  /** Dropped with the pack. */
  readonly memory: Memory;
}

/** Reads what a list of kernels tells of a pack. Throws when the store holds no pack of this schema. */
export async function knownPack(store: Store): Promise<KnownPack> {
  const meta = await store.get("SELECT value FROM meta WHERE key = 'manifest'");
  const manifest = packDescriptionSchema.parse(JSON.parse(String(meta?.value ?? 'null')));
  const errnos = (await store.all('SELECT * FROM errno ORDER BY id')).map(errnoOf);
  let opened: Promise<Pack> | undefined;
  const open = (): Promise<Pack> => {
    opened ??= read().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const read = async (): Promise<Pack> => {
    const graph = await loadGraph(store);
    const reasons = await loadReasons(store, graph.siteErrno.length);
    const tunables = await loadTunables(store);
    const costs = edgeCosts(graph);
    return { manifest, errnos, open, store, graph, costs, reasons, tunables, memory: new Memory() };
  };
  return { manifest, errnos, open };
}

/** A pack with all that is kept in memory of it. Throws when the store holds no pack of this schema. */
export async function openPack(store: Store): Promise<Pack> {
  return (await knownPack(store)).open();
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
