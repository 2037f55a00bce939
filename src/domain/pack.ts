/** One kernel release: its manifest and errnos at hand, its graph in memory from the first question on, the rest by key. */

import { type PackDescription, packDescriptionSchema } from '../schemas/manifest.js';
import type { Row, Store } from '../store/store.js';
import { type EdgeCosts, edgeCosts } from './edge-costs.js';
import { type Graph, loadGraph } from './graph.js';
import { kept } from './kept.js';
import { LIVE_NODES, liveNodes } from './live-nodes.js';
import { Memory } from './memory.js';
import { SITE_WEIGHTS, siteWeights } from './rank.js';
import { CALLERS, callersOf, NODES_BY_ERRNO, nodesByErrno } from './reach.js';
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
  /** Reads the graph, unless it is in memory; rejects when the store holds no pack of this schema, and may be asked again. */
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

/** Packs with their graphs, each opened once; where there are too many, the one that was asked longest ago makes room. */
export type Shelf = (store: Store, open: () => Promise<Pack>) => Promise<Pack>;

/**
 * @param most - graphs that stay in memory at once
 * @param dropped - called when one made room, before the one that needs it is read
 */
export function shelf(most = Number.POSITIVE_INFINITY, dropped?: () => void): Shelf {
  const opened = new Map<Store, Promise<Pack>>();
  return (store, open) => {
    const before = opened.get(store);
    opened.delete(store);
    const [oldest] = opened.keys();
    if (oldest !== undefined && opened.size >= most) {
      opened.delete(oldest);
      dropped?.();
    }
    const pack = before ?? open();
    opened.set(store, pack);
    pack.catch(() => opened.delete(store));
    return pack;
  };
}

/**
 * Reads what a list of kernels tells of the packs in `stores`, in their order.
 * @param opened - where their graphs stay in memory
 * Throws when a store holds no pack of this schema.
 */
export async function knownPacks(stores: readonly Store[], opened = shelf()): Promise<KnownPack[]> {
  return Promise.all(
    stores.map(async (store) => {
      const { manifest, errnos } = await kept(store, 'known', async () => {
        const meta = await store.get("SELECT value FROM meta WHERE key = 'manifest'");
        const manifest = packDescriptionSchema.parse(JSON.parse(String(meta?.value ?? 'null')));
        const errnos = (await store.all('SELECT * FROM errno ORDER BY id')).map(errnoOf);
        return { manifest, errnos };
      });
      return { manifest, errnos, open: () => opened(store, () => readPack(store, { manifest, errnos })) };
    }),
  );
}

/** A pack with all that is kept in memory of it. Throws when the store holds no pack of this schema. */
export async function openPack(store: Store): Promise<Pack> {
  const [known] = await knownPacks([store]);
  return (known as KnownPack).open();
}

async function readPack(store: Store, known: Omit<KnownPack, 'open'>): Promise<Pack> {
  const { made, ...ground } = await kept(store, 'ground', () => readGround(store, known), FILED);
  const memory = new Memory();
  for (const [kind, value] of Object.entries(made)) memory.know(kind, value);
  const pack: Pack = { ...known, open: async () => pack, store, ...ground, memory };
  return pack;
}

/** What a search does not look at and an answer shows of little: with images it is read from the file, piece by piece. */
const FILED = [
  ...['graph.edgeShown', 'graph.functionTraits', 'graph.labels.bytes'],
  ...['reasons.guards.bytes', 'tunables.rows.bytes'],
];

/** What every search of a pack needs. */
type Ground = Pick<Pack, 'graph' | 'costs' | 'reasons' | 'tunables'> & {
  /** By the kinds under which they are remembered. */
  readonly made: Readonly<Record<string, object>>;
};

async function readGround(store: Store, known: Omit<KnownPack, 'open'>): Promise<Ground> {
  const blob = await store.blobs();
  const graph = await loadGraph(blob);
  const reasons = await loadReasons(blob, graph.siteErrno.length);
  const tunables = await loadTunables(blob);
  const ground = { graph, costs: edgeCosts(graph), reasons, tunables };
  const pack: Pack = { ...known, open: async () => pack, store, ...ground, memory: new Memory() };
  const made = {
    [CALLERS]: callersOf(pack),
    [NODES_BY_ERRNO]: nodesByErrno(pack),
    [SITE_WEIGHTS]: siteWeights(pack),
    [LIVE_NODES]: liveNodes(pack),
  };
  return { ...ground, made };
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
