/** The syntax of one body: node kinds, and the tree as flat arrays that the next body uses again. */

/** The node kinds that value flow tells apart; every other kind of the grammar is `other`. */
export const Kind = {
  other: 0,
  identifier: 1,
  number: 2,
  string: 3,
  call: 4,
  argumentList: 5,
  assignment: 6,
  binary: 7,
  unary: 8,
  pointer: 9,
  update: 10,
  conditional: 11,
  comma: 12,
  parenthesized: 13,
  cast: 14,
  field: 15,
  subscript: 16,
  compound: 17,
  expressionStatement: 18,
  declaration: 19,
  initDeclarator: 20,
  if: 21,
  else: 22,
  while: 23,
  do: 24,
  for: 25,
  switch: 26,
  case: 27,
  return: 28,
  goto: 29,
  break: 30,
  continue: 31,
  labeled: 32,
  initializerList: 33,
  initializerPair: 34,
  compoundLiteral: 35,
  type: 36,
  declarator: 37,
  error: 38,
  semicolon: 39,
  question: 40,
  colon: 41,
  operator: 42,
  skipped: 43,
  structType: 44,
  default: 45,
} as const;

/** A parsed body; node 0 is "no node". Valid until the next body is parsed. */
export interface SyntaxTree {
  readonly text: string;
  readonly root: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly first: Int32Array;
  readonly next: Int32Array;
}

let capacity = 1 << 12;
let kind = new Uint8Array(capacity);
let start = new Int32Array(capacity);
let end = new Int32Array(capacity);
let first = new Int32Array(capacity);
let next = new Int32Array(capacity);
let count = 1;

/** Forgets all nodes. */
export function clearNodes(): void {
  count = 1;
}

/** A node from offset `from` to `to` without children. */
export function newNode(k: number, from: number, to: number): number {
  if (count === capacity) grow();
  kind[count] = k;
  start[count] = from;
  end[count] = to;
  first[count] = 0;
  next[count] = 0;
  return count++;
}

/** Adds a child behind `last` (0: as the first); answers the child, which is the next `last`. 0 is no child and adds nothing. */
export function addChild(parent: number, last: number, child: number): number {
  if (child === 0) return last;
  if (last === 0) first[parent] = child;
  else next[last] = child;
  return child;
}

export function setEnd(node: number, to: number): void {
  end[node] = to;
}

export function kindOf(node: number): number {
  return kind[node] as number;
}

export function startOf(node: number): number {
  return start[node] as number;
}

export function endOf(node: number): number {
  return end[node] as number;
}

export function firstChild(node: number): number {
  return first[node] as number;
}

/** The tree under `root`, over the text it was made from. */
export function syntaxTree(text: string, root: number): SyntaxTree {
  return { text, root, kind, start, end, first, next };
}

function grow(): void {
  capacity *= 2;
  const larger = new Uint8Array(capacity);
  larger.set(kind);
  kind = larger;
  start = grown(start);
  end = grown(end);
  first = grown(first);
  next = grown(next);
}

function grown(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(capacity);
  to.set(from);
  return to;
}
