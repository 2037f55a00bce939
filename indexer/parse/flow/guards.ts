/** Writes the guards of a body's literals and gifts: the test as text, what it calls, and what it depends on. */

import type { GuardKind } from '../../../src/store/site-guards.js';
import type { Gift, Guard, Literal, Reads, Sources, Test } from '../facts.js';
import { Kind } from '../syntax/syntax-tree.js';
import { type Body, farWaysTo, type Held, pathTo, waysTo } from './chain.js';
import type { FlowContext, GiftDraft } from './context.js';
import { type Definitions, definitionsIn } from './definitions.js';
import { type GuardSource, textOf } from './guard-text.js';
import { type Link, linkTo } from './link.js';
import { readsOf } from './reads.js';
import { KIND_OUT, KIND_RANGE } from './site-kind.js';

/** Longest text of what a name was set from, and how many names are resolved. */
const MAX_VALUE_TEXT = 100;
const MAX_VALUES = 4;
/** Conditions around a guard, and other ways out, that are kept. */
const MAX_AROUND = 6;
const MAX_OTHERS = 5;
/** Conditions next to a guard that decide with it. */
const MAX_NEAR = 2;
/** Tests that decide a yes or no, and functions that fill what a test names. */
const MAX_DECIDING = 6;
const MAX_FILLED = 3;
/** What a function's results read; guards have their own limit. */
const MAX_READS = 16;

/** A number says nothing that the test does not. */
const PLAIN_VALUE = /^(?:-?\s*\d\w*|NULL|true|false)$/;

type LiteralDraft = FlowContext['literals'][number];
type Condition = FlowContext['conditions'][number];

/** A literal's own guard, those of the other ways on which it leaves, and what decides beside them. */
type GuardsOfLiteral = Pick<Literal, 'guard' | 'others' | 'near'>;

type PlacedGift = Pick<GiftDraft, 'gave' | 'condition' | 'offset'>;

/** Gifts that are no constant. */
const COMPUTED: ReadonlySet<string> = new Set(['=', '?']);

export interface GuardWriter {
  readonly ofLiteral: (index: number) => GuardsOfLiteral;
  /** The guard of a gift, and what else can lead there. */
  readonly ofGift: (gift: PlacedGift) => Pick<Gift, 'guard' | 'near'>;
  /** What these expressions read together. */
  readonly reads: (nodes: Iterable<number>) => Reads;
  /** The same, and the functions that fill what is named there. */
  readonly sources: (nodes: Iterable<number>) => Sources;
  /** The tests that decide which of these locals' constants is returned. */
  readonly deciding: (returned: Iterable<number>) => readonly number[];
}

interface Writer {
  readonly context: FlowContext;
  readonly body: Body;
  readonly source: GuardSource;
  readonly callIndex: ReadonlyMap<number, number>;
  readonly definitions: Definitions;
  /** What is read by a test, by its node. */
  readonly known: Map<number, Pick<Guard, 'from' | 'reads' | 'filled'>>;
}

/** @param callIndex - calls of the context to calls of the facts */
export function guardWriter(
  context: FlowContext,
  source: GuardSource,
  callIndex: ReadonlyMap<number, number>,
): GuardWriter {
  // Many guards name no local: the body is searched for values on first use.
  let found: Definitions | undefined;
  const definitions: Definitions = {
    before: (name, offset) => {
      found ??= definitionsIn(context.tree);
      return found.before(name, offset);
    },
  };
  const { tree, alternatives, labelNames } = context;
  const body: Body = { tree, alternatives, labelNames, lists: new Map(), jumps: new Map(), ways: new Map() };
  const writer: Writer = { context, body, source, callIndex, definitions, known: new Map() };
  return {
    ofLiteral: (index) => guardsOf(writer, index),
    ofGift: (gift) => guardsOfGift(writer, gift),
    reads: (nodes) => sourcesOf(writer, nodes).reads ?? [],
    sources: (nodes) => sourcesOf(writer, nodes),
    deciding: (returned) => {
      const names = new Set([...returned].flatMap((node) => constantLocal(writer, node) ?? []));
      if (names.size > 0) for (const counter of countersIn(tree.text)) names.delete(counter);
      return names.size > 0 ? context.conditions.slice(0, MAX_DECIDING).map(({ node }) => node) : [];
    },
  };
}

function sourcesOf({ context, definitions }: Writer, nodes: Iterable<number>): Sources {
  const reads = new Set<string>();
  const filled = new Set<string>();
  for (const node of nodes) {
    const found = readsOf(context, node, definitions);
    for (const read of found.reads) reads.add(read);
    for (const name of filledBy(context, found.values)) filled.add(name);
  }
  return {
    reads: reads.size ? [...reads].slice(0, MAX_READS).sort() : undefined,
    filled: filled.size ? [...filled].slice(0, MAX_FILLED) : undefined,
  };
}

/** The functions that are given the address of a name whose value they set. */
function filledBy({ tree }: FlowContext, values: ReturnType<typeof readsOf>['values']): string[] {
  return values.flatMap(({ name, value }) => {
    if (tree.kind[value] !== Kind.call) return [];
    const call = tree.text.slice(tree.start[value], tree.end[value]);
    if (!call.includes('&')) return [];
    const [, callee = '', args = ''] = /^(\w+)\s*\(([\s\S]*)$/.exec(call) ?? [];
    return givesAddress(args, name) ? [callee] : [];
  });
}

/** Whether `&name` stands in a text. Asked for so often that a pattern of each name took a thirtieth of the time of parsing. */
function givesAddress(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (/^\w/.test(text.charAt(at + name.length))) continue;
    let before = at - 1;
    while (before >= 0 && text.charCodeAt(before) <= 32) before--;
    if (text[before] === '&') return true;
  }
  return false;
}

/** The local that is returned, where it holds nothing but constants that say yes or no. */
function constantLocal({ context, definitions }: Writer, node: number): string | undefined {
  const { tree, types, literals } = context;
  const name = tree.text.slice(tree.start[node], tree.end[node]);
  if (literals.length > 0 || !types.has(name)) return undefined;
  const values = definitions.before(name, tree.start[node] as number);
  const plain = values.every((one) => PLAIN_VALUE.test(tree.text.slice(tree.start[one], tree.end[one])));
  return values.length > 0 && plain ? name : undefined;
}

/** What is counted up or down, and is no yes or no. */
function countersIn(text: string): string[] {
  return [...text.matchAll(/\b(\w+)\s*(?:\+\+|--)|(?:\+\+|--)\s*(\w+)/g)].flatMap(([, up, down]) => up ?? down ?? []);
}

function guardsOfGift(writer: Writer, { gave, condition: index, offset }: PlacedGift): Pick<Gift, 'guard' | 'near'> {
  const { context, body } = writer;
  const condition = context.conditions[index];
  // What a call gave is why, and not a test before it that did not leave.
  if (condition === undefined && COMPUTED.has(gave)) return {};
  const firsts = waysTo(body, offset).flatMap(([first]) => first ?? []);
  const chosen = firsts.find((link) => link.chosen === condition?.node);
  const own =
    condition === undefined
      ? firsts[0]
      : context.tree.kind[condition.node] === Kind.case
        ? chosen
        : linkTo(condition.negated ? 'else' : 'if', condition.node);
  const near = firsts
    .filter((link) => link.test !== own?.test)
    .map((link) => testOf(writer, link, conditionOf(context, link)));
  return {
    guard: own && guardOf(writer, own, condition ?? conditionOf(context, own)),
    near: near.length ? near : undefined,
  };
}

function guardsOf(writer: Writer, index: number): GuardsOfLiteral {
  const { context } = writer;
  const literal = context.literals[index] as LiteralDraft;
  const chains: (readonly Link[])[] = [];
  const places = literal.ways.size && !isLasting(writer, literal) ? [...literal.ways].sort((a, b) => a - b) : [];
  for (const place of places.length ? places : [literal.offset])
    for (const chain of chainsOf(writer, index, literal, place)) {
      const known = chains.some(([first]) => first?.test === chain[0]?.test && first?.kind === chain[0]?.kind);
      if (chain.length && !known) chains.push(chain);
    }
  const near = nearOf(writer, literal.offset, chains);
  if (literal.kind === KIND_RANGE) {
    const condition = context.conditions[literal.condition] as Condition;
    return { guard: guardOf(writer, linkTo('call', condition.node), condition, chains[0]), near };
  }
  const [first, ...others] = withoutBoth(chains).map((chain): Guard => {
    const [link, ...around] = chain as [Link, ...Link[]];
    return guardOf(writer, link, conditionOf(context, link), around);
  });
  return { guard: first, others: others.length ? others.slice(0, MAX_OTHERS) : undefined, near };
}

/** The conditions next to the guards of a literal, and the switches that have to be on before it is reached. */
function nearOf(writer: Writer, offset: number, chains: readonly (readonly Link[])[]): readonly Test[] | undefined {
  const { context, body } = writer;
  const links = new Map<number, Link>();
  const guards = new Set(chains.map(([first]) => first?.test));
  const ways = farWaysTo(body, offset);
  // What did not leave before is a check of its own, unless it switches this one on.
  for (const way of [...chains, ...ways])
    for (const [i, link] of way.slice(1).entries())
      if (!guards.has(link.test) && (BEFORE.has(link.kind) ? isSwitch(context, link) : i < MAX_NEAR))
        links.set(link.test, link);
  for (const [first] of chains) for (const link of leavingTests(writer, first)) links.set(link.test, link);
  const tests = [...links.values()].map((link) => testOf(writer, link, conditionOf(context, link)));
  const telling = tests.filter(({ calls, also, reads, filled }) => calls ?? also ?? reads ?? filled);
  return telling.length ? telling : undefined;
}

/** The tests that leave a loop, where it ran to its end: none of them held. */
function leavingTests({ context, body }: Writer, link: Link | undefined): Link[] {
  const { tree, conditions } = context;
  const loop = link?.kind === 'exit' ? loopOf(body, link.test) : undefined;
  if (link === undefined || loop === undefined) return [];
  const after = tree.end[link.test] as number;
  const tests = conditions
    .map(({ node }) => node)
    .filter((node) => after <= (tree.start[node] as number) && (tree.end[node] as number) < (tree.end[loop] as number))
    .filter((node) => LEAVES.test(tree.text.slice(tree.end[node], (tree.end[node] as number) + MAX_VALUE_TEXT)));
  return [...new Set(tests)].slice(0, MAX_NEAR).map((test) => linkTo('left', test));
}

function loopOf(body: Body, test: number): number | undefined {
  const { tree } = body;
  return pathTo(body, tree.start[test] as number).findLast(
    (node) => tree.kind[node] === Kind.for || tree.kind[node] === Kind.while,
  );
}

/** What follows a test that leaves a loop. */
const LEAVES = /^\s*\)?\s*\{?\s*(?:goto|break|return)\b/;

/** How a condition holds that does not stand around a place. */
const BEFORE: ReadonlySet<GuardKind> = new Set(['left', 'exit']);

/** What follows a test that fails by itself: `if (sysctl_x) return -EPERM;`. */
const FAILS = /^\s*\)?\s*\{?\s*return\s+-\s*E/;

/** Whether a test asks for variables and constants from outside of the function, and nothing else: `if (!sysctl_x) return 0;`. */
function isSwitch({ tree, types, params }: FlowContext, { test }: Link): boolean {
  const end = tree.end[test] as number;
  const written = tree.text.slice(tree.start[test], end);
  const names = written.match(/[A-Za-z_]\w*/g) ?? [];
  if (/->|\./.test(written) || !names.some((name) => /[a-z]/.test(name))) return false;
  if (FAILS.test(tree.text.slice(end, end + MAX_VALUE_TEXT))) return false;
  return !names.some((name) => types.has(name) || params.has(name));
}

/** Whether a literal is stored through a parameter that nothing sets again: every way on from there hands it out. */
function isLasting({ context: { tree }, body }: Writer, { kind, offset }: LiteralDraft): boolean {
  const name = kind === KIND_OUT ? heldAt(body, offset)?.name : undefined;
  return name !== undefined && [...tree.text.matchAll(new RegExp(`\\*\\s*${name}\\s*=(?!=)`, 'g'))].length === 1;
}

/** Without the ways that differ in one test alone: that it leaves either way is no reason. */
function withoutBoth(chains: readonly (readonly Link[])[]): readonly (readonly Link[])[] {
  const negative = ([first]: readonly Link[]): boolean => first !== undefined && NEGATIVE.has(first.kind);
  const kept = chains.filter(
    (chain) => !chains.some((other) => other[0]?.test === chain[0]?.test && negative(other) !== negative(chain)),
  );
  return kept.length ? kept : chains;
}

/** The conditions on the ways on which a literal gets to `place`. */
function chainsOf(
  { context, body }: Writer,
  index: number,
  literal: LiteralDraft,
  place: number,
): readonly (readonly Link[])[] {
  const { offset } = literal;
  const own = waysTo(body, offset);
  const around = (link: Link, at: number): boolean => link.start <= at && at < link.end;
  if (place === offset) return own;
  const held = heldAt(body, offset);
  // It was set in a branch that is over at `place`: why it was still there at the end of that is what counts.
  const over = own[0]?.find((link) => around(link, offset) && !around(link, place));
  const block = over !== undefined && context.tree.text[over.end - 1] === '}';
  if (over && !(held && block)) return own;
  return waysTo(body, over ? over.end - 1 : place, held).flatMap((chain) => {
    // A test of the variable that holds it only asks whether there was one.
    const first = chain.findIndex((link) => !conditionOf(context, link)?.literals.has(index));
    const rest = first < 0 ? [] : chain.slice(first);
    return first !== 0 && (rest[0] === undefined || around(rest[0], offset)) ? own : [rest];
  });
}

/** The variable that the literal at an offset is assigned to. */
function heldAt(body: Body, offset: number): Held | undefined {
  const { tree } = body;
  const path = pathTo(body, offset);
  const setter = path.findLast(
    (node) => tree.kind[node] === Kind.assignment || tree.kind[node] === Kind.initDeclarator,
  );
  const left = setter === undefined ? 0 : (tree.first[setter] as number);
  const name = /\w+$/.exec(tree.text.slice(tree.start[left], tree.end[left]))?.[0];
  return name === undefined || left === 0 ? undefined : { offset, name };
}

/** What flow knows of the test that a link is. */
function conditionOf(context: FlowContext, { test, chosen }: Link): Condition | undefined {
  const { tree, conditionAt, conditions } = context;
  const start = tree.start[chosen ?? test];
  const index =
    chosen === undefined
      ? (conditionAt.get(`${start} false`) ?? conditionAt.get(`${start} true`))
      : conditionAt.get(`case ${start}`);
  const condition = conditions[index ?? -1];
  return chosen !== undefined || condition?.node === test ? condition : undefined;
}

function aroundOf({ context, source }: Writer, links: readonly Link[]): NonNullable<Guard['around']> {
  return links
    .slice(0, MAX_AROUND)
    .map((link) => [link.kind, textOf(context, source, link), lineOf(context, source, link)] as const);
}

/** The line of the test, or of the label. */
function lineOf({ tree }: FlowContext, { lineOf }: GuardSource, { test, chosen }: Link): number {
  return lineOf(tree.start[chosen ?? test] as number);
}

const NEGATIVE: ReadonlySet<GuardKind> = new Set(['else', 'left', 'exit']);

/** @param links - the conditions around it */
function guardOf(writer: Writer, link: Link, condition: Condition | undefined, links: readonly Link[] = []): Guard {
  const { context, source } = writer;
  const around = aroundOf(writer, links);
  return {
    kind: link.kind === 'if' ? undefined : link.kind,
    line: lineOf(context, source, link),
    text: textOf(context, source, link),
    ...testOf(writer, link, condition),
    from: valuesOf(writer, link).from,
    around: around.length ? around : undefined,
  };
}

function testOf(writer: Writer, link: Link, condition: Condition | undefined): Test {
  const { callIndex } = writer;
  const tested = condition?.calls.filter((call) => callIndex.has(call)) ?? [];
  const also = (condition?.also ?? [])
    .filter((call) => !tested.includes(call))
    .flatMap((call) => callIndex.get(call) ?? []);
  const senses = tested.map((call) => condition?.senses[NEGATIVE.has(link.kind) ? 1 : 0].get(call) ?? 0);
  return {
    calls: tested.length ? tested.map((call) => callIndex.get(call) ?? -1) : undefined,
    senses: tested.length ? senses : undefined,
    also: also.length ? also : undefined,
    reads: valuesOf(writer, link).reads,
    filled: valuesOf(writer, link).filled,
  };
}

/** What a test depends on, and what its names were set from. */
function valuesOf(
  { context, source, definitions, known }: Writer,
  { test, labels = [] }: Link,
): Pick<Guard, 'from' | 'reads' | 'filled'> {
  const key = labels[0] ?? test;
  const before = known.get(key);
  if (before) return before;
  const { reads, values } = readsOf(context, test, definitions);
  const from = values
    .map(({ name, value }) => {
      const start = context.tree.start[value] as number;
      return [
        name,
        source.textAt(start, context.tree.end[value] as number, MAX_VALUE_TEXT),
        source.lineOf(start),
      ] as const;
    })
    .filter(([, text]) => !PLAIN_VALUE.test(text))
    .slice(0, MAX_VALUES);
  const filled = filledBy(context, values).slice(0, MAX_FILLED);
  const found = {
    from: from.length ? from : undefined,
    reads: reads.length ? reads : undefined,
    filled: filled.length ? filled : undefined,
  };
  known.set(key, found);
  return found;
}
