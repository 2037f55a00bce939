/** What a handler sets: the places that it and the functions of its file below it write. */

import { splitTopLevel } from '../parse/split-top-level.js';
import type { Place } from './facts.js';
import { type Locals, localsOf, placesOf } from './places.js';
import { type FunctionText, insideParens, type SourceText } from './source-text.js';

/** Levels of calls within the file; a handler mostly checks its input and hands it on. */
const MAX_DEPTH = 3;
const MOST = 12;

const ASSIGNMENT =
  /(?<![.>\w])((?:\*\s*)?[A-Za-z_]\w*(?:\s*(?:->|\.)\s*\w+|\[[^\]=;]*\])*)\s*(?:[-+|&^*]|<<|>>)?=(?!=)/g;

/** Calls that store through an argument: `WRITE_ONCE(x, …)`, `atomic64_set(&x, …)`, `cpumask_copy(x, …)`, `kstrtoul(buf, 0, &x)`. */
const SETTER =
  /\b(\w*(?:_set|set_|copy|parse|xchg|kstrto|WRITE_ONCE|strscpy|strncpy|memcpy|get_option|match_int|param_set)\w*)\s*\(/g;

/** Bookkeeping that no setting is kept in. */
const BOOKKEEPING =
  /(?:^|[._:])(?:lock|mutex|sem|rwsem|list|node|entry|work|wait|refs?|refcnt|refcount|rcu|head|next|prev|err|error|ret|pos|ppos|len|buf|private|private_data|count|key|string|name|value|length|flags|state|warned)$|^S:(?:ctl_table|fs_context|file|inode|task_struct|cgroup_subsys_state)\.\w+$/;

/**
 * The places that `name` writes, its own first.
 * @param label - what a `case` has to say for its statements to count, where the handler parts by it
 */
export function writtenPlaces(source: SourceText, name: string, label?: string): Place[] {
  const found = new Set<Place>();
  const seen = new Set<string>([name]);
  let level: { readonly fn: FunctionText; readonly body: string }[] = [];
  const first = source.functions.get(name);
  if (first) level.push({ fn: first, body: (label && caseOf(first.body, label)) || first.body });
  for (let depth = 0; depth <= MAX_DEPTH && level.length && found.size < MOST; depth++) {
    const next: typeof level = [];
    for (const { fn, body } of level) {
      const locals = localsOf(fn.head + fn.body);
      const bits = label && body !== fn.body ? namedBits(source, body) : [];
      for (const place of [...written(body, locals, source.globals), ...bits]) if (found.size < MOST) found.add(place);
      for (const [, callee = ''] of body.matchAll(/\b([a-z_]\w*)\s*\(/g)) {
        const called = source.functions.get(callee);
        if (!called || seen.has(callee)) continue;
        seen.add(callee);
        next.push({ fn: called, body: (label && caseOf(called.body, label)) || called.body });
      }
    }
    level = next;
  }
  return [...found];
}

/** `case FILE_EXCLUSIVE: return update_flag(CS_EXCLUSIVE, cs, val);`: the constant that says which of many bits is set. */
function namedBits({ functions }: SourceText, body: string): Place[] {
  return [...body.matchAll(/\b(\w+)\s*\(\s*([A-Z][A-Z0-9_]{2,})\s*,/g)].flatMap(([, callee = '', constant = '']) =>
    functions.has(callee) ? [`K:${constant}`] : [],
  );
}

function written(text: string, locals: Locals, globals: ReadonlySet<string>): Place[] {
  const body = text.replace(/"[^"\n]*"/g, '""');
  const found: Place[] = [];
  const targets = pointerTargets(body);
  const add = (expression: string): void => {
    // A struct of the function's own.
    if (/^[\s&(]*\w+\s*\./.test(expression) && locals.has(/\w+/.exec(expression)?.[0] ?? '')) return;
    for (const place of placesOf(expression, locals)) {
      if (BOOKKEEPING.test(place)) continue;
      const variable = /^G:(\w+)/.exec(place)?.[1];
      if (variable !== undefined ? globals.has(variable) : place.startsWith('S:')) found.push(place);
    }
  };
  for (const [, left = ''] of body.matchAll(ASSIGNMENT)) if (!/^\*/.test(left)) add(left);
  for (const match of body.matchAll(SETTER)) {
    const args = splitTopLevel(insideParens(body, match.index + match[0].length - 1));
    const field = /_set_(\w+)$/.exec(match[1] ?? '')?.[1];
    args.forEach((arg, i) => {
      // `page_counter_set_max(&x->memory, …)` sets its `max`.
      const pointed = i === 0 ? (targets.get(arg.trim()) ?? (/^\s*&/.test(arg) ? [arg] : [])) : [];
      if (field !== undefined && pointed.length) for (const one of pointed) add(`${one}.${field}`);
      else if (/^\s*&/.test(arg) || (i === 0 && /^\s*\w+\s*(?:->|\.)/.test(arg)) || /^\s*\w*ONCE/.test(match[1] ?? ''))
        add(arg);
    });
  }
  return found;
}

/** What local pointers point to: `counter = swap ? &x->memsw : &x->memory`. */
function pointerTargets(body: string): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>();
  for (const [, name = '', value = ''] of body.matchAll(/\b(\w+)\s*=(?!=)\s*([^;=]*&[^;=]*);/g)) {
    const found = [...value.matchAll(/&\s*(\w+(?:(?:->|\.)\w+)+)/g)].map(([, path = '']) => path);
    if (found.length) targets.set(name, [...(targets.get(name) ?? []), ...found]);
  }
  return targets;
}

/** Functions of other files that a handler, or what it calls in its own file, hands its value to. */
export function settersBelow(source: SourceText, name: string): string[] {
  const first = source.functions.get(name);
  if (!first) return /^\w+$/.test(name) && name !== 'NULL' ? [name] : [];
  const callees = (fn: { readonly body: string }): string[] =>
    [...fn.body.matchAll(/\b([a-z_]\w*)\s*\(/g)].map(([, callee = '']) => callee);
  const own = callees(first);
  const below = own.flatMap((callee) => {
    const fn = source.functions.get(callee);
    return fn ? callees(fn) : [];
  });
  return [...new Set([...own, ...below])]
    .filter((callee) => SETS.test(callee) && !source.functions.has(callee))
    .slice(0, 4);
}

/** Functions that others may hand a value to. */
const SETS = /(?:_|\b)(?:set|write|update)_\w|_set$/;
const GENERIC = /^(?:atomic|mem|bit|cpumask|css|kernfs|list|refcount|test|sk_|of_|__|static_)|_(?:bit|state|flag)$/;

/** What the functions of a file that others may hand a value to write. */
export function setters(source: SourceText): [string, Place[]][] {
  return [...source.functions.values()].flatMap(({ name, head, body }): [string, Place[]][] => {
    const handler = /\bctl_table\b/.test(head);
    if (!handler && (!SETS.test(name) || GENERIC.test(name) || /\bstatic\b/.test(head))) return [];
    const places = writtenPlaces(source, name);
    const all = handler ? places : [...places, ...setBits(body)];
    return all.length ? [[name, all]] : [];
  });
}

/** `group->flags |= GROUP_OPEN;`: of the many bits that are kept there the constant tells which. */
function setBits(body: string): Place[] {
  const found = body.matchAll(/(?:->|\.)\s*\w*flags\s*(?:\|=|&=\s*~)\s*([A-Z][A-Z0-9_]{2,})\s*;/g);
  return [...new Set([...found].map(([, constant]) => `K:${constant}`))];
}

/** The statements behind `case label:` up to where they leave the `switch`. */
function caseOf(body: string, label: string): string | undefined {
  const match = new RegExp(`\\bcase\\s+${label}\\s*:`).exec(body);
  if (!match) return undefined;
  const rest = body.slice(match.index + match[0].length);
  let depth = 0;
  for (const { 0: token, index } of rest.matchAll(/[{}]|\b(?:case\b[^:;{}]*|default\s*):|\bbreak\s*;/g)) {
    if (token === '{') depth++;
    else if (token === '}') depth--;
    else if (depth > 0) continue;
    else if (token.startsWith('break')) return rest.slice(0, index);
    else if (/\b(?:return\b[^;]*|goto\s+\w+)\s*;\s*$/.test(rest.slice(0, index))) return rest.slice(0, index);
    if (depth < 0) return rest.slice(0, index);
  }
  return rest;
}
