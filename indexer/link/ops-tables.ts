/** Fills the slots of ops tables: which functions can stand in which field of which struct. */

import { FunctionFlag } from '../../src/store/schema.js';
import type { FunctionFacts, InitializerEntry, InitializerFacts } from '../parse/facts.js';
import { type EntryNames, entryCommands } from './entry-commands.js';
import { addEdge, type GraphBuilder, slotNode } from './graph-builder.js';
import { argumentName } from './scope.js';
import { type Summaries, slotOf } from './summaries.js';
import { type FunctionRow, resolveName, type SymbolTable } from './symbol-table.js';
import { holdsFunction, resolvePath, type TypeTable, tagOf } from './type-table.js';

/** The slot `struct.field`, to which calls through that field lead. */
export function opsNode(graph: GraphBuilder, key: string): number {
  return slotNode(graph, 'ops', key, -1, key);
}

/** Array variables of functions have a slot of their own: `file variable`. */
export function arrayNode(graph: GraphBuilder, file: number, variable: string): number {
  return slotNode(graph, 'ops', `${file} ${variable}[]`, -1, `${variable}[]`);
}

/** `entries` are those of the initialiser with its macros expanded. */
export function addInitializers(
  graph: GraphBuilder,
  symbols: SymbolTable,
  types: TypeTable,
  names: EntryNames,
  facts: InitializerFacts,
  entries: readonly InitializerEntry[],
  file: number,
): void {
  const tag = tagOf(types, facts.type);
  for (const [path, value, line, , under] of entries) {
    if (/^-?E[A-Z]/.test(value)) continue;
    const commands = entryCommands(graph.commands, names, facts, tag, file, under);
    addImplementation(graph, symbols, types, file, facts, tag, path, value, line, commands);
  }
}

function addImplementation(
  graph: GraphBuilder,
  symbols: SymbolTable,
  types: TypeTable,
  file: number,
  facts: InitializerFacts,
  tag: string,
  path: string,
  value: string,
  line: number,
  commands: number,
): void {
  const targets = resolveName(symbols, value, file);
  if (targets.length === 0) return;
  for (const id of targets) (symbols.rows[id] as FunctionRow).flags |= FunctionFlag.addressTaken;
  const parts = path.split('.').filter((part) => part !== '[]');
  if (parts.length === 0 || (facts.type === 'F' && parts.length <= 1)) {
    link(graph, arrayNode(graph, file, facts.variable), targets, file, line, facts.variable, commands);
    return;
  }
  const key = fieldKey(types, tag, parts);
  if (key) link(graph, opsNode(graph, key), targets, file, line, facts.variable, commands);
}

/** Follows a designator (`hook.inode_create`, `#2`) from a struct to the field it sets. */
function fieldKey(types: TypeTable, start: string, parts: readonly string[]): string | null {
  let tag = start;
  for (let i = 0; i < parts.length; i++) {
    if (tag === '') return null;
    const part = parts[i] ?? '';
    const name = part.startsWith('#') ? types.order.get(tag)?.[Number(part.slice(1))] : part;
    if (name === undefined) return null;
    const alias = types.fields.get(tag)?.has(name) ? undefined : types.aliases.get(name);
    if (alias?.includes('.')) return fieldKey(types, tag, [...alias.split('.'), ...parts.slice(i + 1)]);
    if (i === parts.length - 1) {
      noteFunctionField(types, tag, name);
      return `${tag}.${name}`;
    }
    tag = tagOf(types, types.fields.get(tag)?.get(name) ?? '');
  }
  return null;
}

function noteFunctionField(types: TypeTable, tag: string, name: string): void {
  const known = types.functionFields.get(name);
  if (known) known.add(tag);
  else types.functionFields.set(name, new Set([tag]));
}

function link(
  graph: GraphBuilder,
  node: number,
  targets: readonly number[],
  file: number,
  line: number,
  label: string,
  commands = 0,
): void {
  for (const target of targets) addEdge(graph, node, target, 'ops', line, label, 0, commands, file);
}

/** Lets the function that `name` means in a file stand in a slot. */
export function fillSlot(
  graph: GraphBuilder,
  symbols: SymbolTable,
  key: string,
  name: string,
  file: number,
  line: number,
  label: string,
): void {
  const targets = resolveName(symbols, name, file);
  for (const target of targets) (symbols.rows[target] as FunctionRow).flags |= FunctionFlag.addressTaken;
  if (targets.length) link(graph, opsNode(graph, key), targets, file, line, label);
}

/** Functions that code puts into fields: `x->fill = f`, `x->fill = y->fill`, and `set_fill(x, f)` where the callee keeps its parameter. */
export function addFieldOps(
  graph: GraphBuilder,
  symbols: SymbolTable,
  types: TypeTable,
  summary: Summaries,
  facts: FunctionFacts,
  file: number,
): void {
  for (const [path, line, terms] of facts.stores) {
    for (const term of terms) {
      if (term[0] === 'L') {
        copySlot(graph, types, term[1], resolvePath(types, path, file), file, line, facts.name);
        continue;
      }
      if (term[0] !== 'I') continue;
      const targets = resolveName(symbols, term[1], file);
      if (targets.length === 0) continue;
      for (const target of targets) (symbols.rows[target] as FunctionRow).flags |= FunctionFlag.addressTaken;
      const key = resolvePath(types, path, file);
      if (!key) continue;
      const dot = key.lastIndexOf('.');
      noteFunctionField(types, key.slice(0, dot), key.slice(dot + 1));
      link(graph, opsNode(graph, key), targets, file, line, facts.name);
    }
  }
  for (const call of facts.calls) {
    // Most have no arguments that matter.
    if (call.length === 2) continue;
    const [callee, line, ...args] = call;
    const updated = callee === 'static_call_update' ? `static_call.${argumentName(call, 0)}` : undefined;
    for (const [position, terms] of args) {
      for (const term of terms) {
        if (updated !== undefined) {
          if (position === 1 && term[0] === 'I') fillSlot(graph, symbols, updated, term[1], file, line, facts.name);
          else if (position === 1 && term[0] === 'L') copySlot(graph, types, term[1], updated, file, line, facts.name);
          continue;
        }
        if (term[0] === 'L') {
          for (const target of resolveName(symbols, callee, file))
            for (const key of summary.kept.get(slotOf(target, position)) ?? [])
              copySlot(graph, types, term[1], key, file, line, callee);
          continue;
        }
        if (term[0] !== 'I') continue;
        const targets = resolveName(symbols, term[1], file);
        if (targets.length === 0) continue;
        for (const target of targets) (symbols.rows[target] as FunctionRow).flags |= FunctionFlag.addressTaken;
        if (!/^\w+$/.test(callee)) continue;
        for (const target of resolveName(symbols, callee, file)) {
          for (const key of summary.kept.get(slotOf(target, position)) ?? []) {
            link(graph, opsNode(graph, key), targets, file, line, callee);
          }
        }
      }
    }
  }
}

/** What can stand in the field at `path` can stand in the slot `into`, too. */
function copySlot(
  graph: GraphBuilder,
  types: TypeTable,
  path: string,
  into: string | null,
  file: number,
  line: number,
  label: string,
): void {
  const from = resolvePath(types, path, file);
  if (!from || !into || from === into || !holdsFunction(types, from)) return;
  if (!into.startsWith('static_call.') && !holdsFunction(types, into)) return;
  const dot = into.lastIndexOf('.');
  noteFunctionField(types, into.slice(0, dot), into.slice(dot + 1));
  addEdge(graph, opsNode(graph, into), opsNode(graph, from), 'ops', line, label, 0);
}
