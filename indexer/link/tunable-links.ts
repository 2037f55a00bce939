/** Which tunables a site depends on: what its guard reads, what its callers give, and what the helpers that it tests read. */

import { Sense } from '../../src/store/reason-columns.js';
import type { FunctionFacts, Guard, Literal, Reads } from '../parse/facts.js';
import type { GraphBuilder, SiteRow } from './graph-builder.js';
import { fits, followed, functionsAt, guardReasons, type Reason, type ReasonCollector } from './reasons.js';
import type { Scope } from './scope.js';
import { functionOf, slotOf } from './summaries.js';
import { resolveName } from './symbol-table.js';
import { placeKeys } from './tunable-places.js';
import type { TunableRow, TunableTable } from './tunable-table.js';

/** What a test or a result depends on: tunables, parameters of its function (as in `slotOf`), constants. */
interface Reading {
  readonly ids: readonly number[];
  readonly slots: readonly number[];
  readonly constants: readonly string[];
}

interface Given {
  readonly ids: Set<number>;
  readonly by: Set<number>;
}

export interface TunableLinks {
  readonly table: TunableTable;
  readonly members: ReadonlyMap<string, string>;
  readonly reasons: ReasonCollector;
  readonly sites: Map<SiteRow, Reading>;
  /** What other ways out of a site test. */
  readonly tests: Map<SiteRow, readonly Reason[]>;
  /** By function: of its own sites, of each of its gifts, of what it returns otherwise. */
  readonly own: Map<number, Reading[]>;
  readonly gifts: Map<number, readonly Reading[]>;
  readonly results: Map<number, Reading>;
  /** What callers give: slot → tunables, and who gives them. */
  readonly given: Map<number, Given>;
  /** Parameters that are handed on: slots from, to, and the function that does it, in turn. */
  readonly passed: number[];
  /** The last fields of all keys: most reads are of others. */
  readonly fields: ReadonlySet<string>;
  /** `mem_cgroup.memory` → keys of the settings in that struct. */
  readonly within: ReadonlyMap<string, readonly string[]>;
  readonly cache: Map<string, readonly number[]>;
}

/** Tunables of one site. */
const MOST = 8;
/** A key, or an argument, that so many share says little of each. */
const MOST_OF_ONE = 3;
/** Levels of helpers, and of callers that hand a limit down. */
const MAX_DEPTH = 3;
/** Sites that helpers lead from to one tunable: what mapping or allocating anything depends on says nothing of each. */
const MOST_BEHIND = 64;
/** Implementations of a slot. */
const MOST_IMPLEMENTATIONS = 4;

export function tunableLinks(
  table: TunableTable,
  members: ReadonlyMap<string, string>,
  reasons: ReasonCollector,
): TunableLinks {
  const fields = new Set<string>(members.keys());
  const within = new Map<string, string[]>();
  for (const key of table.byKey.keys()) {
    const dot = key.lastIndexOf('.');
    if (dot < 0) continue;
    fields.add(key.slice(dot + 1));
    const outer = key.slice(0, dot);
    if (!outer.includes('.') || key.includes(':')) continue;
    fields.add(outer.slice(outer.lastIndexOf('.') + 1));
    within.set(outer, [...(within.get(outer) ?? []), key]);
  }
  return {
    table,
    members,
    reasons,
    sites: new Map(),
    tests: new Map(),
    own: new Map(),
    gifts: new Map(),
    results: new Map(),
    given: new Map(),
    passed: [],
    fields,
    within,
    cache: new Map(),
  };
}

const NOTHING: Reading = { ids: [], slots: [], constants: [] };

/** Notes what a site's guards read and test: the first one, those of other ways out, and the conditions around. */
export function noteSite(links: TunableLinks, site: SiteRow, scope: Scope, { guard, others = [] }: Literal): void {
  if (!guard) return;
  const { facts, owner: fn, file } = scope;
  const reads = [
    ...(guard.reads ?? []),
    ...others.flatMap((one) => one.reads ?? []),
    ...readAround(links, guard, file),
  ];
  const tests = others.flatMap((one) => guardReasons(links.reasons, facts, file, one));
  if (tests.length) links.tests.set(site, tests);
  const reading = readingOf(links, reads, fn, file);
  if (reading === NOTHING) return;
  links.sites.set(site, reading);
  const known = links.own.get(fn);
  if (known) known.push(reading);
  else links.own.set(fn, [reading]);
}

/** Conditions around a guard that are read for the variables that they name. */
const AROUND = 2;

/** The settings that the conditions around a guard name: `if (limit && count > limit) { if (!make_room()) … }`. */
function readAround({ table }: TunableLinks, { around = [] }: Guard, file: number): string[] {
  return around
    .slice(0, AROUND)
    .flatMap(([, text]) => [...text.matchAll(/(?<![.>\w])[A-Za-z]\w*_\w+(?![\w(])/g)])
    .map(([name]) => (/^[A-Z]/.test(name) ? `K:${name}` : `G:${name}`))
    .filter((read) => table.byKey.has(read) || table.byKey.has(`${file} ${read}`));
}

/** Notes what a function's other results depend on, and what it gives to those that it calls. */
export function noteFunction(links: TunableLinks, facts: FunctionFacts, fn: number, file: number): void {
  const result = readingOf(links, facts.reads, fn, file);
  if (result !== NOTHING) links.results.set(fn, result);
  const gifts = (facts.gives ?? []).map((gift) => readingOf(links, gift.guard?.reads, fn, file));
  if (gifts.some((gift) => gift !== NOTHING)) links.gifts.set(fn, gifts);
  for (const [callee, , ...args] of facts.calls) {
    if (args.length === 0 || !/^\w+$/.test(callee)) continue;
    let targets: readonly number[] | undefined;
    for (const [position, terms] of args)
      for (const term of terms) {
        const ids =
          term[0] === 'L'
            ? idsOf(links, term[1], file)
            : term[0] === 'I'
              ? idsOf(links, `G:${term[1]}`, file)
              : term[0] === 'C'
                ? limitsOf(links, facts, term[1])
                : [];
        if (term[0] !== 'P' && ids.length === 0) continue;
        targets ??= resolveName(links.reasons.symbols, callee, file);
        for (const target of targets) {
          const slot = slotOf(target, position);
          if (term[0] === 'P') links.passed.push(slotOf(fn, term[1]), slot, fn);
          else give(links, slot, ids, fn);
        }
      }
  }
}

function give({ given }: TunableLinks, slot: number, ids: Iterable<number>, by: number): void {
  const known = given.get(slot) ?? { ids: new Set(), by: new Set() };
  for (const id of ids) if (known.ids.size <= MOST_OF_ONE) known.ids.add(id);
  known.by.add(by);
  given.set(slot, known);
}

/** The limit that a call asks for: `rlimit(RLIMIT_NOFILE)`. */
function limitsOf({ table }: TunableLinks, facts: FunctionFacts, call: number): readonly number[] {
  const [callee, line] = facts.calls[call] ?? ['', 0];
  const found = facts.limits?.find(([name, at]) => name === callee && at === line);
  return found ? (table.byKey.get(`K:${found[2]}`) ?? []) : [];
}

function readingOf(links: TunableLinks, reads: Reads | undefined, fn: number, file: number): Reading {
  if (!reads?.length) return NOTHING;
  const ids = [...new Set(reads.flatMap((read) => idsOf(links, read, file)))];
  const slots = reads.flatMap((read) => (read.startsWith('P:') ? slotOf(fn, Number(read.slice(2))) : []));
  const constants = reads.flatMap((read) => (LIMIT.test(read) ? `${file} ${read.slice(2)}` : []));
  return ids.length + slots.length + constants.length ? { ids, slots, constants } : NOTHING;
}

/** Constants that bound something. */
const LIMIT =
  /^K:(?!(?:U?(?:INT|LONG|LLONG|SHRT|CHAR)|[US](?:8|16|32|64)|S?SIZE)_MAX$)(?:\w*_)?(?:MAX|LIMIT|DEPTH|NESTING|LEVELS)(?:_\w+)?$/;

const NONE: readonly number[] = [];

/** The tunables that a read is of. */
function idsOf(links: TunableLinks, read: string, file: number): readonly number[] {
  if (read.startsWith('P:')) return NONE;
  const { table, fields, cache } = links;
  const dot = read.lastIndexOf('.');
  if (dot < 0) return few(table, `${file} ${read}`) ?? few(table, read) ?? NONE;
  if (!fields.has(read.slice(dot + 1))) return NONE;
  const key = read.startsWith('S:') ? read : `${file} ${read}`;
  const known = cache.get(key);
  if (known) return known;
  const found = lookup(links, read, file);
  cache.set(key, found);
  return found;
}

function lookup({ table, members, reasons, within }: TunableLinks, read: string, file: number): readonly number[] {
  const keys = placeKeys(reasons.types, members, read, file);
  for (const key of keys) {
    const ids = few(table, `${file} ${key}`) ?? few(table, key) ?? NONE;
    if (ids.length) return ids;
  }
  // A counter that is handed on whole: what bounds it is a field of it.
  for (const key of keys) {
    const inner = within.get(key) ?? [];
    const bound = inner.find((one) => /\.(?:max|limit)$/.test(one));
    const ids = (bound === undefined ? undefined : few(table, bound)) ?? NONE;
    if (ids.length) return ids;
  }
  return NONE;
}

/**
 * The tunables of a key; of too many those whose own name is a part of the field's: `effective_cpus` is of `cpuset.cpus`,
 * and not of `cpuset.cpus.partition`. Undefined for a key that none has.
 */
function few({ byKey, rows }: TunableTable, key: string): readonly number[] | undefined {
  const ids = byKey.get(key);
  if (!ids || ids.length <= MOST_OF_ONE) return ids;
  const words = new Set(key.slice(key.lastIndexOf('.') + 1).split('_'));
  const named = ids.filter((id) => {
    const [, ...own] = rows[id]?.name.split('.') ?? [];
    return own.length > 0 && own.flatMap((part) => part.split(/[-_]/)).every((word) => words.has(word));
  });
  return named.length <= MOST_OF_ONE ? named : NONE;
}

/** What is known when all functions have been read. */
export interface LinkedTunables {
  readonly rows: readonly TunableRow[];
  /** Of a site: indexes of rows, nearest first; absent for none. */
  readonly ofSite: ReadonlyMap<SiteRow, readonly number[]>;
}

/**
 * Follows limits through parameters and helpers.
 * @param callers - number of functions that call each function
 */
export function closeTunables(
  links: TunableLinks,
  sites: readonly SiteRow[],
  callers: ArrayLike<number>,
): LinkedTunables {
  handDown(links, callers);
  const rows = [...links.table.rows];
  const constants = new Map<string, number>();
  const walk: Walk = { links, graph: links.reasons.graph, memory: new Map() };
  const behind = sites.map((site) => {
    const tested = [...site.reasons, ...(links.tests.get(site) ?? [])];
    return tested.length ? because(walk, tested, MAX_DEPTH) : NONE;
  });
  const reached = new Map<number, number>();
  for (const id of behind.flat()) reached.set(id, (reached.get(id) ?? 0) + 1);
  const ofSite = new Map<SiteRow, readonly number[]>();
  sites.forEach((site, i) => {
    const reading = links.sites.get(site) ?? NOTHING;
    const found = new Set([...reading.ids, ...givenTo(links, reading)]);
    for (const id of behind[i] ?? NONE) if ((reached.get(id) ?? 0) <= MOST_BEHIND) found.add(id);
    if (found.size === 0)
      for (const name of reading.constants) for (const id of constantRow(links, rows, constants, name)) found.add(id);
    if (found.size) ofSite.set(site, [...found].slice(0, MOST));
  });
  return { rows, ofSite };
}

const OF_HARDWARE = /^(?:drivers|sound)\//;

/** A compile-time bound: there is no knob, and whoever asks had better know. */
function constantRow(links: TunableLinks, rows: TunableRow[], known: Map<string, number>, key: string): number[] {
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier < 0 ? [] : [earlier];
  const space = key.indexOf(' ');
  const name = key.slice(space + 1);
  const found = links.table.constant(name, Number(key.slice(0, space)));
  // Drivers have thousands, of their hardware.
  if (!found || OF_HARDWARE.test(links.reasons.symbols.paths[found.file] ?? '')) {
    known.set(key, -1);
    return [];
  }
  const same = rows.findIndex((row) => row.kind === 'constant' && row.name === name && row.file === found.file);
  const id = same < 0 ? rows.length : same;
  if (same < 0)
    rows.push({
      kind: 'constant',
      name,
      path: '',
      variable: '',
      default: found.value,
      min: '',
      max: '',
      documented: undefined,
      file: found.file,
      line: 0,
    });
  known.set(key, id);
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
