/** How a pack stores the guards of sites: how each holds, what stands around it, other ways out, and values behind names. */

import { codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';
import { negated } from './negation.js';
import type { RowCoder } from './text-columns.js';

/**
 * How a condition holds where a site is:
 * - `if` it was tested, and holds; `else` it was tested, and does not hold
 * - `case` and `default` labels of a `switch`
 * - `loop` inside the body of a loop; `exit` behind it, as it ran to its end
 * - `left` a test before it would have left where it holds
 * - `jump` a macro that is given a label jumps there: `unsafe_put_user(x, p, efault)`
 * - `call` an allocator of numbers, which gives the errno at the bound that it is given
 *
 * The order is stored: append only.
 */
export const GUARD_KINDS = ['if', 'else', 'case', 'default', 'loop', 'left', 'exit', 'jump', 'call'] as const;
export type GuardKind = (typeof GUARD_KINDS)[number];

/** A condition, as it holds: `!(x)` in an `else`. */
export type Condition = readonly [kind: GuardKind, text: string, line: number];

/** What a name in a guard was set from. */
export type NamedValue = readonly [name: string, value: string, line: number];

/** What is known of a site's guard beside its text and line. */
export interface SiteGuards {
  readonly kind: GuardKind;
  /** The conditions around it, innermost first. */
  readonly around: readonly Condition[];
  /** The guards of the other ways on which the same errno leaves. */
  readonly others: readonly Condition[];
  readonly values: readonly NamedValue[];
}

/** Of a site without a guard. */
export const NO_GUARDS: SiteGuards = { kind: 'if', around: [], others: [], values: [] };

/** What the columns before tell of the site in a row. */
export interface GuardGround {
  readonly functionOf: (row: number) => number;
  readonly lineOf: (row: number) => number;
  /** 0 for none. */
  readonly guardLineOf: (row: number) => number;
  readonly guardOf: (row: number) => string;
}

/** Conditions and values of a function that can be pointed back to. */
const MOST_KNOWN = 48;

/** Where each kind of decision has its contexts, in numbers. */
const KIND = 0;
const SAME = KIND + 6;
const NEXT = SAME + 2;
const OTHERS = NEXT + 4;
const VALUES = OTHERS + 3;
const NEW_KIND = VALUES + 4;
const KNOWN_KIND = NEW_KIND + 2;
const LINE = KNOWN_KIND + 2;
const NAME = LINE + 3;
const LIKE = NAME + 1;
const NUMBERS = LIKE + 1;

/** Where texts have theirs. */
const CONDITION_TEXT = 0;
const VALUE_TEXT = 1;
const TEXTS = 2;

/** What comes next in a list: its end, something new, or, from here on, something known: as it is, or turned round. */
const END = 0;
const NEW = 1;
const KNOWN = 2;

/** What was met in the function so far, the latest last. */
interface Memory {
  conditions: Condition[];
  values: NamedValue[];
  /** What stood around a condition when it was last met. */
  around: Map<string, readonly Condition[]>;
  /** What stood around the guard of the row before. */
  before: readonly Condition[];
}

/**
 * Codes the guards of sites row by row, beside their texts; when decoding, `guards` is filled.
 * @param likely - what another pack has for a site, moved to its lines; undefined for nothing
 */
export function siteGuardCoder(
  ground: GuardGround,
  guards: SiteGuards[],
  likely?: (row: number) => SiteGuards | undefined,
): RowCoder {
  let memory: Memory = emptyMemory();
  return {
    contexts: NUMBERS * NUMBER_CONTEXTS,
    texts: TEXTS,
    code: (bits, coder, row, firstContext, firstText) => {
      if (row > 0 && ground.functionOf(row) !== ground.functionOf(row - 1)) memory = emptyMemory();
      const given = guards[row] ?? NO_GUARDS;
      const guard = ground.guardOf(row);
      const line = ground.guardLineOf(row) || ground.lineOf(row);
      const coding: Coding = {
        memory,
        number: (context, value) => codeNumber(bits, firstContext + context * NUMBER_CONTEXTS, value),
        text: (kind, text) => coder.code(firstText + kind, text),
      };
      const expected = likely?.(row);
      const same = expected && coding.number(LIKE, isSame(given, expected) ? 0 : 1) === 0;
      const { kind, around, others, values } = same ? expected : codeGuards(coding, given, guard, line);
      memory.before = around;
      around.forEach((condition, i) => {
        memory.around.set(keyOf(condition), around.slice(i + 1));
      });
      for (const condition of [...others, ...[...around].reverse()]) remember(memory.conditions, condition);
      if (guard !== '') remember(memory.conditions, [kind, guard, line]);
      for (const value of values) remember(memory.values, value);
      guards[row] = { kind, around, others, values };
    },
  };
}

function codeGuards(coding: Coding, given: SiteGuards, guard: string, line: number): SiteGuards {
  const kind = codeKind(coding, KIND + lookOf(guard), given.kind);
  const around = codeAround(coding, given.around, line);
  const others = codeOthers(coding, given.others, guard, line);
  const values = codeValues(coding, given.values, guard, line);
  return { kind, around, others, values };
}

function isSame(one: SiteGuards, other: SiteGuards): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The same guards on other lines. */
export function movedGuards({ kind, around, others, values }: SiteGuards, by: number): SiteGuards {
  const moved = <T extends Condition | NamedValue>(list: readonly T[]): T[] =>
    list.map((one) => [one[0], one[1], one[2] + by] as unknown as T);
  return by === 0
    ? { kind, around, others, values }
    : { kind, around: moved(around), others: moved(others), values: moved(values) };
}

interface Coding {
  readonly memory: Memory;
  readonly number: (context: number, value: number) => number;
  readonly text: (kind: number, text: string) => string;
}

function emptyMemory(): Memory {
  return { conditions: [], values: [], around: new Map(), before: [] };
}

function keyOf([kind, text, line]: readonly [string, string, number]): string {
  return `${kind} ${line} ${text}`;
}

function remember<T extends Condition | NamedValue>(list: T[], one: T): void {
  const at = list.findIndex((known) => known[2] === one[2] && known[1] === one[1]);
  if (at >= 0) list.splice(at, 1);
  list.push(one);
  if (list.length > MOST_KNOWN) list.shift();
}

/** What a guard's text tells of its kind. */
function lookOf(guard: string): number {
  if (guard === '') return 0;
  if (guard.startsWith('!(')) return 1;
  if (guard.startsWith('switch (')) return guard.endsWith('default') ? 2 : 3;
  return guard.startsWith('end of ') || guard.includes('for_each') ? 4 : 5;
}

function codeKind({ number }: Coding, context: number, kind: GuardKind): GuardKind {
  return GUARD_KINDS[number(context, GUARD_KINDS.indexOf(kind))] ?? 'if';
}

function codeAround(coding: Coding, given: readonly Condition[], line: number): readonly Condition[] {
  const { memory, number } = coding;
  const same = (one: readonly Condition[], other: readonly Condition[]): number =>
    one.map(keyOf).join('\n') === other.map(keyOf).join('\n') ? 1 : 0;
  if (number(SAME, same(given, memory.before))) return memory.before;
  const list: Condition[] = [];
  for (;;) {
    const last = list.at(-1);
    const rest = last && memory.around.get(keyOf(last));
    if (rest && number(SAME + 1, same(given.slice(list.length), rest))) return [...list, ...rest];
    const next = codeNext(coding, NEXT + Math.min(list.length, 3), given[list.length], last?.[2] ?? line);
    if (!next) return list;
    list.push(next);
  }
}

function codeOthers(coding: Coding, given: readonly Condition[], guard: string, line: number): readonly Condition[] {
  const list: Condition[] = [];
  if (guard === '') return list;
  for (;;) {
    const next = codeNext(coding, OTHERS + Math.min(list.length, 2), given[list.length], list.at(-1)?.[2] ?? line);
    if (!next) return list;
    list.push(next);
  }
}

/** The next condition of a list; undefined at its end. `line` is what its line is near to. */
function codeNext(coding: Coding, context: number, given: Condition | undefined, line: number): Condition | undefined {
  const { number, text, memory } = coding;
  const known = memory.conditions;
  const choice = number(context, given ? choiceOf(known, given) : END);
  if (choice === END) return undefined;
  const [kind = 'if', words = '', at = 0] = given ?? [];
  if (choice === NEW) {
    const its = codeKind(coding, NEW_KIND, kind);
    const where = line - codeSigned(coding, LINE, line - at);
    return [its, text(CONDITION_TEXT, words), where];
  }
  const turned = (choice - KNOWN) % 2;
  const found = known[known.length - 1 - ((choice - KNOWN) >> 1)];
  if (!found) throw new RangeError('the guards of the pack are damaged');
  return [codeKind(coding, KNOWN_KIND + turned, kind), turned ? negated(found[1]) : found[1], found[2]];
}

function choiceOf(known: readonly Condition[], [, text, line]: Condition): number {
  for (let i = known.length - 1; i >= 0; i--) {
    const [, words, at] = known[i] as Condition;
    if (at !== line) continue;
    if (words === text) return KNOWN + 2 * (known.length - 1 - i);
    if (negated(words) === text) return KNOWN + 2 * (known.length - 1 - i) + 1;
  }
  return NEW;
}

function codeValues(coding: Coding, given: readonly NamedValue[], guard: string, line: number): readonly NamedValue[] {
  const { number, text, memory } = coding;
  const list: NamedValue[] = [];
  if (guard === '') return list;
  for (;;) {
    const wanted = given[list.length];
    const known = memory.values;
    const back = known.findLastIndex((one) => wanted !== undefined && keyOf(one) === keyOf(wanted));
    const choice = number(
      VALUES + Math.min(list.length, 3),
      wanted === undefined ? END : back < 0 ? NEW : KNOWN + known.length - 1 - back,
    );
    if (choice === END) return list;
    if (choice >= KNOWN) {
      const found = known[known.length - 1 - (choice - KNOWN)];
      if (!found) throw new RangeError('the guards of the pack are damaged');
      list.push(found);
      continue;
    }
    const [name = '', value = '', at = 0] = wanted ?? [];
    const names = namesIn([guard, ...list.map((one) => one[1])]);
    const place = number(NAME, names.indexOf(name) + 1);
    const its = place > 0 ? (names[place - 1] ?? '') : text(VALUE_TEXT, name);
    const where = line - codeSigned(coding, LINE + 1, line - at);
    list.push([its, text(VALUE_TEXT, value), where]);
  }
}

function namesIn(texts: readonly string[]): string[] {
  return [...new Set(texts.join(' ').match(/[A-Za-z_]\w*/g))];
}

function codeSigned({ number }: Coding, context: number, value: number): number {
  const got = number(context, value >= 0 ? 2 * value : -2 * value - 1);
  return got % 2 ? -(got + 1) / 2 : got / 2;
}
