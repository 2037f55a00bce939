/** Which tunables each site depends on: what its guard reads, what its callers give, and what the helpers that it tests read. */

import { Sense } from '../../src/store/reason-columns.js';
import type { GraphBuilder, SiteRow } from './graph-builder.js';
import { FILLED, fits, followed, functionsAt, type Reason } from './reasons.js';
import { functionOf } from './summaries.js';
import { type Given, give, NOTHING, type Reading, type TunableLinks } from './tunable-links.js';
import { MOST_OF_ONE } from './tunable-places.js';
import type { TunableRow } from './tunable-table.js';

/** Tunables of one site. */
const MOST = 8;
/** Levels of helpers, and of callers that hand a limit down. */
const MAX_DEPTH = 3;
/** Sites that helpers lead from to one tunable: what mapping or allocating anything depends on says nothing of each. */
const MOST_BEHIND = 64;
/** Implementations of a slot. */
const MOST_IMPLEMENTATIONS = 4;

/** Errnos that say of something that there is no more of it. */
const LACKS = ['ENOMEM', 'ENOSPC', 'EAGAIN', 'EDQUOT'];

/** What is known when all functions have been read. */
export interface LinkedTunables {
  readonly rows: readonly TunableRow[];
  /** Of a site: indexes of rows, nearest first; absent for none. */
  readonly ofSite: ReadonlyMap<SiteRow, readonly number[]>;
}

/**
 * Follows limits through parameters and helpers.
 * @param callers - number of functions that call each function
 * @param errnoIds - ids of errnos by name
 */
export function closeTunables(
  links: TunableLinks,
  sites: readonly SiteRow[],
  callers: ArrayLike<number>,
  errnoIds: ReadonlyMap<string, number>,
): LinkedTunables {
  const lacks = new Set(LACKS.map((name) => errnoIds.get(name)));
  handDown(links, callers);
  const rows = [...links.table.rows];
  const constants: Constants = { byKey: new Map(), byPlace: new Map() };
  const walk: Walk = { links, graph: links.reasons.graph, memory: new Map() };
  const behind = sites.map((site) => {
    const tested = [...site.reasons, ...(links.tests.get(site) ?? [])];
    return tested.length ? because(walk, tested, MAX_DEPTH) : [];
  });
  const reached = new Map<number, number>();
  for (const id of behind.flat()) reached.set(id, (reached.get(id) ?? 0) + 1);
  const ofSite = new Map<SiteRow, readonly number[]>();
  sites.forEach((site, i) => {
    const reading = links.sites.get(site) ?? NOTHING;
    const found = new Set([...reading.ids, ...givenTo(links, reading)]);
    for (const id of behind[i] ?? []) if ((reached.get(id) ?? 0) <= MOST_BEHIND) found.add(id);
    // What cannot be had is not to be had from what the function charges to.
    if (found.size === 0 && lacks.has(site.errno))
      for (const id of links.charged.get(site.function) ?? []) found.add(id);
    if (found.size === 0)
      for (const name of reading.constants) for (const id of constantRow(links, rows, constants, name)) found.add(id);
    if (found.size) ofSite.set(site, [...found].slice(0, MOST));
  });
  return { rows, ofSite };
}

const OF_HARDWARE = /^(?:drivers|sound)\//;

/** Rows of constants: by who reads which (-1 for none), and by `name file` of where it is defined. */
interface Constants {
  readonly byKey: Map<string, number>;
  readonly byPlace: Map<string, number>;
}

/** A compile-time bound: there is no knob, and whoever asks had better know. */
function constantRow(links: TunableLinks, rows: TunableRow[], { byKey, byPlace }: Constants, key: string): number[] {
  const earlier = byKey.get(key);
  if (earlier !== undefined) return earlier < 0 ? [] : [earlier];
  const space = key.indexOf(' ');
  const name = key.slice(space + 1);
  const found = links.table.constant(name, Number(key.slice(0, space)));
  // Drivers have thousands, of their hardware.
  if (!found || OF_HARDWARE.test(links.reasons.symbols.paths[found.file] ?? '')) {
    byKey.set(key, -1);
    return [];
  }
  const place = `${name} ${found.file}`;
  const id = byPlace.get(place) ?? rows.length;
  if (id === rows.length)
    rows.push({
      kind: 'constant',
      name,
      path: '',
      variable: '',
      default: found.value,
      written: '',
      setBy: '',
      min: '',
      max: '',
      documented: undefined,
      file: found.file,
      line: 0,
    });
  byPlace.set(place, id);
  byKey.set(key, id);
  return [id];
}

/** Gives the limits on to the parameters that parameters are handed to. */
function handDown(links: TunableLinks, callers: ArrayLike<number>): void {
  const { passed, given } = links;
  let fresh = new Set(given.keys());
  for (let depth = 0; depth < MAX_DEPTH && fresh.size; depth++) {
    const usual = new Set([...fresh].filter((slot) => isUsual(given.get(slot), slot, callers)));
    fresh = new Set();
    for (let i = 0; i < passed.length; i += 3) {
      const source = passed[i] as number;
      if (!usual.has(source)) continue;
      const target = passed[i + 1] as number;
      give(links, target, given.get(source)?.ids ?? [], passed[i + 2] as number);
      fresh.add(target);
    }
  }
  for (const [slot, one] of given) if (!isUsual(one, slot, callers)) given.delete(slot);
}

/** Whether most callers give that limit: what one of hundreds hands to an allocator says nothing of the others. */
function isUsual(given: Given | undefined, slot: number, callers: ArrayLike<number>): boolean {
  return given !== undefined && given.ids.size <= MOST_OF_ONE && 2 * given.by.size >= (callers[functionOf(slot)] ?? 0);
}

function givenTo({ given }: TunableLinks, { slots }: Reading): number[] {
  return slots.flatMap((slot) => [...(given.get(slot)?.ids ?? [])]);
}

interface Walk {
  readonly links: TunableLinks;
  readonly graph: GraphBuilder;
  /** `function sense depth` → tunables, nearest first. */
  readonly memory: Map<number, readonly number[]>;
}

/** What the helpers that are tested depend on. */
function because(walk: Walk, reasons: readonly Reason[], depth: number): readonly number[] {
  const found = new Set<number>();
  for (const [node, sense] of reasons) {
    const functions = functionsAt(walk.graph, node);
    if (functions.length > MOST_IMPLEMENTATIONS) continue;
    for (const fn of functions) for (const id of ofHelper(walk, fn, sense, depth)) found.add(id);
  }
  return [...found].slice(0, MOST);
}

/** What makes a helper give what it is asked for. */
function ofHelper(walk: Walk, fn: number, sense: number, depth: number): readonly number[] {
  const key = (fn * 8 + sense) * (MAX_DEPTH + 1) + depth;
  const known = walk.memory.get(key);
  if (known) return known;
  walk.memory.set(key, []);
  const { links } = walk;
  if (sense === FILLED) {
    const put = links.puts.get(fn);
    const deeper = put && depth > 1 ? because(walk, put.reasons, depth - 1) : [];
    const list = [...new Set([...(put?.reading.ids ?? []), ...deeper])].slice(0, MOST);
    walk.memory.set(key, list);
    return list;
  }
  const readings: Reading[] = [];
  const result = links.results.get(fn);
  if (result) readings.push(result);
  // Its own errnos are no zero.
  if (sense !== Sense.zero) readings.push(...(links.own.get(fn) ?? []));
  const deeper: Reason[] = [];
  (links.reasons.gifts.get(fn) ?? []).forEach((gift, i) => {
    if (!fits(gift.gave, sense)) return;
    const reading = links.gifts.get(fn)?.[i];
    if (reading) readings.push(reading);
    for (const [target, pair] of gift.reasons) deeper.push([target, followed(pair, sense)]);
  });
  // What it is given is what the guard that calls it reads.
  const found = new Set(readings.flatMap((reading) => reading.ids));
  if (depth > 1 && found.size < MOST) for (const id of because(walk, deeper, depth - 1)) found.add(id);
  const list = [...found].slice(0, MOST);
  walk.memory.set(key, list);
  return list;
}
