/** Why callers fail without an errno of a callee's: what guards test, and what made that say no. */

import { GAVE, Sense } from '../../src/store/reason-columns.js';
import { FunctionFlag } from '../../src/store/schema.js';
import { HOOK_CALLS } from '../parse/conventions.js';
import type { FunctionFacts, Term, Test } from '../parse/facts.js';
import { targetsOf } from './edge-table.js';
import type { GraphBuilder } from './graph-builder.js';
import { type Handed, handedNode } from './handed.js';
import { type MacroTable, resolveMacro } from './macro-table.js';
import { opsNode } from './ops-tables.js';
import { argumentName, type Scope } from './scope.js';
import { resolveName, type SymbolTable } from './symbol-table.js';
import { resolvePath, type TypeTable } from './type-table.js';

/** A node that is a reason, and what it is asked for: a `Sense`, in gifts one for each way. */
export type Reason = readonly [target: number, sense: number];

export interface GiftRow {
  readonly gave: number;
  readonly line: number;
  readonly guard: string;
  readonly reasons: readonly Reason[];
}

export interface ReasonCollector {
  readonly graph: GraphBuilder;
  readonly symbols: SymbolTable;
  readonly macros: MacroTable;
  readonly types: TypeTable;
  readonly gifts: Map<number, GiftRow[]>;
  readonly handed: Handed;
}

/** Whose tests are read. */
type Tester = Pick<Scope, 'facts' | 'owner' | 'file'>;

/** Reasons of one site or gift: the more there are, the less each of them says. */
const MAX_REASONS = 6;
const MAX_GUARD = 80;
/** Levels of reasons that an answer shows. */
const MAX_DEPTH = 4;

/** What a guard of a function tests. */
export function guardReasons(collector: ReasonCollector, tester: Tester, guard?: Test): readonly Reason[] {
  if (!guard?.calls?.length && !guard?.also?.length) return NO_REASONS;
  const reasons: Reason[] = [];
  guard.calls?.forEach((call, i) => {
    const sense = guard.senses?.[i] ?? Sense.any;
    for (const target of calledBy(collector, tester, call)) reasons.push([target, sense]);
  });
  // `if (verdict_error(v))`: what a helper of a header was given comes second.
  const helpers = (guard.calls ?? []).filter((call) => isHelper(collector, tester, call));
  const inner = [...(guard.also ?? []), ...helpers.flatMap((call) => argumentCalls(tester, call))];
  for (const call of inner) for (const target of calledBy(collector, tester, call)) reasons.push([target, Sense.any]);
  return distinct(reasons);
}

/** The functions of these names that fill what a test names. */
export function fillers({ symbols }: ReasonCollector, file: number, names: readonly string[] = []): readonly Reason[] {
  return names.flatMap((name) => resolveName(symbols, name, file).map((target): Reason => [target, FILLED]));
}

/** What a function is asked for that fills a parameter; see `Sense`. */
export const FILLED = 7;

/** Notes what a function returns without an errno. */
export function collectGifts(collector: ReasonCollector, facts: FunctionFacts, id: number, file: number): void {
  if (!facts.gives) return;
  const tester: Tester = { facts, owner: id, file };
  const rows = facts.gives.map((gift): GiftRow => {
    const given = (gift.calls ?? []).flatMap(([call, yes, no]) => {
      const sense = gift.gave === '=' ? Sense.same + 8 * Sense.same : yes + 8 * no;
      return calledBy(collector, tester, call).map((target): Reason => [target, sense]);
    });
    const tested = [gift.guard, ...(gift.near ?? [])]
      .flatMap((test) => guardReasons(collector, tester, test))
      .map(([target, sense]): Reason => [target, sense * 9]);
    return {
      gave: Math.max(0, GAVE.indexOf(gift.gave as (typeof GAVE)[number])),
      line: gift.line - facts.line,
      guard: (gift.guard?.text ?? '').slice(0, MAX_GUARD),
      reasons: distinct([...given, ...tested]),
    };
  });
  if (rows.length) collector.gifts.set(id, rows);
}

/** One for the many that have none. */
const NO_REASONS: readonly Reason[] = [];

function distinct(reasons: readonly Reason[]): readonly Reason[] {
  if (reasons.length === 0) return NO_REASONS;
  return [...new Map(reasons.map((one) => [one[0], one])).values()].slice(0, MAX_REASONS);
}

function isHelper({ symbols }: ReasonCollector, { facts, file }: Tester, call: number): boolean {
  const name = facts.calls[call]?.[0] ?? '';
  if (!/^\w+$/.test(name)) return false;
  return resolveName(symbols, name, file).every((id) => ((symbols.rows[id]?.flags ?? 0) & FunctionFlag.header) !== 0);
}

function argumentCalls({ facts }: Tester, call: number): number[] {
  const [, , ...args] = facts.calls[call] ?? ['', 0];
  return args.flatMap(([, terms]) =>
    terms.flatMap((term: Term) => (term[0] === 'C' && term[2] === 0 ? [term[1]] : [])),
  );
}

/** The nodes that a call reaches: functions, the field of an ops table, what is handed over, or what a macro's value is the result of. */
function calledBy(collector: ReasonCollector, tester: Tester, call: number, depth = 0): number[] {
  const { facts, owner, file } = tester;
  const made = facts.calls[call];
  if (!made) return [];
  const [callee] = made;
  const { graph, symbols, macros, types } = collector;
  if (callee.startsWith('.')) {
    const key = resolvePath(types, callee.slice(1), file);
    return key ? [opsNode(graph, key)] : [];
  }
  if (callee.startsWith('#') && depth === 0)
    return [handedNode(collector.handed, graph, owner, Number(callee.slice(1)))];
  if (!/^\w+$/.test(callee)) return [];
  const hook = HOOK_CALLS.get(callee);
  if (hook !== undefined) {
    const field = argumentName(made, hook);
    return field ? [opsNode(graph, `security_list_options.${field}`)] : [];
  }
  const targets = resolveName(symbols, callee, file);
  if (targets.length) return targets.slice(0, MAX_REASONS);
  const macro = depth < 3 ? resolveMacro(macros, callee, file) : undefined;
  if (!macro) return [];
  return macro.facts.result.flatMap((term) =>
    term[0] === 'C' && term[2] === 0 ? calledBy(collector, { ...tester, facts: macro.facts }, term[1], depth + 1) : [],
  );
}

/** The gifts that a reason of some site leads to, within the levels that an answer shows; others are dropped. */
export function keepReachable(
  collector: ReasonCollector,
  roots: Iterable<Reason>,
): ReadonlyMap<number, readonly GiftRow[]> {
  const kept = new Map<number, Set<GiftRow>>();
  const seen = new Set<number>();
  let level: Reason[] = [...roots];
  for (let depth = 1; depth <= MAX_DEPTH && level.length; depth++) {
    const next: Reason[] = [];
    for (const [node, sense] of level) {
      for (const fn of functionsAt(collector.graph, node)) {
        const key = fn * 8 + sense;
        if (seen.has(key)) continue;
        seen.add(key);
        for (const gift of collector.gifts.get(fn) ?? []) {
          if (!fits(gift.gave, sense)) continue;
          const known = kept.get(fn) ?? new Set();
          kept.set(fn, known.add(gift));
          for (const [target, pair] of gift.reasons) next.push([target, followed(pair, sense)]);
        }
      }
    }
    level = next;
  }
  return new Map(
    [...kept]
      .sort((a, b) => a[0] - b[0])
      .map(([fn, rows]) => [fn, (collector.gifts.get(fn) ?? []).filter((row) => rows.has(row))]),
  );
}

/** The functions that a node stands for; fields are copied into each other. */
export function functionsAt(graph: GraphBuilder, node: number, depth = 0): number[] {
  if (node < graph.functions) return [node];
  if (depth > 3) return [];
  return targetsOf(graph.edges, node).flatMap((target) => functionsAt(graph, target, depth + 1));
}

/** Whether a gift can be what was asked for. */
export function fits(gave: number, sense: number): boolean {
  const text = GAVE[gave];
  if (text === '=') return true;
  if (text === '?') return sense !== Sense.negative;
  if (sense === Sense.zero) return text === 'NULL' || text === 'false' || text === '0';
  if (sense === Sense.nonzero) return text === 'true' || text === '1' || text === '-1';
  return sense === Sense.negative && text === '-1';
}

/** What a gift's reason is asked for, where its function was asked for `sense`. */
export function followed(pair: number, sense: number): number {
  const own = sense === Sense.zero ? pair >> 3 : pair & 7;
  return own === Sense.same ? sense : own;
}
