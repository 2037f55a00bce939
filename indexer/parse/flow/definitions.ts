/** Where the locals and fields of a body get their values, as the text has it: what a name in a guard was set from. */

import { Kind, type SyntaxTree } from '../syntax/syntax-tree.js';

/** `name = value`, `type name = value`, `name -= value` or `f(&name)`. */
interface Definition {
  readonly at: number;
  /** The node of the value; of `name -= value` the whole, of `f(&name)` the call. */
  readonly value: number;
  /** It keeps nothing of what the name was before. */
  readonly whole: boolean;
  readonly within: Region;
}

/** Code that runs as a whole or not at all, and the `if` or `switch` whose other branches then do not. */
interface Region {
  readonly start: number;
  readonly end: number;
  readonly choiceStart: number;
  readonly choiceEnd: number;
}

export interface Definitions {
  /** The values that a name (of a field see {@link fieldName}) can have at `offset`, nearest first: back to the last that it surely was given. */
  readonly before: (name: string, offset: number) => readonly number[];
}

/** Values of one name: the more there are, the less each of them says. */
const MAX_VALUES = 3;

export function definitionsIn(tree: SyntaxTree): Definitions {
  const byName = new Map<string, Definition[]>();
  const whole = tree.text.length;
  visit(tree, tree.root, { start: 0, end: whole, choiceStart: whole, choiceEnd: whole }, byName);
  return {
    before: (name, offset) => {
      const values: number[] = [];
      const list = byName.get(name) ?? [];
      for (let i = countBefore(list, offset) - 1; i >= 0 && values.length < MAX_VALUES; i--) {
        const { value, whole, within } = list[i] as Definition;
        const sure = within.start <= offset && offset < within.end;
        if (!sure && within.choiceStart <= offset && offset < within.choiceEnd) continue;
        values.push(value);
        if (sure && whole) break;
      }
      return values;
    },
  };
}

/** How many of the definitions, in the order of the text, begin before an offset. */
function countBefore(list: readonly Definition[], offset: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Definition).at < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function visit(tree: SyntaxTree, node: number, within: Region, into: Map<string, Definition[]>): void {
  const kind = tree.kind[node];
  if (kind === Kind.assignment || kind === Kind.initDeclarator) noteAssigned(tree, node, within, into);
  else if (kind === Kind.call) noteOuts(tree, node, within, into);
  const first = tree.first[node] as number;
  for (let child = first; child; child = tree.next[child] as number)
    visit(tree, child, regionOf(tree, node, child, first, within), into);
}

/** The branches of `if` and `switch` and the bodies of loops are regions of their own. */
function regionOf(tree: SyntaxTree, node: number, child: number, first: number, within: Region): Region {
  const start = tree.start[child] as number;
  const end = tree.end[child] as number;
  switch (tree.kind[node]) {
    case Kind.if:
      return child === first
        ? within
        : { start, end, choiceStart: tree.start[node] as number, choiceEnd: endOf(tree, node) };
    case Kind.switch:
      return child === first ? within : { start, end, choiceStart: end, choiceEnd: end };
    case Kind.while:
    case Kind.for:
      return tree.kind[child] === Kind.compound ? { start, end, choiceStart: end, choiceEnd: end } : within;
    case Kind.compound:
      if (tree.kind[child] !== Kind.case) return within;
      return { start, end, choiceStart: tree.start[node] as number, choiceEnd: endOf(tree, node) };
    default:
      return within;
  }
}

function endOf(tree: SyntaxTree, node: number): number {
  return tree.end[node] as number;
}

function noteAssigned(tree: SyntaxTree, node: number, within: Region, into: Map<string, Definition[]>): void {
  const left = tree.first[node] as number;
  let value = left;
  for (let child = left; child; child = tree.next[child] as number) value = child;
  if (value === left || tree.kind[value] === Kind.initializerList) return;
  const name = nameOf(tree, node, left);
  if (name === undefined) return;
  const operator = tree.next[left] as number;
  const whole = tree.text[tree.start[operator] as number] === '=';
  note(into, name, { at: tree.start[node] as number, value: whole ? value : node, whole, within });
}

/** Of a field its whole path; none of `*p = v`, which sets no local. */
function nameOf(tree: SyntaxTree, node: number, left: number): string | undefined {
  if (tree.kind[left] === Kind.field) return fieldName(tree, left);
  if (tree.kind[node] === Kind.assignment && tree.kind[left] !== Kind.identifier) return undefined;
  return /\w+$/.exec(tree.text.slice(tree.start[left], tree.end[left]))?.[0];
}

/** `group->inotify_data.ucounts`, as written but for spaces. */
export function fieldName(tree: SyntaxTree, field: number): string {
  return tree.text.slice(tree.start[field], tree.end[field]).replace(/\s+/g, '');
}

function noteOuts(tree: SyntaxTree, node: number, within: Region, into: Map<string, Definition[]>): void {
  const args = tree.next[tree.first[node] as number] as number;
  for (let arg = tree.first[args] as number; arg; arg = tree.next[arg] as number) {
    if (tree.kind[arg] !== Kind.pointer) continue;
    const name = /^&\s*(\w+)$/.exec(tree.text.slice(tree.start[arg], tree.end[arg]))?.[1];
    if (name !== undefined) note(into, name, { at: tree.start[arg] as number, value: node, whole: false, within });
  }
}

function note(into: Map<string, Definition[]>, name: string, definition: Definition): void {
  const known = into.get(name);
  if (known) known.push(definition);
  else into.set(name, [definition]);
}
