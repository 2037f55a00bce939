/** Runs declarations of locals. */

import { Kind } from '../syntax/syntax-tree.js';
import { parseTypedName, typeOf } from '../type-name.js';
import { nameOfStruct } from '../written-out.js';
import type { FlowContext } from './context.js';
import { children, text } from './nodes.js';
import { evaluateAs, KIND_INIT } from './site-kind.js';
import { NO_TERMS, type State } from './state.js';

/** Names and types of what a declaration declares, and their initial values. */
export function declare(context: FlowContext, node: number, state: State): void {
  const list = children(context, node);
  const first = list[0];
  if (first === undefined) return;
  const declaration = context.tree.text.slice(context.tree.start[node], context.tree.end[node]);
  const specifier = declaration.slice(
    0,
    Math.max(0, (context.tree.end[first] as number) - (context.tree.start[node] as number)),
  );
  // The struct of a table that is written out without a tag: see `localTables`.
  const unnamed = /\bstruct\s*\{/.test(specifier);
  const type = unnamed ? '' : typeOf(specifier);
  for (const child of list.slice(1)) {
    const kind = context.tree.kind[child];
    if (kind === Kind.initDeclarator) {
      const parts = children(context, child);
      const declarator = parts[0];
      const value = parts.at(-1);
      if (declarator === undefined || value === undefined || parts.length < 2) continue;
      const name = declareName(context, declarator, type);
      if (name && unnamed) context.types.set(name, `S:${nameOfStruct(context.name, name)}`);
      const terms = evaluateAs(context, KIND_INIT, value, state);
      if (name) state.vars.set(name, terms);
      if (name && context.tree.kind[value] === Kind.initializerList) context.tables.add(name);
    } else if (kind === Kind.identifier || kind === Kind.declarator) {
      const name = declareName(context, child, type);
      if (name) state.vars.set(name, NO_TERMS);
    } else if (kind === Kind.error) {
      context.evaluate(child, state);
    }
  }
}

/** Notes the type of a declared name; answers the name, or an empty string. */
function declareName(context: FlowContext, declarator: number, type: string): string {
  const words = text(context, declarator);
  if (/^\w+$/.test(words)) {
    context.types.set(words, type);
    return words;
  }
  const parsed = parseTypedName(`int ${words}`);
  if (parsed.name === '') return '';
  context.types.set(parsed.name, parsed.type === 'F' ? 'F' : type);
  return parsed.name;
}
