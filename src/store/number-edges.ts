/** The columns of edges (`number-coder.ts`). */

import { type BitCoder, codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';
import { type Likeness, rowMatcher } from './likeness.js';
import type { NumberBase, NumberColumns, NumberGround } from './number-columns.js';
import {
  CLASSES,
  classOf,
  codeSigned,
  EDGE_LINE,
  EDGE_MATCH,
  FILTER,
  LIKE,
  NEAR,
  PLACE,
  RECENT,
  SLOT_MATCH,
  TARGET,
  TARGET_BITS,
  VIA,
} from './number-contexts.js';

export function codeEdges(
  bits: BitCoder,
  { edge_label, file_functions }: NumberGround,
  columns: NumberColumns,
  like: Likeness,
  base: NumberBase | undefined,
): void {
  const { edge_target: target, edge_via: via, edge_line: line, edge_filter: filter, edge_count: count } = columns;
  const { function_lines: lines, function_line: start } = columns;
  const functions = lines.length;
  const targets = targetCoder(bits, file_functions, count.length);
  const ofFunctions = rowMatcher(bits, EDGE_MATCH);
  const ofSlots = rowMatcher(bits, SLOT_MATCH);
  /** The last line of each ops table. */
  const lineOfTable = new Map<number, number>();
  let edge = 0;
  for (let node = 0; node < count.length; node++) {
    const isSlot = node >= functions;
    let viaBefore = isSlot ? 16 : 0;
    let before = isSlot ? 0 : -1;
    const one = base?.nodeOf[node] ?? -1;
    const likely = base && one >= 0 ? likelyEdges(base, one) : NO_EDGES;
    const matcher = isSlot ? ofSlots : ofFunctions;
    matcher.startRange(0, likely.length);
    let found = 0;
    let shift = isSlot ? 0 : (start[node] as number) - (base?.columns.function_line[one] ?? 0);
    targets.startNode(node);
    for (const last = edge + (count[node] as number); edge < last; edge++) {
      let match = -1;
      if (likely.length > 0) {
        if (base && !bits.decoding) match = matchOf(base, likely, found, edge);
        match = matcher.code(match);
        if (match >= 0) found = match + 1;
      }
      const its = likely[match];
      like.startRow();
      const to =
        base && its !== undefined
          ? (base.nodeFor[base.columns.edge_target[its] as number] as number)
          : isSlot
            ? before + codeSigned(bits, NEAR, (target[edge] as number) - before)
            : targets.code(node, target[edge] as number);
      if (its !== undefined && !isSlot) targets.note(to);
      if (to < 0 || to >= count.length) throw new RangeError('the edges of the pack are damaged');
      target[edge] = to;
      before = to;
      const itsVia = base?.columns.edge_via[its ?? -1];
      if (itsVia !== undefined && like.is(LIKE.via, itsVia, via[edge] as number)) via[edge] = itsVia;
      else via[edge] = codeNumber(bits, (VIA + viaBefore) * NUMBER_CONTEXTS, via[edge] as number);
      viaBefore = Math.min(15, via[edge] as number);
      const itsFilter = base?.filterFor[base.columns.edge_filter[its ?? -1] ?? -1] ?? -1;
      if (itsFilter >= 0 && like.is(LIKE.filter, itsFilter, filter[edge] as number)) filter[edge] = itsFilter;
      else filter[edge] = codeNumber(bits, (FILTER + viaBefore) * NUMBER_CONTEXTS, filter[edge] as number);
      const itsLine = isSlot ? 0 : (base?.columns.edge_line[its ?? -1] ?? 0);
      if (itsLine > 0 && like.is(LIKE.edge_line, itsLine + shift, line[edge] as number)) {
        line[edge] = itsLine + shift;
        continue;
      }
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
      if (itsLine > 0) shift = (line[edge] as number) - itsLine;
    }
  }

  /** The place in `likely` of the edge that is most like this one, from `from` on; -1 for none. */
  function matchOf(base: NumberBase, likely: readonly number[], from: number, edge: number): number {
    let other = -1;
    for (let i = from; i < likely.length; i++) {
      const its = likely[i] as number;
      if (base.nodeFor[base.columns.edge_target[its] as number] !== target[edge]) continue;
      const alike =
        base.columns.edge_via[its] === via[edge] &&
        base.filterFor[base.columns.edge_filter[its] as number] === filter[edge];
      if (alike) return i;
      if (other < 0) other = i;
    }
    return other;
  }
}

const NO_EDGES: readonly number[] = [];

/** The edges of a node of the base whose targets are here as well. */
function likelyEdges({ edgeStart, nodeFor, columns }: NumberBase, node: number): readonly number[] {
  const edges: number[] = [];
  for (let i = edgeStart[node] as number; i < (edgeStart[node + 1] as number); i++) {
    if ((nodeFor[columns.edge_target[i] as number] as number) >= 0) edges.push(i);
  }
  return edges;
}

/** Codes where an edge of a function leads: a function of the same file, what the file led to already, or anything. */
function targetCoder(bits: BitCoder, fileFunctions: ArrayLike<number>, nodes: number) {
  let file = 0;
  let firstOfFile = 0;
  let endOfFile = fileFunctions[0] ?? 0;
  let recent: number[] = [];
  const placeOf = new Int32Array(nodes).fill(-1);
  const startNode = (node: number): void => {
    while (node >= endOfFile && file < fileFunctions.length) {
      firstOfFile = endOfFile;
      endOfFile += fileFunctions[++file] ?? 0;
      for (const one of recent) placeOf[one] = -1;
      recent = [];
    }
  };
  const note = (to: number): void => {
    if ((placeOf[to] as number) >= 0) return;
    placeOf[to] = recent.length;
    recent.push(to);
  };
  const code = (node: number, wanted: number): number => {
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
    note(to);
    return to;
  };
  return { startNode, note, code };
}
