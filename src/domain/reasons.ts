/** Why a site is reached: the callees whose result its guard tests, what each of them gave, and why. */

import { z } from 'zod';
import { decodeColumn } from '../store/columns.js';
import { GAVE, GIFT_GUARDS_BLOB, REASON_COLUMNS, type ReasonColumn, Sense } from '../store/reason-columns.js';
import type { BlobReader } from '../store/store.js';
import { type Texts, textAt, textsOf } from '../store/texts.js';
import { type Graph, NODE_KINDS, readBlob, starts } from './graph.js';
import { kindOf } from './graph-lookup.js';
import type { Pack } from './pack.js';
import { placeIn } from './place-in.js';

/** Reasons as columns: see `REASON_COLUMNS`. */
export interface Reasons {
  readonly siteStart: Uint32Array;
  readonly siteTarget: Uint32Array;
  readonly siteSense: Uint8Array;
  /** The functions that have gifts, ascending. */
  readonly functions: Uint32Array;
  readonly giftStart: Uint32Array;
  readonly giftGave: Uint8Array;
  readonly giftLine: Uint16Array;
  readonly giftReasonStart: Uint32Array;
  readonly giftReasonTarget: Uint32Array;
  readonly giftReasonSense: Uint8Array;
  readonly guards: Texts;
}

export const NO_REASONS: Reasons = {
  siteStart: new Uint32Array(0),
  siteTarget: new Uint32Array(0),
  siteSense: new Uint8Array(0),
  functions: new Uint32Array(0),
  giftStart: new Uint32Array(1),
  giftGave: new Uint8Array(0),
  giftLine: new Uint16Array(0),
  giftReasonStart: new Uint32Array(1),
  giftReasonTarget: new Uint32Array(0),
  giftReasonSense: new Uint8Array(0),
  guards: textsOf([]),
};

const countsSchema = z.object({
  site_reasons: z.number().int().nonnegative(),
  gift_functions: z.number().int().nonnegative(),
  gifts: z.number().int().nonnegative(),
  gift_reasons: z.number().int().nonnegative(),
});

/** Reads the reasons of a pack with so many sites. */
export async function loadReasons(blob: BlobReader, sites: number): Promise<Reasons> {
  const head = await blob('reasons');
  if (head === undefined) return NO_REASONS;
  const text = async (name: string): Promise<string> => new TextDecoder().decode(await readBlob(blob, name));
  const counts = countsSchema.parse(JSON.parse(new TextDecoder().decode(head)));
  const column = async <T extends Uint8Array | Uint16Array | Uint32Array>(name: ReasonColumn, into: T): Promise<T> =>
    decodeColumn(await readBlob(blob, name), REASON_COLUMNS[name], into);
  return {
    siteStart: starts(await column('site_reasons', new Uint32Array(sites))),
    siteTarget: await column('site_reason_target', new Uint32Array(counts.site_reasons)),
    siteSense: await column('site_reason_sense', new Uint8Array(counts.site_reasons)),
    functions: await column('gift_function', new Uint32Array(counts.gift_functions)),
    giftStart: starts(await column('gift_count', new Uint32Array(counts.gift_functions))),
    giftGave: await column('gift_gave', new Uint8Array(counts.gifts)),
    giftLine: await column('gift_line', new Uint16Array(counts.gifts)),
    giftReasonStart: starts(await column('gift_reasons', new Uint32Array(counts.gifts))),
    giftReasonTarget: await column('gift_reason_target', new Uint32Array(counts.gift_reasons)),
    giftReasonSense: await column('gift_reason_sense', new Uint8Array(counts.gift_reasons)),
    guards: textsOf((await text(GIFT_GUARDS_BLOB)).split('\n')),
  };
}

/** One function in the chain of reasons; those that it fails because of follow it, one `depth` deeper. */
export interface FoundReason {
  readonly function: number;
  readonly depth: number;
  /** What it returned: NULL, false, 0, true, 1, -1, errnos, or `nonzero` and `negative` where no more is known. */
  readonly gave: string | null;
  /** Lines after the function's first; undefined where the place is not known. */
  readonly line: number | undefined;
  readonly guard: string | null;
}

/** What is asked of the reasons of a site. */
export interface ReasonQuery {
  /** Whether a function is compiled. */
  readonly runs: (fn: number) => boolean;
  /** What the context names comes first. */
  readonly names?: (fn: number) => boolean;
  /** The errnos that the site's guard tests a result against; none where it tests for any. */
  readonly tested?: ReadonlySet<string>;
}

/** `error == -ENOIOCTLCMD`. */
const TESTED = /(?<![!<>])==\s*\(?-(E[A-Z0-9]{2,23})\b/g;

/** The errnos that a guard tests a result against. */
export function testedErrnos(guard: string): ReadonlySet<string> {
  // Few do, and looking for words takes longer.
  if (!guard.includes('-E')) return NONE;
  return new Set(Array.from(guard.matchAll(TESTED), ([, name = '']) => name));
}

const MAX_DEPTH = 4;
const WIDTH = 3;
/** Reasons of one site. */
const MOST = 10;

const KIND_FUNCTION = NODE_KINDS.indexOf('function');

/** The reasons of a site, each followed by its own. */
export function reasonsOfSite(pack: Pack, site: number, query: ReasonQuery): FoundReason[] {
  const { reasons } = pack;
  const walk: Walk = { pack, query, found: [], seen: new Set([pack.graph.siteFunction[site] as number]) };
  const start = reasons.siteStart[site] ?? 0;
  const asked: Asked[] = [];
  for (let i = start; i < (reasons.siteStart[site + 1] ?? 0); i++)
    asked.push([reasons.siteTarget[i] as number, reasons.siteSense[i] as number]);
  follow(walk, asked, 1, query.tested ?? NONE);
  return walk.found;
}

const NONE: ReadonlySet<string> = new Set();

type Asked = readonly [node: number, sense: number];

interface Walk {
  readonly pack: Pack;
  readonly query: ReasonQuery;
  readonly found: FoundReason[];
  readonly seen: Set<number>;
}

/** @param tested - the errnos of which one was given, if that is known */
function follow(walk: Walk, asked: readonly Asked[], depth: number, tested: ReadonlySet<string>): void {
  const { query, seen, found, pack } = walk;
  if (depth > MAX_DEPTH) return;
  const candidates = asked.flatMap(([node, sense]) =>
    functionsAt(pack.graph, node, query).map((fn): Asked => [fn, sense]),
  );
  if (query.names) {
    const { names } = query;
    candidates.sort((a, b) => Number(names(b[0])) - Number(names(a[0])));
  }
  let width = 0;
  for (const [fn, sense] of candidates) {
    if (width === WIDTH || found.length >= MOST) return;
    if (seen.has(fn) || (sense === Sense.zero && succeeds(pack, fn))) continue;
    const given = sense === Sense.zero ? [] : ownErrnos(pack, fn);
    const fitting = tested.size === 0 ? given : given.filter((name) => tested.has(name));
    if (given.length > 0 && fitting.length === 0) continue;
    seen.add(fn);
    width++;
    const { reason, because, passed } = explain(pack, fn, sense, depth, fitting.slice(0, WIDTH));
    const at = found.length;
    found.push(reason);
    follow(walk, because, depth + 1, passed ? tested : NONE);
    const below = found[at + 1];
    if (passed && below?.depth === depth + 1) found[at] = { ...reason, gave: below.gave };
  }
}

/** A function of errnos that gave 0 did not fail: `!err && refused(x)` holds because of the other call. */
function succeeds({ graph, reasons }: Pack, fn: number): boolean {
  const errnos =
    graph.nodeSiteStart[fn] !== graph.nodeSiteStart[fn + 1] || graph.edgeStart[fn] !== graph.edgeStart[fn + 1];
  const place = placeIn(reasons.functions, fn);
  if (!errnos || place === undefined) return errnos;
  for (let i = reasons.giftStart[place] as number; i < (reasons.giftStart[place + 1] as number); i++) {
    const gave = GAVE[reasons.giftGave[i] as number];
    if (gave === 'NULL' || gave === 'false') return false;
  }
  return true;
}

/** The compiled functions that a node stands for, the most commonly built first. */
function functionsAt(graph: Graph, node: number, { runs }: ReasonQuery, depth = 0): number[] {
  if (kindOf(graph, node) === KIND_FUNCTION) return runs(node) ? [node] : [];
  if (depth > 3) return [];
  const found: number[] = [];
  for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++)
    found.push(...functionsAt(graph, graph.edgeTarget[edge] as number, { runs }, depth + 1));
  const prior = (fn: number): number => graph.functionPrior[fn] as number;
  return [...new Set(found)].sort((a, b) => prior(b) - prior(a) || a - b);
}

const UNKNOWN: Readonly<Record<number, string>> = {
  [Sense.zero]: '0',
  [Sense.nonzero]: 'nonzero',
  [Sense.negative]: 'negative',
};

/** How a function came to give what it was asked for. */
function explain(
  pack: Pack,
  fn: number,
  sense: number,
  depth: number,
  errnos: readonly string[],
): {
  readonly reason: FoundReason;
  readonly because: readonly Asked[];
  /** It hands on what the first of these gave. */
  readonly passed: boolean;
} {
  const { reasons } = pack;
  const place = placeIn(reasons.functions, fn);
  const gifts: number[] = [];
  if (place !== undefined)
    for (let i = reasons.giftStart[place] as number; i < (reasons.giftStart[place + 1] as number); i++)
      if (fits(GAVE[reasons.giftGave[i] as number] ?? '', sense)) gifts.push(i);
  const literal = gifts.find((i) => !isPassed(reasons, i));
  const shown = literal ?? gifts[0];
  const because = gifts.flatMap((gift) => becauseOf(reasons, gift, sense));
  const gave = literal === undefined ? undefined : GAVE[reasons.giftGave[literal] as number];
  const tested = gifts.some((i) => GAVE[reasons.giftGave[i] as number] === '?');
  const told = tested ? (sense === Sense.zero ? 'false' : sense === Sense.nonzero ? 'true' : undefined) : undefined;
  return {
    reason: {
      function: fn,
      depth,
      gave: gave ?? (errnos.length ? errnos.join('|') : undefined) ?? told ?? UNKNOWN[sense] ?? null,
      line: shown === undefined ? undefined : (reasons.giftLine[shown] as number),
      guard: (shown === undefined ? '' : textAt(reasons.guards, shown)) || null,
    },
    because: because.length || errnos.length || sense === Sense.zero ? because : passedOn(pack, fn, sense),
    passed: gave === undefined && !tested && errnos.length === 0,
  };
}

function isPassed(reasons: Reasons, gift: number): boolean {
  const gave = GAVE[reasons.giftGave[gift] as number];
  return gave === '=' || gave === '?';
}

function fits(gave: string, sense: number): boolean {
  if (gave === '=') return true;
  if (gave === '?') return sense !== Sense.negative;
  if (sense === Sense.zero) return gave === 'NULL' || gave === 'false' || gave === '0';
  if (sense === Sense.nonzero) return gave === 'true' || gave === '1' || gave === '-1';
  return sense === Sense.negative && gave === '-1';
}

function becauseOf(reasons: Reasons, gift: number, sense: number): Asked[] {
  const asked: Asked[] = [];
  for (let i = reasons.giftReasonStart[gift] as number; i < (reasons.giftReasonStart[gift + 1] as number); i++) {
    const pair = reasons.giftReasonSense[i] as number;
    const own = sense === Sense.zero ? pair >> 3 : pair & 7;
    asked.push([reasons.giftReasonTarget[i] as number, own === Sense.same ? sense : own]);
  }
  return asked;
}

/** The errnos that a function's own sites give. */
function ownErrnos({ graph, errnos }: Pack, fn: number): string[] {
  const ids = new Set<number>();
  for (let i = graph.nodeSiteStart[fn] as number; i < (graph.nodeSiteStart[fn + 1] as number); i++)
    ids.add(graph.siteErrno[graph.nodeSite[i] as number] as number);
  return [...ids].flatMap((id) => errnos.find((row) => row.id === id)?.name ?? []);
}

/** A function that hands on errnos fails because of those that it calls, the likeliest first. */
function passedOn({ graph, costs }: Pack, fn: number, sense: number): Asked[] {
  const edges: number[] = [];
  for (let edge = graph.edgeStart[fn] as number; edge < (graph.edgeStart[fn + 1] as number); edge++) edges.push(edge);
  return edges
    .sort((a, b) => (costs.edge[a] as number) - (costs.edge[b] as number) || a - b)
    .slice(0, WIDTH)
    .map((edge): Asked => [graph.edgeTarget[edge] as number, sense]);
}
