/** Functions that are handed to a parameter which is called, where what that gives is tested: `if (conv(value)) return -EINVAL;`. */

import type { CallFacts } from '../parse/facts.js';
import { addEdge, type GraphBuilder, slotNode } from './graph-builder.js';
import { functionOf, type Summaries, slotOf } from './summaries.js';
import { resolveName, type SymbolTable } from './symbol-table.js';

export interface Handed {
  /** Of a parameter (`slotOf`) whose call is tested, the node that stands for whatever is handed there. */
  readonly nodes: Map<number, number>;
  /** Of each parameter that is called, what is handed there: functions, and the lines of the calls. */
  readonly functions: Map<number, Map<number, number>>;
  /** The names of functions that call a parameter, or hand it to such a one. */
  readonly takers: ReadonlySet<string>;
}

/** @param summary - once it is closed */
export function handed({ invoked }: Summaries, { rows }: SymbolTable): Handed {
  const takers = new Set<string>();
  for (const slot of invoked.keys()) takers.add(rows[functionOf(slot)]?.name ?? '');
  return { nodes: new Map(), functions: new Map(), takers };
}

/** What is handed to a parameter, as a node: functions stand in it as in the slot of an ops table. */
export function handedNode({ nodes }: Handed, graph: GraphBuilder, fn: number, param: number): number {
  const slot = slotOf(fn, param);
  const node = nodes.get(slot) ?? slotNode(graph, 'ops', `#${slot}`, -1, '');
  nodes.set(slot, node);
  return node;
}

/** Notes the functions among the arguments of a call. */
export function noteHanded(
  { functions, takers }: Handed,
  { invoked }: Summaries,
  symbols: SymbolTable,
  [callee, line, ...args]: CallFacts,
  file: number,
): void {
  if (!takers.has(callee)) return;
  const targets = resolveName(symbols, callee, file);
  for (const [position, terms] of args) {
    const called = targets.flatMap((target) => [...(invoked.get(slotOf(target, position)) ?? [])]);
    if (called.length === 0) continue;
    for (const term of terms) {
      if (term[0] !== 'I') continue;
      for (const fn of resolveName(symbols, term[1], file))
        for (const slot of called) note(functions, Number(slot), fn, line);
    }
  }
}

function note(functions: Handed['functions'], slot: number, fn: number, line: number): void {
  const known = functions.get(slot) ?? new Map<number, number>();
  functions.set(slot, known);
  if (!known.has(fn)) known.set(fn, line);
}

/** Fills the nodes that tests lead to. */
export function addHanded({ nodes, functions }: Handed, graph: GraphBuilder): void {
  for (const [slot, node] of nodes)
    for (const [fn, line] of functions.get(slot) ?? []) addEdge(graph, node, fn, 'callback', line, '', 0);
}
