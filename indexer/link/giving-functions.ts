/** Functions that give functions: `fn = lookup(cmd);` calls what stands in `return handlers[cmd];`. */

import type { FunctionFacts } from '../parse/facts.js';
import type { Emitter } from './emitter.js';
import { addEdge, type GraphBuilder, slotNode } from './graph-builder.js';
import { arrayNode, opsNode } from './ops-tables.js';
import { resolveName } from './symbol-table.js';
import { isFunction, resolvePath } from './type-table.js';

/** The slot of what a function gives: calls of that lead to it. */
export function givenNode(graph: GraphBuilder, id: number, name: string): number {
  return slotNode(graph, 'ops', `${id} ()`, -1, `${name}()`);
}

/** Fills the slot of a function whose result is a function. */
export function emitGiving({ graph, symbols, types }: Emitter, facts: FunctionFacts, id: number, file: number): void {
  if (!isFunction(types, facts.returns)) return;
  const node = givenNode(graph, id, facts.name);
  const add = (target: number, line: number): void => addEdge(graph, node, target, 'ops', line, facts.name, 0);
  for (const term of facts.result) {
    if (term[0] === 'L') {
      const [path, line] = [term[1], term[2]];
      const key = /^G:\w+$/.test(path) ? undefined : resolvePath(types, path, file);
      if (key === undefined) add(arrayNode(graph, file, path.slice(2)), line);
      else if (key !== null) add(opsNode(graph, key), line);
    } else if (term[0] === 'I') {
      for (const target of resolveName(symbols, term[1], file)) add(target, facts.line);
    } else if (term[0] === 'C' && term[2] === 0) {
      const [name = '?', line = 0] = facts.calls[term[1]] ?? [];
      if (/^\w+$/.test(name))
        for (const target of resolveName(symbols, name, file)) add(givenNode(graph, target, name), line);
    }
  }
}
