/** Reads a body in which no errno can arise or pass without the grammar: only its calls, callbacks and ops stores. */

import { STORES, TRANSPARENT } from './conventions.js';
import type { CallFacts, StoreFacts, Term } from './facts.js';
import type { FunctionHead } from './function-head.js';
import { splitTopLevel } from './split-top-level.js';
import { Token } from './syntax/token.js';
import { type Tokens, tokenize } from './syntax/tokenize.js';

/** Longest argument list that is looked at for callbacks. */
const MAX_ARGUMENTS = 2000;

/** True for a body whose value flow the grammar has to read. */
export function needsGrammar(head: FunctionHead, body: string): boolean {
  if (/\bE[A-Z][A-Z0-9]+\b|\bsyscall_set_return_value\b/.test(body) || /-\s*1\b/.test(body)) return true;
  if (head.returnsBool) return false;
  if (head.returnsVoid) {
    return (
      /(?:err|error|ret|rc|status|result)\s*=[^=]/.test(body) && /\*\s*\w+\s*=[^=]|(?:->|\.)\s*\w+\s*=[^=]/.test(body)
    );
  }
  for (let at = body.indexOf('return'); at >= 0; at = body.indexOf('return', at + 6)) {
    if (isWordAt(body, at - 1) || isWordAt(body, at + 6)) continue;
    const end = body.indexOf(';', at);
    if (end < 0) return true;
    if (!/^\(?\s*(?:\d\w*|true|false|NULL|[A-Z][A-Z_0-9]*)?\s*\)?$/.test(body.slice(at + 6, end).trim())) return true;
  }
  return false;
}

/** Characters of a body that is read whole for the one place where it says no. */
const SHORT = 400;

/** True for a body that says yes or no, and may do so because of what it calls. */
export function givesReason(head: FunctionHead, body: string): boolean {
  if (head.returnsVoid || body.length > 20_000) return false;
  const first = body.indexOf('return');
  if (first < 0 || !(head.returnsBool || body.indexOf('return', first + 6) >= 0)) return false;
  return body.length < SHORT || body.includes('(');
}

/** True for a short body that stores through a parameter: what its callers test may be what it read. */
export function fillsParameters(head: FunctionHead, body: string): boolean {
  if (body.length > 3 * SHORT || !/\*\s*\w+\s*=[^=]/.test(body)) return false;
  return head.parameters.some(({ name, pointer }) => pointer && new RegExp(`\\*\\s*${name}\\s*=[^=]`).test(body));
}

function isWordAt(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 48 && c <= 57);
}

export interface SkimmedFacts {
  readonly calls: readonly CallFacts[];
  readonly stores: readonly StoreFacts[];
}

interface Skim {
  readonly body: string;
  readonly tokens: Tokens;
  readonly types: Map<string, string>;
  readonly params: Map<string, number>;
  /** Names that stand where a declaration would put them. */
  readonly declared: Set<string>;
}

export function skimBody(head: FunctionHead, body: string, lineOf: (offset: number) => number): SkimmedFacts {
  const skim: Skim = { body, tokens: tokenize(body), types: new Map(), params: new Map(), declared: new Set() };
  const { kind, start, match, count } = skim.tokens;
  head.parameters.forEach((one, i) => {
    skim.types.set(one.name, one.type);
    skim.params.set(one.name, i);
  });
  for (let i = 0; i < count; i++) noteDeclaration(skim, i);
  const calls: CallFacts[] = [];
  const stores: StoreFacts[] = [];
  /** What the call that ends at a closing parenthesis names, for `f(x)->g(y)`. */
  const closed = new Map<number, string>();
  for (let i = 0; i < count; i++) {
    if (kind[i] !== Token.word) continue;
    const giver = isField(skim, i) ? closed.get(i - 2) : undefined;
    if (isField(skim, i) && giver === undefined) continue;
    const last = chainEnd(skim, i);
    if (kind[last + 1] === Token.openParen) {
      if (last === i && giver === undefined) closed.set(match[i + 1] as number, word(skim, i));
      const callee = giver === undefined ? calleeOf(skim, i, last) : `.C:${giver}.${fieldsOf(skim, i, last).join('.')}`;
      if (callee !== undefined) calls.push([callee, lineOf(start[i] as number), ...argumentsAt(skim, last + 1)]);
      const store = callee !== undefined && STORES.has(callee) ? storeByCall(skim, last + 2, lineOf) : undefined;
      if (store) stores.push(store);
    } else if (last > i && giver === undefined && kind[last + 1] === Token.assign) {
      const store = storeAt(skim, i, last, last + 2, Token.semicolon, lineOf);
      if (store) stores.push(store);
    }
  }
  return { calls, stores };
}

function word(skim: Skim, i: number): string {
  return skim.body.slice(skim.tokens.start[i], skim.tokens.end[i]);
}

/** A word behind `->` or `.` belongs to the chain that began before it. */
function isField({ tokens }: Skim, i: number): boolean {
  const before = i > 0 ? tokens.kind[i - 1] : Token.end;
  return before === Token.arrow || before === Token.dot;
}

/** `struct file *f;` gives `f` its type; any `word name =`, `word *name;` makes a local of the name. */
function noteDeclaration(skim: Skim, i: number): void {
  const { kind } = skim.tokens;
  if (kind[i] !== Token.word || i === 0) return;
  const next = kind[i + 1];
  if (next !== Token.assign && next !== Token.semicolon && next !== Token.comma && next !== Token.openBracket) return;
  let before = i - 1;
  while (before > 0 && kind[before] === Token.star) before--;
  const type = kind[before] as number;
  if (type !== Token.word && type < Token.if) return;
  const name = word(skim, i);
  skim.declared.add(name);
  if (i - before <= 2 && type === Token.word && before > 0 && kind[before - 1] === Token.aggregate)
    skim.types.set(name, `S:${word(skim, before)}`);
}

/** The last token of `a->b.c[i].d`. */
function chainEnd({ tokens }: Skim, i: number): number {
  const { kind, match } = tokens;
  let last = i;
  for (;;) {
    const next = kind[last + 1];
    if ((next === Token.arrow || next === Token.dot) && kind[last + 2] === Token.word) last += 2;
    else if (next === Token.openBracket) last = match[last + 1] as number;
    else return last;
  }
}

function calleeOf(skim: Skim, i: number, last: number): string | undefined {
  if (last > i) {
    const path = pathOf(skim, i, last);
    return path === undefined ? undefined : `.${path}`;
  }
  const name = word(skim, i);
  const param = skim.params.get(name);
  if (param !== undefined) return `#${param}`;
  return skim.types.has(name) ? undefined : name;
}

function pathOf(skim: Skim, i: number, last: number): string | undefined {
  const root = word(skim, i);
  const type = skim.types.get(root);
  const fields = fieldsOf(skim, i + 1, last);
  if (fields.length === 0 && type !== undefined) return undefined;
  return [type === undefined ? `G:${root}` : type.length > 2 ? type : '?', ...fields].join('.');
}

function fieldsOf({ tokens, body }: Skim, from: number, last: number): string[] {
  const fields: string[] = [];
  for (let k = from; k <= last; k++) {
    if (tokens.kind[k] === Token.openBracket) k = tokens.match[k] as number;
    else if (tokens.kind[k] === Token.word) fields.push(body.slice(tokens.start[k], tokens.end[k]));
  }
  return fields;
}

/** `WRITE_ONCE(x->err, err)`: what stands behind the parenthesis at `open - 1` is as in `x->err = err;`. */
function storeByCall(skim: Skim, open: number, lineOf: (offset: number) => number): StoreFacts | undefined {
  const { kind } = skim.tokens;
  const i = kind[open] === Token.ampersand ? open + 1 : open;
  if (kind[i] !== Token.word) return undefined;
  const last = chainEnd(skim, i);
  return last > i && kind[last + 1] === Token.comma
    ? storeAt(skim, i, last, last + 2, Token.closeParen, lineOf)
    : undefined;
}

/**
 * `x->ops = &name;` with a function or a table of them, or a parameter.
 * @param value - the token where the value begins
 * @param behind - what has to follow it
 */
function storeAt(
  skim: Skim,
  i: number,
  last: number,
  value: number,
  behind: number,
  lineOf: (offset: number) => number,
): StoreFacts | undefined {
  const { kind, start } = skim.tokens;
  const at = kind[value] === Token.ampersand ? value + 1 : value;
  if (kind[at] !== Token.word) return undefined;
  const end = chainEnd(skim, at);
  if (end > at) return copyAt(skim, i, last, at, end, lineOf);
  const wrapped = isWrapped(skim, at);
  if (kind[wrapped ? at + 4 : at + 1] !== behind || kind[last] !== Token.word) return undefined;
  const name = word(skim, wrapped ? at + 2 : at);
  const path = pathOf(skim, i, last);
  if (path === undefined || !/[a-z]/.test(name)) return undefined;
  const param = skim.params.get(name);
  if (param !== undefined) return [path, lineOf(start[i] as number), [['P', param]]];
  if (skim.types.has(name) || skim.declared.has(name)) return undefined;
  return [path, lineOf(start[i] as number), [['I', name]]];
}

/** `XA_ERROR(err)`: what is given is what is stored. */
function isWrapped(skim: Skim, at: number): boolean {
  const { kind } = skim.tokens;
  return (
    kind[at + 1] === Token.openParen &&
    kind[at + 2] === Token.word &&
    kind[at + 3] === Token.closeParen &&
    TRANSPARENT.has(word(skim, at))
  );
}

/** `x->open = y->open;` */
function copyAt(
  skim: Skim,
  i: number,
  last: number,
  at: number,
  end: number,
  lineOf: (offset: number) => number,
): StoreFacts | undefined {
  const { kind, start } = skim.tokens;
  if (kind[end + 1] !== Token.semicolon || kind[end] !== Token.word || word(skim, end) !== word(skim, last))
    return undefined;
  const path = pathOf(skim, i, last);
  const from = pathOf(skim, at, end);
  if (path === undefined || from === undefined || path === from) return undefined;
  return [path, lineOf(start[i] as number), [['L', from, 0]]];
}

type Argument = readonly [number, readonly Term[]];

function argumentsAt(skim: Skim, open: number): Argument[] {
  const { start, match } = skim.tokens;
  const from = (start[open] as number) + 1;
  const to = Math.min(start[match[open] as number] as number, from + MAX_ARGUMENTS);
  const list: Argument[] = [];
  if (to <= from) return list;
  splitTopLevel(skim.body.slice(from, to)).forEach((arg, i) => {
    const field = /^\s*([A-Za-z_]\w*)((?:\s*(?:->|\.)\s*[A-Za-z_]\w*)+)\s*$/.exec(arg);
    if (field?.[1] && field[2]) {
      const type = skim.types.get(field[1]) ?? (skim.declared.has(field[1]) ? '' : `G:${field[1]}`);
      if (type.length > 2) list.push([i, [['L', `${type}${field[2].replace(/\s*(?:->|\.)\s*/g, '.')}`, 0]]]);
      return;
    }
    const name = /^\s*&?\s*([A-Za-z_]\w*)\s*$/.exec(arg)?.[1];
    if (!name || !/[a-z]/.test(name)) return;
    const param = skim.params.get(name);
    if (param === undefined && !skim.types.has(name)) list.push([i, [['I', name]]]);
    else if (param !== undefined && /^(?:F|T:)/.test(skim.types.get(name) ?? '')) list.push([i, [['P', param]]]);
  });
  return list;
}
