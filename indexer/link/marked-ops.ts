/** Functions that a top-level macro call puts where they are called from: initial static calls, functions of modules. */

import type { FileFacts } from '../parse/facts.js';
import type { GraphBuilder } from './graph-builder.js';
import { fillSlot } from './ops-tables.js';
import type { SymbolTable } from './symbol-table.js';

/**
 * Macro → what is called through which slot. A module's `module_init` becomes `module.init`, which loading it calls
 * (include/linux/module.h); a static call starts as its second argument (include/linux/static_call.h, from 5.10).
 */
const MARKED: ReadonlyMap<string, (args: readonly string[]) => readonly [slot: string, name: string]> = new Map([
  ['module_init', ([fn = '']) => ['module.init', fn]],
  ['DEFINE_STATIC_CALL', ([name = '', fn = '']) => [`static_call.${name}`, fn]],
]);

/** The macro calls among a file's that say such a thing. */
export function markedOps(...lists: readonly FileFacts['marks'][]): FileFacts['marks'] {
  return lists.flatMap((marks) => marks.filter(([mark]) => MARKED.has(mark)));
}

export function addMarkedOps(graph: GraphBuilder, symbols: SymbolTable, marks: FileFacts['marks'], file: number): void {
  for (const [mark, args, line] of marks) {
    const read = MARKED.get(mark);
    if (!read) continue;
    const [slot, name] = read(args);
    fillSlot(graph, symbols, slot, name.replace(/^&\s*/, ''), file, line, mark);
  }
}
