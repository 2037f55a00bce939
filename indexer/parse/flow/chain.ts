/** The conditions around a place of a body, innermost first: on each way on which control can get there. */

import type { GuardKind } from '../../../src/store/site-guards.js';
import { ERROR_POINTER_TESTS, TRUTH_WRAPPERS } from '../conventions.js';
import type { ConditionRange } from '../directives.js';
import { Kind, type SyntaxTree } from '../syntax/syntax-tree.js';
import { isEndless, jumpsOut, lastChild, leaves, loopTest } from './leaves.js';
import { type Link, linkTo } from './link.js';
import { isOpenCall } from './open-call.js';
import { passed } from './passed.js';
import { isFailingGuard } from './scoped-classes.js';
import { DEFAULT, labelsTo } from './switch-labels.js';

/** Where a literal is set, and the variable that holds it: what is set again under a condition was not, where it still holds it. */
export interface Held {
  readonly offset: number;
  readonly name: string;
}

/** The body that a place stands in, and what was looked up in it before. */
export interface Body {
  readonly tree: SyntaxTree;
  /** Where alternatives of one `#if` stand. */
  readonly alternatives: readonly ConditionRange[];
  readonly labelNames: ReadonlySet<string>;
  /** The children of nodes. */
  readonly lists: Map<number, readonly number[]>;
  /** The offsets of jumps to a label, by its name. */
  readonly jumps: Map<string, readonly number[]>;
  /** The ways to an offset, whatever is held there. */
  readonly ways: Map<number, Ways>;
}

/** The chain of every way to a place. */
type Ways = readonly (readonly Link[])[];

interface Walk extends Body {
  readonly held: Held | undefined;
  readonly reach: Reach;
}

/** How far conditions are followed. */
interface Reach {
  /** Conditions of one way. */
  readonly links: number;
  /** Tests before a place that would have left; the nearest say most. */
  readonly left: number;
  /** Jumps are followed back although a condition is known already. */
  readonly beyond: boolean;
}

/** For what is told of a site. */
const NEAR: Reach = { links: 8, left: 3, beyond: false };
/** For all that decides whether it is reached. */
const FAR: Reach = { links: 24, left: 12, beyond: true };

/** Ways to one place. */
const MAX_WAYS = 6;
/** Labels and endless loops that are followed back. */
const MAX_JUMPS = 3;
/** Statements before a place that are looked at. */
const MAX_BEFORE = 200;

/** The chain of every way to offset `at`; `[]` for one without conditions. */
export function waysTo(body: Body, at: number, held?: Held): Ways {
  const known = held === undefined ? body.ways.get(at) : undefined;
  if (known !== undefined) return known;
  const ways = walkTo(walkOf(body, held, NEAR), at, 0);
  if (held === undefined) body.ways.set(at, ways);
  return ways;
}

/** As {@link waysTo}, with tests far before it, and with the jumps to the last label before a condition that is known. */
export function farWaysTo(body: Body, at: number): Ways {
  return walkTo(walkOf(body, undefined, FAR), at, MAX_JUMPS - 1);
}

/** Written out, as spreading a body took a fiftieth of the time of parsing. */
function walkOf(
  { tree, alternatives, labelNames, lists, jumps, ways }: Body,
  held: Held | undefined,
  reach: Reach,
): Walk {
  return { tree, alternatives, labelNames, lists, jumps, ways, held, reach };
}

function walkTo(walk: Walk, at: number, jumps: number): Ways {
  const { tree, reach } = walk;
  const path = pathTo(walk, at);
  const links = jumpOfMacro(walk, path);
  const also: number[] = [];
  const withJumps = (ways: Ways): Ways => {
    const jumped = jumps < MAX_JUMPS ? also.flatMap((place) => walkTo(walk, place, jumps + 1)) : [];
    return [...ways, ...jumped.filter((way) => way.length > 0)].slice(0, MAX_WAYS);
  };
  for (let i = path.length - 1; i >= 0 && links.length < reach.links; i--) {
    const node = path[i] as number;
    const child = path[i + 1] ?? 0;
    const own = child ? linkAt(walk, path, i, node, child) : undefined;
    if (own) links.push(own);
    if (!isList(tree, node)) continue;
    const open = reach.beyond || links.every((link) => asksForHeld(walk, link));
    const behind = walkBack(walk, node, child, at, open, links.length > 0);
    links.push(...behind.links);
    if (behind.also !== undefined) also.push(...behind.also);
    if (behind.from === undefined) continue;
    if (jumps >= MAX_JUMPS) break;
    const before = behind.from.flatMap((place) => walkTo(walk, place, jumps + 1)).slice(0, MAX_WAYS);
    // Where a condition is known already, several ways to what is around it say nothing.
    if (links.length > 0 && before.length !== 1 && !reach.beyond) break;
    return withJumps(before.map((rest) => [...links, ...rest].slice(0, reach.links)));
  }
  return withJumps([links]);
}

/** Whether a test asks only whether there is an errno: `if (err)`, `if (IS_ERR(page))`. */
function asksForHeld({ tree, held }: Walk, { test }: Link): boolean {
  const names = tree.text.slice(tree.start[test], tree.end[test]).match(/[A-Za-z_]\w*/g) ?? [];
  const others = names.filter((name) => !TRUTH_WRAPPERS.has(name) && !ERROR_POINTER_TESTS.has(name));
  return others.length > 0 && others.every((name) => name === held?.name);
}

/** A macro that is given a label jumps there: `unsafe_put_user(x, p, efault)`. */
function jumpOfMacro({ tree, labelNames }: Body, path: readonly number[]): Link[] {
  const [call = 0, args = 0, name = 0] = path.slice(-3);
  if (tree.kind[args] !== Kind.argumentList || tree.kind[name] !== Kind.identifier) return [];
  if (!labelNames.has(tree.text.slice(tree.start[name], tree.end[name]))) return [];
  return [linkTo('jump', call)];
}

/** The nodes around an offset, outermost first. */
export function pathTo(body: Body, at: number): number[] {
  const { tree } = body;
  const path = [tree.root];
  for (let node = tree.root; ; ) {
    const list = childrenOf(body, node);
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tree.start[list[middle] as number] as number) <= at) low = middle + 1;
      else high = middle;
    }
    node = list[low - 1] ?? 0;
    if (node === 0 || at >= (tree.end[node] as number)) return path;
    path.push(node);
  }
}

function childrenOf({ tree, lists }: Body, node: number): readonly number[] {
  let list = lists.get(node);
  if (!list) {
    const found: number[] = [];
    for (let child = tree.first[node] as number; child; child = tree.next[child] as number) found.push(child);
    list = found;
    lists.set(node, list);
  }
  return list;
}

/** What a node says of its child: the test under which it runs. */
function linkAt(body: Body, path: readonly number[], i: number, node: number, child: number): Link | undefined {
  const { tree } = body;
  const first = tree.first[node] as number;
  const link = (kind: GuardKind, test: number): Link => ({
    kind,
    test,
    start: tree.start[child] as number,
    end: tree.end[child] as number,
  });
  switch (tree.kind[node]) {
    case Kind.if:
      if (child === first) return undefined;
      return link(tree.kind[child] === Kind.else ? 'else' : 'if', first);
    case Kind.while:
      return child === first || isEndless(tree, node) ? undefined : link('loop', first);
    case Kind.for:
      return child !== lastChild(tree, node) || isEndless(tree, node) ? undefined : link('loop', loopTest(tree, node));
    case Kind.conditional: {
      if (child === first) return undefined;
      const question = tree.next[first] as number;
      return link(tree.next[question] === child ? 'if' : 'else', first);
    }
    case Kind.binary: {
      const operator = tree.next[first] as number;
      const sign = tree.text.slice(tree.start[operator], tree.end[operator]);
      if (child === first || (sign !== '&&' && sign !== '||')) return undefined;
      return link(sign === '&&' ? 'if' : 'else', first);
    }
    case Kind.argumentList: {
      const call = path[i - 1] ?? 0;
      // The statement that a guard is given for the case that it fails.
      return child !== first && isFailingGuard(tree, call, node) ? link('if', call) : undefined;
    }
    case Kind.case: {
      const list = path[i - 1] ?? 0;
      const chosen = path[i - 2] ?? 0;
      if (tree.kind[chosen] !== Kind.switch || (child === first && tree.kind[first] !== Kind.default)) return undefined;
      const labels = labelsTo(tree, list, node);
      const kind = labels.includes(DEFAULT) ? 'default' : 'case';
      const whole = { start: tree.start[node] as number, end: tree.end[node] as number };
      return { kind, test: tree.first[chosen] as number, ...whole, labels, chosen: node };
    }
    case Kind.compound: {
      const list = childrenOf(body, node);
      const before = list[list.indexOf(child) - 1] ?? 0;
      return isOpenCall(tree, before) ? link('loop', tree.first[before] as number) : undefined;
    }
    default:
      return undefined;
  }
}

function isList(tree: SyntaxTree, node: number): boolean {
  const kind = tree.kind[node];
  return (
    kind === Kind.compound || kind === Kind.case || kind === Kind.labeled || kind === Kind.other || kind === Kind.error
  );
}

interface Behind {
  readonly links: readonly Link[];
  /** Offsets of the jumps on which alone control gets here. */
  readonly from?: readonly number[];
  /** Of the jumps on which it also gets here, where `links` hold if it comes otherwise. */
  readonly also?: readonly number[];
}

/**
 * What the statements before `child` in its list say of it, the nearest first: tests that would have left, loops that ran to
 * their end, labels.
 * @param child - 0 for the end of the list
 * @param open - nothing is known yet of why control gets to `at`, or all is asked for
 * @param known - a condition is known
 */
function walkBack(walk: Walk, node: number, child: number, at: number, open: boolean, known: boolean): Behind {
  const { tree, held, reach } = walk;
  const list = childrenOf(walk, node);
  const links: Link[] = [];
  // `out_b: undo_b(); out_a: undo_a(); return -E;`: only jumps lead to the first of the labels, so to all.
  const ladder: number[] = [];
  // Jumps to a label that is also run into.
  const also: number[] = [];
  const last = child ? list.indexOf(child) : list.length - 1;
  for (let i = last; i >= Math.max(0, last - MAX_BEFORE); i--) {
    const here = list[i] as number;
    const before = list[i - 1] ?? 0;
    const start = tree.start[here] as number;
    if (!runsWith(walk, start, at)) continue;
    const statement = withoutLabel(tree, here);
    if (here !== child) {
      if (isEndlessLoop(tree, statement)) return { links, from: startsOf(tree, jumpsOut(tree, statement).breaks) };
      if (leaves(tree, statement)) break;
      // What jumps to a label that is run into as well decides nothing behind it.
      const joins = also.some((offset) => start <= offset && offset < (tree.end[statement] as number));
      if (open && !joins && (ladder.length === 0 || also.length > 0) && links.length < reach.left)
        links.push(...passed(tree, statement, before, held && start > held.offset ? held.name : undefined));
    }
    if (tree.kind[here] !== Kind.labeled) continue;
    const gotos = jumpsTo(walk, here).filter((offset) => offset < start);
    if (gotos.length === 0) continue;
    // The jumps of what was held before are ways of their own.
    const own = held === undefined || held.offset > start;
    if (own) ladder.push(...gotos);
    if (before && leaves(tree, before))
      return links.length > 0 ? { links, from: gotos, also } : { links, from: own ? ladder : gotos };
    if (own && open && !known && links.length === 0) also.push(...gotos);
  }
  return links.length > 0 ? { links, also } : { links };
}

/** Whether code at `offset` runs wherever that at `at` does: not in another branch of an `#if`. */
function runsWith({ alternatives }: Body, offset: number, at: number): boolean {
  const within = (range: ConditionRange, one: number): boolean => range.start <= one && one < range.end;
  return !alternatives.some((range) => within(range, offset) && !within(range, at));
}

function withoutLabel(tree: SyntaxTree, node: number): number {
  let statement = node;
  while (tree.kind[statement] === Kind.labeled) statement = lastChild(tree, statement);
  return statement;
}

function isEndlessLoop(tree: SyntaxTree, node: number): boolean {
  const kind = tree.kind[node];
  return (kind === Kind.while || kind === Kind.for || kind === Kind.do) && isEndless(tree, node);
}

function startsOf(tree: SyntaxTree, nodes: readonly number[]): number[] {
  return nodes.map((node) => tree.start[node] as number);
}

/** The offsets from which control jumps to a label. */
function jumpsTo({ tree, jumps }: Body, labeled: number): readonly number[] {
  const label = tree.first[labeled] as number;
  const name = tree.text.slice(tree.start[label], tree.end[label]);
  const known = jumps.get(name);
  if (known) return known;
  const found: number[] = [];
  for (const match of tree.text.matchAll(new RegExp(`\\bgoto\\s+${name}\\s*;|,\\s*(?=${name}\\s*\\))`, 'g')))
    found.push(match[0].startsWith(',') ? match.index + match[0].length : match.index);
  jumps.set(name, found);
  return found;
}
