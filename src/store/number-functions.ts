/** The columns of functions, and how many edges and sites nodes have (`number-coder.ts`). */

import { type BitCoder, codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';
import type { Likeness } from './likeness.js';
import type { NumberBase, NumberColumns, NumberGround } from './number-columns.js';
import {
  CALLED_FROM,
  CALLERS,
  CLASSES,
  classOf,
  codeSigned,
  EDGES,
  FLAGS,
  GAP,
  halfClassOf,
  KNOWN_FLAGS,
  LIKE,
  LINES,
  SITES,
  SIZE,
} from './number-contexts.js';
import { CALLED, isLeftToCompiler } from './schema.js';

export function codeFunctions(
  bits: BitCoder,
  { file_functions }: NumberGround,
  columns: NumberColumns,
  like: Likeness,
  base: NumberBase | undefined,
): void {
  const { function_flags: flags, function_lines: lines, function_line: line } = columns;
  const { function_callers: callers, function_called: called, function_size: size } = columns;
  const known: number[] = [];
  const ids = new Map<number, number>();
  const its = base?.columns;
  let i = 0;
  const codeFlags = (context: number): number => {
    const wanted = ids.get(flags[i] as number) ?? known.length;
    const id = codeNumber(bits, context * NUMBER_CONTEXTS, wanted);
    if (id >= known.length) {
      const added = codeNumber(bits, FLAGS * NUMBER_CONTEXTS, flags[i] as number);
      ids.set(added, known.length);
      known.push(added);
    }
    return id;
  };
  for (let file = 0; file < file_functions.length; file++) {
    let [before, length, callersBefore, gap, end] = [KNOWN_FLAGS - 1, 0, 0, CLASSES, 0];
    let second = 0;
    let [baseBefore, baseEnd] = [-2, 0];
    for (const last = i + (file_functions[file] as number); i < last; i++) {
      const one = base?.functionOf[i] ?? -1;
      like.startRow();
      /** Whether a column holds what it holds in the base; then it is set. */
      const asBase = (which: number, column: Int32Array, expected: number): boolean => {
        if (one < 0 || !like.is(which, expected, column[i] as number)) return false;
        column[i] = expected;
        return true;
      };
      const of = (column: Int32Array | undefined): number => column?.[one] ?? 0;
      let id = 0;
      if (asBase(LIKE.flags, flags, of(its?.function_flags))) {
        id = ids.get(flags[i] as number) ?? known.length;
        if (id === known.length) {
          ids.set(flags[i] as number, id);
          known.push(flags[i] as number);
        }
      } else {
        id = codeFlags(FLAGS + before * KNOWN_FLAGS + second);
        flags[i] = known[id] as number;
      }
      second = Math.min(before, KNOWN_FLAGS - 1);
      before = Math.min(id, KNOWN_FLAGS - 2);
      if (!asBase(LIKE.lines, lines, of(its?.function_lines)))
        lines[i] = codeNumber(bits, (LINES + before * CLASSES + length) * NUMBER_CONTEXTS, lines[i] as number);
      length = classOf(lines[i] as number);
      const follows = one >= 0 && one === baseBefore + 1;
      if (!(follows && asBase(LIKE.gap, line, end + of(its?.function_line) - baseEnd)))
        line[i] = end + codeSigned(bits, GAP + gap, (line[i] as number) - end);
      gap = classOf(Math.abs((line[i] as number) - end));
      end = (line[i] as number) + (lines[i] as number) - 1;
      baseBefore = one < 0 ? -2 : one;
      baseEnd = of(its?.function_line) + of(its?.function_lines) - 1;
      if (!asBase(LIKE.callers, callers, of(its?.function_callers))) {
        const callersContext = CALLERS + before * CLASSES + callersBefore;
        callers[i] = codeNumber(bits, callersContext * NUMBER_CONTEXTS, callers[i] as number);
      }
      callersBefore = classOf(callers[i] as number);
      if (!isLeftToCompiler(flags[i] as number)) {
        called[i] = size[i] = 0;
        continue;
      }
      const half = halfClassOf(lines[i] as number);
      if (!asBase(LIKE.called, called, of(its?.function_called))) {
        const calledContext = CALLED_FROM + half * 3 + Math.min(2, callers[i] as number);
        called[i] = codeNumber(bits, calledContext * NUMBER_CONTEXTS, called[i] as number);
      }
      if (!asBase(LIKE.size, size, of(its?.function_size))) {
        const sizeContext = SIZE + half * CALLED.length + Math.min(CALLED.length - 1, called[i] as number);
        size[i] = codeNumber(bits, sizeContext * NUMBER_CONTEXTS, size[i] as number);
      }
    }
  }
}

export function codeCounts(bits: BitCoder, columns: NumberColumns, like: Likeness, base: NumberBase | undefined): void {
  const { function_lines: lines, edge_count: edges, site_count: sites } = columns;
  const functions = lines.length;
  let [edgesBefore, sitesBefore] = [0, 0];
  for (let node = 0; node < edges.length; node++) {
    const one = base?.nodeOf[node] ?? -1;
    like.startRow();
    const asBase = (which: number, column: Int32Array, its: Int32Array | undefined): boolean => {
      const expected = its?.[one] ?? 0;
      if (one < 0 || !like.is(which, expected, column[node] as number)) return false;
      column[node] = expected;
      return true;
    };
    const length = classOf(lines[node] ?? 0);
    const edgeContext = node < functions ? length * CLASSES + edgesBefore : CLASSES * CLASSES;
    if (!asBase(node < functions ? LIKE.edges : LIKE.slot_edges, edges, base?.columns.edge_count))
      edges[node] = codeNumber(bits, (EDGES + edgeContext) * NUMBER_CONTEXTS, edges[node] as number);
    const edge = edges[node] as number;
    edgesBefore = classOf(edge);
    const siteContext = node < functions ? (length * 5 + Math.min(4, edge)) * 3 + sitesBefore : CLASSES * 5 * 3;
    if (!asBase(LIKE.sites, sites, base?.columns.site_count))
      sites[node] = codeNumber(bits, (SITES + siteContext) * NUMBER_CONTEXTS, sites[node] as number);
    sitesBefore = Math.min(2, sites[node] as number);
  }
}
