/** A C preprocessor as small as the kernel's syscall-number headers need: conditions, defines, includes, calls. */
import { type Defines, evaluate, type Macro } from './preprocessor-expression.js';
import type { TreeText } from './tree-text.js';

/** What is left of a header when its conditions are decided. */
export interface Preprocessed {
  readonly defines: Defines;
  /** The arguments of every expanded call of the collected macro, in order. */
  readonly calls: readonly (readonly string[])[];
}

export interface PreprocessOptions {
  /** Object-like macros that are set from the start. */
  readonly defines: Readonly<Record<string, string>>;
  /** The macro whose calls are collected (`__SYSCALL`); definitions of it in the header are ignored. */
  readonly collect: string;
  /** The file behind an `#include <…>`, or `undefined` to leave it out. */
  readonly include: (name: string) => string | undefined;
}

const DEEPEST_INCLUDE = 8;
const DEEPEST_EXPANSION = 8;

interface Branch {
  /** Whether lines count now, whether a branch of this `#if` was taken already, and whether the outer lines count. */
  active: boolean;
  taken: boolean;
  readonly outer: boolean;
}

/** Preprocesses a header of the tree; a header that is not there has no defines and no calls. */
export function preprocess(path: string, read: TreeText, options: PreprocessOptions): Preprocessed {
  const defines = new Map<string, Macro>();
  for (const [name, body] of Object.entries(options.defines)) defines.set(name, { parameters: null, body });
  const calls: string[][] = [];

  const visit = (file: string, depth: number): void => {
    const text = read(file);
    if (text === undefined || depth > DEEPEST_INCLUDE) return;
    const branches: Branch[] = [];
    let code = '';
    const flush = (): void => {
      collectCalls(code, defines, options.collect, 0, calls);
      code = '';
    };
    for (const line of logicalLines(text)) {
      const directive = /^\s*#\s*(\w+)\s*(.*)$/.exec(line);
      const active = branches.at(-1)?.active ?? true;
      if (directive === null) {
        if (active) code += `${line}\n`;
        continue;
      }
      flush();
      const [, keyword = '', rest = ''] = directive;
      if (conditional(keyword, rest, branches, defines) || !active) continue;
      if (keyword === 'undef') defines.delete(rest.trim());
      if (keyword === 'define') define(rest, defines, options.collect);
      if (keyword === 'include') {
        const target = options.include(/^[<"]([^>"]+)[>"]/.exec(rest)?.[1] ?? '');
        if (target !== undefined) visit(target, depth + 1);
      }
    }
    flush();
  };
  visit(path, 0);
  return { defines, calls };
}

/** Lines with comments blanked and continuations joined. */
function logicalLines(text: string): string[] {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\/\/[^\n]*/g, '')
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/);
}

/** Applies an `#if`-like directive; false for any other. */
function conditional(keyword: string, rest: string, branches: Branch[], defines: Defines): boolean {
  const outer = branches.at(-1)?.active ?? true;
  const open = (condition: boolean): void => {
    branches.push({ active: outer && condition, taken: condition, outer });
  };
  const branch = branches.at(-1);
  switch (keyword) {
    case 'if':
      open(evaluate(rest, defines) !== 0);
      return true;
    case 'ifdef':
      open(defines.has(rest.trim()));
      return true;
    case 'ifndef':
      open(!defines.has(rest.trim()));
      return true;
    case 'elif':
    case 'else':
      if (branch !== undefined) {
        const condition = keyword === 'else' || evaluate(rest, defines) !== 0;
        branch.active = branch.outer && !branch.taken && condition;
        branch.taken ||= condition;
      }
      return true;
    case 'endif':
      branches.pop();
      return true;
    default:
      return false;
  }
}

function define(text: string, defines: Map<string, Macro>, collected: string): void {
  const match = /^(\w+)(?:\(([^)]*)\))?\s*(.*)$/.exec(text);
  if (match === null || match[1] === undefined || match[1] === collected) return;
  const parameters = match[2] === undefined ? null : match[2].split(',').map((parameter) => parameter.trim());
  defines.set(match[1], { parameters, body: (match[3] ?? '').trim() });
}

function collectCalls(code: string, defines: Defines, collected: string, depth: number, calls: string[][]): void {
  if (depth > DEEPEST_EXPANSION) return;
  for (const [, name = '', list = ''] of code.matchAll(/\b(\w+)\s*\(([^()]*)\)/g)) {
    const values = list.split(',').map((argument) => argument.trim());
    if (name === collected) {
      calls.push(values);
      continue;
    }
    const macro = defines.get(name);
    const { parameters } = macro ?? { parameters: null };
    if (macro === undefined || parameters === null) continue;
    const expanded = macro.body.replace(/\b[A-Za-z_]\w*\b/g, (word) => values[parameters.indexOf(word)] ?? word);
    collectCalls(expanded, defines, collected, depth + 1, calls);
  }
}
