/** Finds the constants that code stands under: labels of a `switch`, and upper-case names that a value is compared with. */

import { TRUTH_WRAPPERS } from '../conventions.js';
import { Kind, type SyntaxTree } from '../syntax/syntax-tree.js';
import { leaves } from './leaves.js';

/** Between two offsets of the body the value of a test is one of `names`. */
interface ConstantRange {
  readonly start: number;
  readonly end: number;
  readonly names: readonly string[];
}

export interface ConstantTests {
  /** The constants that an offset stands under, sorted; of tests inside each other those of all. */
  readonly at: (offset: number) => readonly string[];
  /** Constants of which one value can be only one: each list those that one expression is compared with. */
  readonly choices: readonly (readonly string[])[];
}

/** What is known of a value where a condition holds, and where it does not. */
interface Truth {
  readonly whenTrue: readonly string[];
  readonly whenFalse: readonly string[];
}

interface Walk {
  readonly tree: SyntaxTree;
  readonly written: (start: number, end: number) => string;
  readonly ranges: ConstantRange[];
  readonly choices: Map<string, Set<string>>;
  /** Conditions are asked for once by each operator around them. */
  readonly truths: Map<number, Truth>;
}

const NOTHING: Truth = { whenTrue: [], whenFalse: [] };
const NO_TESTS: ConstantTests = { at: () => [], choices: [] };

/** Bodies without a `case` and without a comparison with a capital hold nothing to find. */
const MAY_TEST = /\bcase\b|[=&]\s*\(*[A-Z]|\b[A-Z][A-Z0-9_]+\)*\s*[=&]/;

/** More than so many constants at once tell nothing. */
const MAX_NAMES = 48;

export function constantTests(tree: SyntaxTree, written: (start: number, end: number) => string): ConstantTests {
  if (!MAY_TEST.test(tree.text)) return NO_TESTS;
  const walk: Walk = { tree, written, ranges: [], choices: new Map(), truths: new Map() };
  visit(walk, tree.root);
  if (walk.ranges.length === 0) return NO_TESTS;
  return {
    at: (offset) => {
      const names = new Set<string>();
      for (const range of walk.ranges)
        if (range.start <= offset && offset < range.end) for (const name of range.names) names.add(name);
      return names.size > MAX_NAMES ? [] : [...names].sort();
    },
    choices: [...walk.choices.values()].filter((names) => names.size > 1).map((names) => [...names].sort()),
  };
}

function visit(walk: Walk, node: number): void {
  const { kind } = walk.tree;
  const list = childrenOf(walk.tree, node);
  switch (kind[node]) {
    case Kind.switch:
      visitSwitch(walk, list);
      return;
    case Kind.if:
      visitIf(walk, list);
      break;
    case Kind.conditional:
      visitConditional(walk, list);
      break;
    case Kind.binary:
      visitBinary(walk, list);
      break;
    case Kind.compound:
    case Kind.case:
      visitList(walk, node, list);
      break;
    default:
  }
  for (const child of list) visit(walk, child);
}

function visitIf(walk: Walk, [test, then, otherwise]: readonly number[]): void {
  if (test === undefined) return;
  const truth = truthOf(walk, test);
  if (then !== undefined) addRange(walk, then, truth.whenTrue);
  if (otherwise !== undefined) addRange(walk, otherwise, truth.whenFalse);
}

function visitConditional(walk: Walk, list: readonly number[]): void {
  const { kind } = walk.tree;
  const [test] = list;
  const question = list.findIndex((child) => kind[child] === Kind.question);
  const colon = list.findIndex((child) => kind[child] === Kind.colon);
  if (test === undefined || question < 0 || colon < 0) return;
  const truth = truthOf(walk, test);
  const then = list[question + 1];
  const otherwise = list[colon + 1];
  if (then !== undefined && colon > question + 1) addRange(walk, then, truth.whenTrue);
  if (otherwise !== undefined) addRange(walk, otherwise, truth.whenFalse);
}

/** `cmd == A && f()` */
function visitBinary(walk: Walk, [left, operator, right]: readonly number[]): void {
  if (left === undefined || operator === undefined || right === undefined) return;
  const sign = textOf(walk.tree, operator);
  if (sign === '&&') addRange(walk, right, truthOf(walk, left).whenTrue);
  else if (sign === '||') addRange(walk, right, truthOf(walk, left).whenFalse);
}

/** `if (cmd != A) return -EINVAL;`: what follows in the list stands under A. */
function visitList(walk: Walk, node: number, list: readonly number[]): void {
  const { tree } = walk;
  for (const child of list) {
    if (tree.kind[child] !== Kind.if) continue;
    const [test, then, otherwise] = childrenOf(tree, child);
    if (test === undefined || then === undefined || otherwise !== undefined || !leaves(tree, then)) continue;
    const { whenFalse } = truthOf(walk, test);
    if (whenFalse.length)
      walk.ranges.push({ start: tree.end[child] as number, end: tree.end[node] as number, names: whenFalse });
  }
}

function visitSwitch(walk: Walk, list: readonly number[]): void {
  const { tree } = walk;
  const [value, body] = list;
  if (value === undefined || body === undefined) return;
  visit(walk, value);
  /** What `case`s the code stands behind; null where it may be any other value, too. */
  let open: readonly string[] | null = [];
  let ended = true;
  for (const child of childrenOf(tree, body)) {
    if (tree.kind[child] === Kind.case) {
      const names = labelNames(walk, child);
      if (names !== null) addChoice(walk, value, names);
      if (ended) open = names;
      else open = open === null || names === null ? null : [...open, ...names];
    }
    if (open !== null) addRange(walk, child, open);
    visit(walk, child);
    ended = leaves(tree, child);
  }
}

/** The constants of `case A:`, of a range both ends; null for `default:`. */
function labelNames(walk: Walk, node: number): string[] | null {
  const { tree } = walk;
  const colon = childrenOf(tree, node).find((child) => tree.kind[child] === Kind.colon);
  const label = walk.written(tree.start[node] as number, colon === undefined ? 0 : (tree.start[colon] as number));
  return label.startsWith('default') ? null : namesIn(label);
}

/** What a condition says of the values it compares with constants. */
function truthOf(walk: Walk, node: number): Truth {
  const known = walk.truths.get(node);
  if (known) return known;
  const truth = readTruth(walk, node);
  walk.truths.set(node, truth);
  return truth;
}

function readTruth(walk: Walk, node: number): Truth {
  const { tree } = walk;
  const list = childrenOf(tree, node);
  switch (tree.kind[node]) {
    case Kind.parenthesized: {
      const last = list.at(-1);
      return last === undefined ? NOTHING : truthOf(walk, last);
    }
    case Kind.unary: {
      const [operator, operand] = list;
      if (operator === undefined || operand === undefined || textOf(tree, operator) !== '!') return NOTHING;
      return turned(truthOf(walk, operand));
    }
    case Kind.call: {
      const [callee, args] = list;
      const first = args === undefined ? 0 : (tree.first[args] as number);
      return callee !== undefined && first && TRUTH_WRAPPERS.has(textOf(tree, callee)) ? truthOf(walk, first) : NOTHING;
    }
    case Kind.binary: {
      const [left, operator, right] = list;
      if (left === undefined || operator === undefined || right === undefined) return NOTHING;
      return truthOfBinary(walk, left, textOf(tree, operator), right);
    }
    default:
      return NOTHING;
  }
}

function truthOfBinary(walk: Walk, left: number, operator: string, right: number): Truth {
  switch (operator) {
    case '&&':
    case '||': {
      const a = truthOf(walk, left);
      const b = truthOf(walk, right);
      return operator === '&&'
        ? { whenTrue: joined(a.whenTrue, b.whenTrue), whenFalse: either(a.whenFalse, b.whenFalse) }
        : { whenTrue: either(a.whenTrue, b.whenTrue), whenFalse: joined(a.whenFalse, b.whenFalse) };
    }
    case '==':
    case '!=': {
      const truth = equality(walk, left, right);
      return operator === '==' ? truth : turned(truth);
    }
    case '&': {
      const names = constantsIn(walk.tree, right) ?? constantsIn(walk.tree, left) ?? [];
      return { whenTrue: names, whenFalse: [] };
    }
    default:
      return NOTHING;
  }
}

function joined(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length === 0 || b.length === 0) return a.length ? a : b;
  return a.length > MAX_NAMES ? a : [...a, ...b];
}

/** One of two holds: where one says nothing, nothing is known. */
function either(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.length && b.length ? joined(a, b) : [];
}

function equality(walk: Walk, left: number, right: number): Truth {
  const { tree } = walk;
  // `(flags & A) == 0`
  if (/^\(*\s*0\s*\)*$/.test(textOf(tree, right))) return turned(truthOf(walk, left));
  const onRight = constantsIn(tree, right);
  const names = onRight ?? constantsIn(tree, left);
  if (names === undefined) return NOTHING;
  const value = onRight ? left : right;
  // `(flags & A) == A` asks for a bit, which others can stand beside.
  const [only = '', ...more] = names;
  if (more.length === 0 && !hasWord(textOf(tree, value), only)) addChoice(walk, value, names);
  return { whenTrue: names, whenFalse: [] };
}

function hasWord(text: string, word: string): boolean {
  return text.includes(word) && new RegExp(`\\b${word}\\b`).test(text);
}

function turned({ whenTrue, whenFalse }: Truth): Truth {
  return { whenTrue: whenFalse, whenFalse: whenTrue };
}

/** The constants of an expression that is made of nothing else (`A`, `(A | B)`, `_IOC_NR(A)`). */
function constantsIn(tree: SyntaxTree, node: number): string[] | undefined {
  const text = textOf(tree, node);
  if (text.length > 200 || !/^[\sA-Z0-9_()|]*[A-Z]{2}[\sA-Z0-9_()|]*$/.test(text)) return undefined;
  const names = namesIn(text);
  return names.length ? names : undefined;
}

function namesIn(text: string): string[] {
  // Not `-EIO`, which is an errno, and not the macro around a constant.
  return [...text.matchAll(/(?<![-\w])[A-Z][A-Z0-9_]{2,}\b(?!\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => name !== 'NULL');
}

function addChoice(walk: Walk, value: number, names: readonly string[]): void {
  const key = textOf(walk.tree, value).replace(/[\s()]+/g, '');
  const known = walk.choices.get(key);
  if (known) for (const name of names) known.add(name);
  else walk.choices.set(key, new Set(names));
}

function addRange({ tree, ranges }: Walk, node: number, names: readonly string[]): void {
  if (names.length) ranges.push({ start: tree.start[node] as number, end: tree.end[node] as number, names });
}

function childrenOf({ first, next }: SyntaxTree, node: number): number[] {
  const list: number[] = [];
  for (let child = first[node] as number; child; child = next[child] as number) list.push(child);
  return list;
}

function textOf({ text, start, end }: SyntaxTree, node: number): string {
  return text.slice(start[node], end[node]);
}
