/** Notes what decides on tunables: what guards and results read, and what callers give. */

import type { FunctionFacts, Literal, Reads } from '../parse/facts.js';
import type { SiteRow } from './graph-builder.js';
import { fillers, guardReasons, type Reason, type ReasonCollector } from './reasons.js';
import type { Scope } from './scope.js';
import { slotOf } from './summaries.js';
import { resolveName } from './symbol-table.js';
import { MOST_OF_ONE, placeKeys } from './tunable-places.js';
import type { TunableTable } from './tunable-table.js';
import { resolvePath } from './type-table.js';

/** What a test or a result depends on: tunables, parameters of its function (as in `slotOf`), constants. */
export interface Reading {
  readonly ids: readonly number[];
  readonly slots: readonly number[];
  readonly constants: readonly string[];
}

export interface Given {
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
  /** Of what a function stores through its parameters: what that reads, and the functions that fill what is named there. */
  readonly puts: Map<number, { readonly reading: Reading; readonly reasons: readonly Reason[] }>;
  /** Functions that hand on a counter whole whose bound is a setting: they charge to it. */
  readonly charged: Map<number, readonly number[]>;
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
    puts: new Map(),
    charged: new Map(),
    given: new Map(),
    passed: [],
    fields,
    within,
    cache: new Map(),
  };
}

/** What depends on nothing. */
export const NOTHING: Reading = { ids: [], slots: [], constants: [] };

/** Notes what a site's guards read and test: the first one, those of other ways out, and the conditions near them. */
export function noteSite(links: TunableLinks, site: SiteRow, scope: Scope, literal: Literal): void {
  const { guard, others = [], near = [] } = literal;
  if (!guard) return;
  const { owner: fn, file } = scope;
  const tests = [
    ...[...others, ...near].flatMap((one) => guardReasons(links.reasons, scope, one)),
    ...[guard, ...others, ...near].flatMap((one) => fillers(links.reasons, file, one.filled)),
  ];
  if (tests.length) links.tests.set(site, tests);
  const own = readingOf(
    links,
    [guard, ...others].flatMap((one) => one.reads ?? []),
    fn,
    file,
  );
  // What is a parameter or a fixed bound there says little of this site.
  const beside = near.flatMap((one) => one.reads ?? []).flatMap((read) => idsOf(links, read, file));
  const ids = [...new Set([...own.ids, ...beside])];
  if (own === NOTHING && ids.length === 0) return;
  const reading = { ...own, ids };
  links.sites.set(site, reading);
  const known = links.own.get(fn);
  if (known) known.push(reading);
  else links.own.set(fn, [reading]);
}

/** Notes what a function's other results depend on, and what it gives to those that it calls. */
export function noteFunction(links: TunableLinks, facts: FunctionFacts, fn: number, file: number): void {
  const result = readingOf(links, facts.reads, fn, file);
  if (result !== NOTHING) links.results.set(fn, result);
  if (facts.puts) {
    const reading = readingOf(links, facts.puts.reads, fn, file);
    const reasons = fillers(links.reasons, file, facts.puts.filled);
    if (reading !== NOTHING || reasons.length) links.puts.set(fn, { reading, reasons });
  }
  // A counter that is handed on whole.
  if (facts.charges) {
    const counters = facts.charges.filter((path) =>
      links.within.has(resolvePath(links.reasons.types, path, file) ?? ''),
    );
    const bounds = counters.flatMap((path) => idsOf(links, path, file));
    if (bounds.length) links.charged.set(fn, [...new Set(bounds)]);
  }
  if (facts.gives) {
    const gifts = facts.gives.map(({ guard, near = [] }) => {
      return readingOf(
        links,
        [guard, ...near].flatMap((test) => test?.reads ?? []),
        fn,
        file,
      );
    });
    if (gifts.some((gift) => gift !== NOTHING)) links.gifts.set(fn, gifts);
  }
  for (const call of facts.calls) {
    // Most have none that matters.
    if (call.length === 2) continue;
    const [callee, , ...args] = call;
    if (!/^\w+$/.test(callee)) continue;
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

/** Notes that a caller gives tunables in a parameter. */
export function give({ given }: TunableLinks, slot: number, ids: Iterable<number>, by: number): void {
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
  // Most have one of the three: what is empty is one array for all.
  let { ids, slots, constants } = NOTHING;
  for (const read of reads) {
    if (read.startsWith('P:')) slots = [...slots, slotOf(fn, Number(read.slice(2)))];
    else {
      const known = ids;
      const found = idsOf(links, read, file);
      const more = found.filter((id, i, all) => !known.includes(id) && all.indexOf(id) === i);
      if (more.length) ids = [...ids, ...more];
      if (LIMIT.test(read)) constants = [...constants, `${file} ${read.slice(2)}`];
    }
  }
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
