/** The number columns of a pack that cost most, coded together: each number is foretold from what is known by then. */

import { type BitCoder, bitDecoder, bitEncoder, codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';
import { CALLED, GUARD_LINE_OFFSET, isLeftToCompiler } from './schema.js';

/** Columns that are coded here, and not as columns of their own. */
const CODED_NUMBERS = [
  'function_flags',
  'function_lines',
  'function_line',
  'function_callers',
  'function_called',
  'function_size',
  'edge_count',
  'site_count',
  'site_function',
  'site_line',
  'site_kind',
  'site_errno',
  'site_guard_line',
  'site_traits',
  'edge_target',
  'edge_via',
  'edge_line',
  'edge_filter',
] as const;
export type CodedNumber = (typeof CODED_NUMBERS)[number];

/** What the others are foretold from. */
export type NumberGround = Readonly<Record<'file_functions' | 'edge_label', ArrayLike<number>>>;

/** When encoding these are read, when decoding they are filled. */
export type NumberColumns = Readonly<Record<CodedNumber, Int32Array>>;

export function isCoded(column: string): boolean {
  return (CODED_NUMBERS as readonly string[]).includes(column);
}

/** The columns as bytes; sites must stand in the order of their functions. */
export function encodeNumbers(
  ground: NumberGround,
  columns: Readonly<Record<CodedNumber, ArrayLike<number>>>,
): Uint8Array {
  const bits = bitEncoder(CONTEXTS);
  codeNumbers(
    bits,
    ground,
    eachColumn((name) => Int32Array.from(columns[name])),
  );
  return bits.finish();
}

/** How many rows the pack's head tells. */
export interface NumberRows {
  readonly functions: number;
  readonly nodes: number;
  readonly edges: number;
  readonly sites: number;
}

export function decodeNumbers(bytes: Uint8Array, ground: NumberGround, rows: NumberRows): NumberColumns {
  const columns = eachColumn((name) => new Int32Array(rowsOf(name, rows)));
  codeNumbers(bitDecoder(bytes, CONTEXTS), ground, columns);
  return columns;
}

function rowsOf(name: CodedNumber, { functions, nodes, edges, sites }: NumberRows): number {
  if (name === 'edge_count' || name === 'site_count') return nodes;
  return name.startsWith('function_') ? functions : name.startsWith('edge_') ? edges : sites;
}

function eachColumn(make: (name: CodedNumber) => Int32Array): NumberColumns {
  return Object.fromEntries(CODED_NUMBERS.map((name) => [name, make(name)])) as Record<CodedNumber, Int32Array>;
}

const CLASSES = 10;
const KNOWN_FLAGS = 32;

/** Where each column has its contexts, in numbers. */
const FLAGS = 0;
const LINES = FLAGS + KNOWN_FLAGS * KNOWN_FLAGS;
const GAP = LINES + KNOWN_FLAGS * CLASSES;
const CALLERS = GAP + CLASSES + 1;
const CALLED_FROM = CALLERS + KNOWN_FLAGS * CLASSES;
const SIZE = CALLED_FROM + 2 * CLASSES * 3;
const EDGES = SIZE + 2 * CLASSES * CALLED.length;
const SITES = EDGES + CLASSES * CLASSES + 1;
const OTHER_SITES = SITES + CLASSES * 5 * 3 + 1;
const SITE_LINE = OTHER_SITES + 4;
const KIND = SITE_LINE + 2 * CLASSES;
const ERRNO = KIND + 16;
const GUARD_LINE = ERRNO + 256;
const TRAITS = GUARD_LINE + 16 * CLASSES;
const NEAR = TRAITS + 16 * 2;
const RECENT = NEAR + 2;
const VIA = RECENT + CLASSES + 2;
const FILTER = VIA + 17;
const EDGE_LINE = FILTER + 16;
const NUMBERS = EDGE_LINE + CLASSES + 2;
/** And in bits: signs, how a target is told, and the digits of what was seen nowhere near. */
const SIGN = NUMBERS * NUMBER_CONTEXTS;
const PLACE = SIGN + NUMBERS;
const TARGET = PLACE + 64;
const TARGET_BITS = 21;

const CONTEXTS = TARGET + 2 ** TARGET_BITS;

function codeNumbers(bits: BitCoder, ground: NumberGround, columns: NumberColumns): void {
  codeFunctions(bits, ground, columns);
  codeCounts(bits, columns);
  codeSites(bits, columns);
  codeEdges(bits, ground, columns);
}

function codeFunctions(bits: BitCoder, { file_functions }: NumberGround, columns: NumberColumns): void {
  const { function_flags: flags, function_lines: lines, function_line: line } = columns;
  const { function_callers: callers, function_called: called, function_size: size } = columns;
  const known: number[] = [];
  const ids = new Map<number, number>();
  let i = 0;
  for (let file = 0; file < file_functions.length; file++) {
    let [before, length, callersBefore, gap, end] = [KNOWN_FLAGS - 1, 0, 0, CLASSES, 0];
    let second = 0;
    for (const last = i + (file_functions[file] as number); i < last; i++) {
      const context = FLAGS + before * KNOWN_FLAGS + second;
      const wanted = ids.get(flags[i] as number) ?? known.length;
      const id = codeNumber(bits, context * NUMBER_CONTEXTS, wanted);
      if (id >= known.length) {
        const added = codeNumber(bits, FLAGS * NUMBER_CONTEXTS, flags[i] as number);
        ids.set(added, known.length);
        known.push(added);
      }
      flags[i] = known[id] as number;
      second = Math.min(before, KNOWN_FLAGS - 1);
      before = Math.min(id, KNOWN_FLAGS - 2);
      lines[i] = codeNumber(bits, (LINES + before * CLASSES + length) * NUMBER_CONTEXTS, lines[i] as number);
      length = classOf(lines[i] as number);
      const distance = codeSigned(bits, GAP + gap, (line[i] as number) - end);
      line[i] = end + distance;
      gap = classOf(Math.abs(distance));
      end = (line[i] as number) + (lines[i] as number) - 1;
      const callersContext = CALLERS + before * CLASSES + callersBefore;
      callers[i] = codeNumber(bits, callersContext * NUMBER_CONTEXTS, callers[i] as number);
      callersBefore = classOf(callers[i] as number);
      if (!isLeftToCompiler(flags[i] as number)) {
        called[i] = size[i] = 0;
        continue;
      }
      const half = halfClassOf(lines[i] as number);
      const calledContext = CALLED_FROM + half * 3 + Math.min(2, callers[i] as number);
      called[i] = codeNumber(bits, calledContext * NUMBER_CONTEXTS, called[i] as number);
      const sizeContext = SIZE + half * CALLED.length + Math.min(CALLED.length - 1, called[i] as number);
      size[i] = codeNumber(bits, sizeContext * NUMBER_CONTEXTS, size[i] as number);
    }
  }
}

function codeCounts(bits: BitCoder, columns: NumberColumns): void {
  const { function_lines: lines, edge_count: edges, site_count: sites } = columns;
  const functions = lines.length;
  let [edgesBefore, sitesBefore] = [0, 0];
  for (let node = 0; node < edges.length; node++) {
    const length = classOf(lines[node] ?? 0);
    const edgeContext = node < functions ? length * CLASSES + edgesBefore : CLASSES * CLASSES;
    const edge = codeNumber(bits, (EDGES + edgeContext) * NUMBER_CONTEXTS, edges[node] as number);
    edges[node] = edge;
    edgesBefore = classOf(edge);
    const siteContext = node < functions ? (length * 5 + Math.min(4, edge)) * 3 + sitesBefore : CLASSES * 5 * 3;
    sites[node] = codeNumber(bits, (SITES + siteContext) * NUMBER_CONTEXTS, sites[node] as number);
    sitesBefore = Math.min(2, sites[node] as number);
  }
}

function codeSites(bits: BitCoder, columns: NumberColumns): void {
  const { site_function: owner, site_line: line, site_kind: kind, site_errno: errno, site_guard_line: guard } = columns;
  const { function_lines: lines, function_line: start, site_count: count, site_traits: traits } = columns;
  let site = 0;
  let [kindBefore, errnoBefore, guardBefore] = [0, 0, 0];
  for (let fn = 0; fn < lines.length; fn++) {
    let own = 0;
    while (owner[site + own] === fn && !bits.decoding) own++;
    // Mostly those of the function's node.
    const usual = count[fn] as number;
    own = usual + codeSigned(bits, OTHER_SITES + Math.min(3, usual), own - usual);
    const length = classOf(lines[fn] as number);
    for (const first = site; site < first + own; site++) {
      owner[site] = fn;
      const from = site === first ? (start[fn] as number) : (line[site - 1] as number);
      const context = SITE_LINE + (site === first ? 0 : CLASSES) + length;
      line[site] = from + codeSigned(bits, context, (line[site] as number) - from);
      kindBefore = codeNumber(bits, (KIND + Math.min(15, kindBefore)) * NUMBER_CONTEXTS, kind[site] as number);
      kind[site] = kindBefore;
      errnoBefore = codeNumber(bits, (ERRNO + errnoBefore) * NUMBER_CONTEXTS, errno[site] as number);
      errno[site] = errnoBefore;
      guardBefore = codeGuardLine(bits, Math.min(15, kindBefore) * CLASSES + guardBefore, guard, site);
      const traitContext = TRAITS + Math.min(15, kindBefore) * 2 + Math.min(1, guardBefore);
      traits[site] = codeNumber(bits, traitContext * NUMBER_CONTEXTS, traits[site] as number);
    }
  }
  if (site !== owner.length) throw new RangeError('the sites do not stand in the order of their functions');
}

/** The line of a guard is stored relative to its site; 0 for none. Returns the class of what was coded. */
function codeGuardLine(bits: BitCoder, context: number, column: Int32Array, site: number): number {
  const value = column[site] as number;
  const offset = value - GUARD_LINE_OFFSET;
  const folded = value === 0 ? 0 : offset >= 0 ? 1 + 2 * offset : -2 * offset;
  const got = codeNumber(bits, (GUARD_LINE + context) * NUMBER_CONTEXTS, folded);
  column[site] = got === 0 ? 0 : got % 2 ? GUARD_LINE_OFFSET + (got - 1) / 2 : GUARD_LINE_OFFSET - got / 2;
  return classOf(got);
}

function codeEdges(bits: BitCoder, { edge_label, file_functions }: NumberGround, columns: NumberColumns): void {
  const { edge_target: target, edge_via: via, edge_line: line, edge_filter: filter, edge_count: count } = columns;
  const { function_lines: lines, function_line: start } = columns;
  const functions = lines.length;
  const codeTarget = targetCoder(bits, file_functions, count.length);
  /** The last line of each ops table. */
  const lineOfTable = new Map<number, number>();
  let edge = 0;
  for (let node = 0; node < count.length; node++) {
    const isSlot = node >= functions;
    let viaBefore = isSlot ? 16 : 0;
    let before = isSlot ? 0 : -1;
    for (const last = edge + (count[node] as number); edge < last; edge++) {
      const to = codeTarget(node, before, isSlot, target[edge] as number);
      target[edge] = to;
      before = to;
      viaBefore = Math.min(15, codeNumber(bits, (VIA + viaBefore) * NUMBER_CONTEXTS, via[edge] as number));
      via[edge] = viaBefore;
      filter[edge] = codeNumber(bits, (FILTER + viaBefore) * NUMBER_CONTEXTS, filter[edge] as number);
      if (!bits.bit(PLACE + 32 + viaBefore, line[edge] === 0 ? 0 : 1)) {
        line[edge] = 0;
        continue;
      }
      const label = edge_label[edge] as number;
      const told = isSlot ? lineOfTable.get(label) : undefined;
      const from = told ?? start[isSlot ? to : node] ?? 0;
      const context = isSlot ? CLASSES + (told === undefined ? 0 : 1) : classOf(lines[node] as number);
      line[edge] = from + codeSigned(bits, EDGE_LINE + context, (line[edge] as number) - from);
      if (isSlot) lineOfTable.set(label, line[edge] as number);
    }
  }
}

/** Codes where an edge leads: a function of the same file, what the file led to already, or anything. */
function targetCoder(bits: BitCoder, fileFunctions: ArrayLike<number>, nodes: number) {
  let file = 0;
  let firstOfFile = 0;
  let endOfFile = fileFunctions[0] ?? 0;
  let recent: number[] = [];
  const placeOf = new Int32Array(nodes).fill(-1);
  return (node: number, before: number, isSlot: boolean, wanted: number): number => {
    if (isSlot) return before + codeSigned(bits, NEAR, wanted - before);
    while (node >= endOfFile) {
      firstOfFile = endOfFile;
      endOfFile += fileFunctions[++file] as number;
      for (const one of recent) placeOf[one] = -1;
      recent = [];
    }
    const size = Math.min(CLASSES + 1, 32 - Math.clz32(recent.length));
    const known = bits.decoding ? -1 : (placeOf[wanted] as number);
    if (bits.bit(PLACE + size, known >= 0 ? 1 : 0)) {
      const back = codeNumber(bits, (RECENT + size) * NUMBER_CONTEXTS, recent.length - 1 - known);
      const found = recent[recent.length - 1 - back];
      if (found === undefined) throw new RangeError('the edges of the pack are damaged');
      return found;
    }
    const isNear = wanted >= firstOfFile && wanted < endOfFile ? 1 : 0;
    let to = 0;
    if (bits.bit(PLACE + 16 + size, isNear)) to = node + codeSigned(bits, NEAR + 1, wanted - node);
    else {
      let tree = 1;
      for (let digit = TARGET_BITS - 1; digit >= 0; digit--)
        tree = tree * 2 + bits.bit(TARGET + tree, (wanted >> digit) & 1);
      to = tree - 2 ** TARGET_BITS;
    }
    if (to < 0 || to >= nodes) throw new RangeError('the edges of the pack are damaged');
    placeOf[to] = recent.length;
    recent.push(to);
    return to;
  };
}

/** Codes a whole number that may be negative; `context` is one of `NUMBERS`. */
function codeSigned(bits: BitCoder, context: number, value: number): number {
  const negative = bits.bit(SIGN + context, value < 0 ? 1 : 0);
  const size = codeNumber(bits, context * NUMBER_CONTEXTS, negative ? -value - 1 : value);
  return negative ? -size - 1 : size;
}

/** 1, 2, 3, 4–5, 6–7, 8–11 … as 2, 4, 5, 6, 7, 8 … */
function halfClassOf(value: number): number {
  const whole = classOf(value);
  return 2 * whole + (whole > 1 && value & (1 << (whole - 2)) ? 1 : 0);
}

/** 0, 1, 2–3, 4–7 … as 0, 1, 2, 3 … */
function classOf(value: number): number {
  return Math.min(CLASSES - 1, 32 - Math.clz32(value));
}
