/** What a pack knows of calls before it reads them: where functions stand, and the calls in the return-flow graph. */

import type { CallEntry, CallGround } from '../../store/call-columns.js';
import { VIAS } from '../graph.js';

/** The part of the graph that is needed, as it is linked or loaded. */
export interface CallGraph {
  readonly functions: number;
  readonly nodeFunction: ArrayLike<number>;
  readonly edgeStart: ArrayLike<number>;
  readonly edgeTarget: ArrayLike<number>;
  readonly edgeVia: ArrayLike<number>;
  readonly edgeLine: ArrayLike<number>;
}

/** Ways that are calls by name. */
const NAMED = new Set((['call', 'macro', 'out', 'test'] as const).map((via) => VIAS.indexOf(via)));

/**
 * @param file for each function its file
 * @param line for each function its first line
 * @param lines for each function its number of lines
 */
export function callGround(
  graph: CallGraph,
  paths: readonly string[],
  file: ArrayLike<number>,
  line: ArrayLike<number>,
  lines: ArrayLike<number>,
): CallGround {
  return { functions: graph.functions, file, line, lines, folder: foldersOf(paths), hints: (id) => hintsOf(graph, id) };
}

function foldersOf(paths: readonly string[]): Uint32Array {
  const known = new Map<string, number>();
  return Uint32Array.from(paths, (path) => {
    const name = path.slice(0, path.lastIndexOf('/') + 1);
    const id = known.get(name) ?? known.size;
    known.set(name, id);
    return id;
  });
}

function hintsOf(graph: CallGraph, id: number): readonly CallEntry[] {
  const hints: CallEntry[] = [];
  for (let i = graph.edgeStart[id] as number; i < (graph.edgeStart[id + 1] as number); i++) {
    const symbol = graph.nodeFunction[graph.edgeTarget[i] as number] as number;
    if (symbol < 0 || !NAMED.has(graph.edgeVia[i] as number)) continue;
    hints.push({ symbol, line: graph.edgeLine[i] as number });
  }
  return hints.sort((a, b) => a.line - b.line || a.symbol - b.symbol);
}
