/** Reads a body in which no errno can arise or pass without the grammar: only its calls, callbacks and ops stores. */

import type { CallFacts, StoreFacts, Term } from './facts.js';
import type { FunctionHead } from './function-head.js';
import { splitTopLevel } from './split-top-level.js';

const NOT_A_CALL =
  /^(?:if|while|for|switch|return|sizeof|typeof|__typeof__|do|else|case|defined|alignof|offsetof|__attribute__|asm)$/;
const CALL = /([A-Za-z_]\w*(?:\s*(?:->|\.)\s*[A-Za-z_]\w*|\s*\[[^\][]*\])*)\s*\(/g;
const DECLARATION = /\b(?:struct|union)\s+(\w+)\s*\*?\s*(\w+)\s*(?=[=;,[])/g;
const OPS_STORE = /([A-Za-z_]\w*(?:\s*(?:->|\.)\s*[A-Za-z_]\w*)+)\s*=\s*&?\s*([A-Za-z_]\w*)\s*;/g;

/** True for a body whose value flow the grammar has to read. */
export function needsGrammar(head: FunctionHead, body: string): boolean {
  if (/\bE(?:2BIG|[A-Z][A-Z0-9]+)\b/.test(body) || /-\s*1\b/.test(body)) return true;
  if (head.returnsVoid || head.returnsBool) {
    return (
      /(?:\*\s*\w*|\b\w*)(?:err|error|ret|rc|status|result)\s*=[^=]/.test(body) &&
      !head.returnsBool &&
      /\*\s*\w+\s*=[^=]|(?:->|\.)\s*\w+\s*=[^=]/.test(body)
    );
  }
  for (const match of body.matchAll(/\breturn\b([^;]*);/g)) {
    if (!/^\(?\s*(?:\d\w*|true|false|NULL|[A-Z][A-Z_0-9]*)?\s*\)?$/.test((match[1] ?? '').trim())) return true;
  }
  return false;
}

export interface SkimmedFacts {
  readonly calls: readonly CallFacts[];
  readonly stores: readonly StoreFacts[];
}

export function skimBody(head: FunctionHead, body: string, lineOf: (offset: number) => number): SkimmedFacts {
  const types = new Map<string, string>();
  const params = new Map<string, number>();
  head.parameters.forEach((one, i) => {
    types.set(one.name, one.type);
    params.set(one.name, i);
  });
  for (const match of body.matchAll(DECLARATION)) if (match[1] && match[2]) types.set(match[2], `S:${match[1]}`);
  const calls: CallFacts[] = [];
  CALL.lastIndex = 0;
  for (const match of body.matchAll(CALL)) {
    const words = match[1] ?? '';
    if (NOT_A_CALL.test(words)) continue;
    const open = (match.index ?? 0) + match[0].length;
    const callee = calleeOf(words, types, params);
    if (callee === undefined) continue;
    calls.push([callee, lineOf(match.index ?? 0), ...argumentsAt(body, open, types, params)]);
  }
  const stores: StoreFacts[] = [];
  for (const match of body.matchAll(OPS_STORE)) {
    const path = pathOf(match[1] ?? '', types);
    const name = match[2] ?? '';
    if (path === undefined || !/[a-z]/.test(name)) continue;
    const param = params.get(name);
    if (param !== undefined) stores.push([path, lineOf(match.index ?? 0), [['P', param]]]);
    else if (!types.has(name) && !new RegExp(`\\b\\w+[\\s*]+${name}\\s*[=;,[]`).test(body))
      stores.push([path, lineOf(match.index ?? 0), [['I', name]]]);
  }
  return { calls, stores };
}

function calleeOf(
  words: string,
  types: ReadonlyMap<string, string>,
  params: ReadonlyMap<string, number>,
): string | undefined {
  if (/^\w+$/.test(words)) {
    const param = params.get(words);
    if (param !== undefined) return `#${param}`;
    return types.has(words) ? undefined : words;
  }
  const path = pathOf(words, types);
  return path === undefined ? undefined : `.${path}`;
}

function pathOf(words: string, types: ReadonlyMap<string, string>): string | undefined {
  const [root = '', ...fields] = words
    .replace(/\[[^\][]*\]/g, '')
    .split(/->|\./)
    .map((part) => part.trim());
  const type = types.get(root);
  const base = type === undefined ? `G:${root}` : type.length > 2 ? type : '?';
  if (fields.length === 0) return base.startsWith('G:') ? base : undefined;
  return [base, ...fields].join('.');
}

type Argument = readonly [number, readonly Term[]];

function argumentsAt(
  body: string,
  open: number,
  types: ReadonlyMap<string, string>,
  params: ReadonlyMap<string, number>,
): Argument[] {
  let depth = 1;
  let end = open;
  for (; end < body.length && depth > 0 && end - open < 2000; end++) {
    const c = body.charCodeAt(end);
    if (c === 40) depth++;
    else if (c === 41) depth--;
  }
  const list: Argument[] = [];
  const inside = body.slice(open, end - 1);
  if (!/[a-z]/.test(inside)) return list;
  splitTopLevel(inside).forEach((arg, i) => {
    const name = /^\s*&?\s*([A-Za-z_]\w*)\s*$/.exec(arg)?.[1];
    if (!name || !/[a-z]/.test(name)) return;
    const param = params.get(name);
    if (param === undefined && !types.has(name)) list.push([i, [['I', name]]]);
    else if (param !== undefined && /^(?:F|T:)/.test(types.get(name) ?? '')) list.push([i, [['P', param]]]);
  });
  return list;
}
