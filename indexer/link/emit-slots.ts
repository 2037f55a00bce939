/** Edges to what is read from memory: functions in fields and tables, errnos in fields, variables and arrays. */

import { filterId, isTurn } from './edge-filter.js';
import { type Emitter, fieldKey, fieldNode, pathOf, type Way } from './emitter.js';
import { entriesOfField, entriesOfVariable, siteOfEntry } from './errno-tables.js';
import { addFieldSite, isOutsideField } from './external.js';
import { functionsIn } from './given-tables.js';
import { givenNode } from './giving-functions.js';
import { addEdge, addSite } from './graph-builder.js';
import { arrayNode, opsNode } from './ops-tables.js';
import type { Scope } from './scope.js';
import { slotOutNode } from './slot-outs.js';
import { type FunctionRow, resolveName } from './symbol-table.js';
import { resolvePath } from './type-table.js';

/** @param slot - 0 for the result of what is called there, n+1 for what it stores through argument n */
export function emitOps(emitter: Emitter, scope: Scope, path: string, line: number, way: Way, slot = 0): void {
  const { graph } = emitter;
  const filter = filterId(emitter, way.filter);
  for (const ops of opsNodes(emitter, scope, path)) {
    const node = slot === 0 ? ops : slotOutNode(graph, ops, slot - 1);
    addEdge(graph, way.node, node, 'ops', line, '', filter, way.commands);
  }
}

/** The slots that a call through a path can mean. */
function opsNodes({ graph, symbols, types }: Emitter, scope: Scope, path: string): readonly number[] {
  if (/^G:\w+$/.test(path)) return [arrayNode(graph, scope.file, path.slice(2))];
  const [, giver] = /^C:(\w+)$/.exec(path) ?? [];
  if (giver !== undefined) return resolveName(symbols, giver, scope.file).map((id) => givenNode(graph, id, giver));
  const key = resolvePath(types, path, scope.file);
  if (key) return [opsNode(graph, key)];
  // The struct is unknown: where few structs have functions under that name, it is one of those.
  const field = path.slice(path.lastIndexOf('.') + 1);
  const tags = types.functionFields.get(field);
  return !tags || tags.size > 2 ? [] : [...tags].map((tag) => opsNode(graph, `${tag}.${field}`));
}

export function emitLoad(emitter: Emitter, scope: Scope, path: string, line: number, way: Way): void {
  const { graph, tables } = emitter;
  const entries = entriesOfVariable(tables, path, scope.file);
  // What stands behind a rewrite has no node of its own.
  const sites = !isTurn(way.filter);
  if (entries) {
    if (sites) for (const entry of entries) addSite(graph, way.node, siteOfEntry(scope.owner, entry));
    return;
  }
  const key = fieldKey(emitter, path, scope.file);
  if (!key) return;
  addEdge(graph, way.node, fieldNode(emitter, key), 'field', line, '', filterId(emitter, way.filter));
  if (!sites) return;
  for (const entry of entriesOfField(tables, key, scope.file))
    addSite(graph, way.node, siteOfEntry(scope.owner, entry));
  if (isOutsideField(emitter.types, key))
    addFieldSite(graph, way.node, scope.owner, pathOf(emitter, scope.owner), line || scope.facts.line);
}

/** The callee calls field `key` of the table it is given: here it is known which function that is. */
export function emitGiven(
  emitter: Emitter,
  scope: Scope,
  table: string,
  key: string,
  callee: string,
  line: number,
  way: Way,
): void {
  const { given, symbols, types, graph } = emitter;
  const { line: start, endLine } = symbols.rows[scope.owner] as FunctionRow;
  const place = { file: scope.file, line: start, endLine };
  for (const fn of functionsIn(given, symbols, types, table, place, key))
    addEdge(graph, way.node, fn, 'callback', line, callee, filterId(emitter, way.filter), way.commands);
}
