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
import { type FunctionRow, resolveName } from './symbol-table.js';
import { resolvePath } from './type-table.js';

export function emitOps(emitter: Emitter, scope: Scope, path: string, line: number, way: Way): void {
  const graph = emitter.graph;
  const filter = filterId(emitter, way.filter);
  if (/^G:\w+$/.test(path)) {
    addEdge(graph, way.node, arrayNode(graph, scope.file, path.slice(2)), 'ops', line, '', filter, way.commands);
    return;
  }
  const [, giver] = /^C:(\w+)$/.exec(path) ?? [];
  if (giver !== undefined) {
    for (const id of resolveName(emitter.symbols, giver, scope.file))
      addEdge(graph, way.node, givenNode(graph, id, giver), 'ops', line, '', filter, way.commands);
    return;
  }
  const key = resolvePath(emitter.types, path, scope.file);
  if (key) {
    addEdge(graph, way.node, opsNode(graph, key), 'ops', line, '', filter, way.commands);
    return;
  }
  // The struct is unknown: where few structs have functions under that name, it is one of those.
  const field = path.slice(path.lastIndexOf('.') + 1);
  const tags = emitter.types.functionFields.get(field);
  if (!tags || tags.size > 2) return;
  for (const tag of tags)
    addEdge(graph, way.node, opsNode(graph, `${tag}.${field}`), 'ops', line, '', filter, way.commands);
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
