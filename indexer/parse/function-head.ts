/** Reads a function's head: its name, parameters, return type and what its qualifiers say. */

import { FunctionFlag } from '../../src/store/schema.js';
import { splitTopLevel } from './split-top-level.js';
import { type Parameter, parseTypedName, typeOf } from './type-name.js';

export interface FunctionHead {
  readonly name: string;
  /** Offset of the name (or of the macro that makes it) in the head. */
  readonly at: number;
  readonly flags: number;
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  readonly returnsPointer: boolean;
  readonly returnsVoid: boolean;
  readonly returnsBool: boolean;
}

interface Group {
  readonly word: string;
  readonly wordAt: number;
  readonly open: number;
  readonly close: number;
}

const FLAG_WORDS: readonly (readonly [RegExp, number])[] = [
  [/\bstatic\b/, FunctionFlag.static],
  [/\b(inline|__inline|__inline__|__always_inline|nokprobe_inline|__flatten)\b/, FunctionFlag.inline],
  [/\b__always_inline\b|\bnokprobe_inline\b/, FunctionFlag.alwaysInline],
  [/\bnoinline\w*\b/, FunctionFlag.noinline],
  [/\b__weak\b/, FunctionFlag.weak],
  [/\b__(init|exit|meminit|net_init|net_exit|sched_init|head|init_or_cpufreq|init_or_module)\b/, FunctionFlag.init],
  [
    /\b(notrace|noinstr|__kprobes|__cpuidle|__entry_text|__noinstr_section|__no_instrument_function)\b/,
    FunctionFlag.untraceable,
  ],
];

const SYSCALL_MACRO = /^(COMPAT_)?SYSCALL(32)?_DEFINE(\d|x|_\w+)?$/;

/** Null where the head names no function (a table made by a macro, assembly, broken text). */
export function parseFunctionHead(head: string): FunctionHead | null {
  const group = nameGroup(parenGroups(head));
  // `int (*pick(int a))(long)`: what stands before the parenthesis is the type.
  if (!group || /^\s*\*/.test(head.slice(group.open + 1, group.close))) return functionReturningPointerToFunction(head);
  const before = head.slice(0, group.wordAt);
  // One body can stand under several heads, each for another configuration: the last one names it.
  const lead = before.slice(before.lastIndexOf(')') + 1);
  const args = head.slice(group.open + 1, group.close);
  const words = lead.replace(/\b(static|extern|inline|asmlinkage|__\w+|notrace|noinline\w*|noinstr)\b/g, ' ');
  const generated = /^[A-Z][A-Z0-9_]*[A-Z0-9x]$/.test(group.word) && !/[\w*]/.test(words);
  const flags = flagsOf(head);
  if (!generated) {
    if (/^(if|while|for|switch|return|sizeof|else|do)$/.test(group.word)) return null;
    const returns = before;
    return {
      name: group.word,
      at: group.wordAt,
      flags,
      parameters: splitTopLevel(args).map(parseTypedName).filter(isNamed),
      ...returnType(returns),
    };
  }
  const parts = splitTopLevel(args).map((part) => part.trim());
  const first = parts[0] ?? '';
  if (!/^\w+$/.test(first)) return null;
  const syscall = SYSCALL_MACRO.exec(group.word);
  const pairs: Parameter[] = [];
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const type = parts[i] ?? '';
    const name = parts[i + 1] ?? '';
    if (/^\w+$/.test(name)) pairs.push({ name, type: typeOf(type), pointer: type.includes('*') });
  }
  return {
    name: syscall ? `${syscall[1] ? 'compat_sys_' : 'sys_'}${first}` : first,
    at: group.wordAt,
    flags: flags | (syscall ? syscallFlags(syscall[3]) : FunctionFlag.generated),
    parameters: pairs,
    returns: '',
    returnsPointer: false,
    returnsVoid: false,
    returnsBool: false,
  };
}

/** @param count - what follows the macro's `DEFINE`: a digit, or a word of an arch's own */
function syscallFlags(count: string | undefined): number {
  return FunctionFlag.syscall | (count === '0' ? FunctionFlag.withoutArguments : 0);
}

/** The type and qualifiers that stand before a function's name. */
function returnType(text: string): Pick<FunctionHead, 'returns' | 'returnsPointer' | 'returnsVoid' | 'returnsBool'> {
  const returnsPointer = text.includes('*');
  return {
    returns: typeOf(text),
    returnsPointer,
    returnsVoid: !returnsPointer && /\bvoid\b/.test(text),
    returnsBool: !returnsPointer && /\b(bool|_Bool)\b/.test(text),
  };
}

function flagsOf(head: string): number {
  let flags = 0;
  for (const [pattern, flag] of FLAG_WORDS) if (pattern.test(head)) flags |= flag;
  return flags;
}

function isNamed(parameter: Parameter): boolean {
  return parameter.name !== '';
}

/** `int (*pick(int a))(long)`. */
function functionReturningPointerToFunction(head: string): FunctionHead | null {
  const match = /\(\s*\*\s*(\w+)\s*\(([^()]*)\)\s*\)\s*\(/.exec(head);
  if (!match?.[1]) return null;
  return {
    name: match[1],
    at: head.indexOf(match[1], match.index),
    flags: flagsOf(head),
    parameters: splitTopLevel(match[2] ?? '')
      .map(parseTypedName)
      .filter(isNamed),
    returns: 'F',
    returnsPointer: true,
    returnsVoid: false,
    returnsBool: false,
  };
}

function parenGroups(head: string): Group[] {
  const groups: Group[] = [];
  let depth = 0;
  let open = 0;
  for (let i = 0; i < head.length; i++) {
    const c = head.charCodeAt(i);
    if (c === 40) {
      if (depth++ === 0) open = i;
    } else if (c === 41 && depth > 0 && --depth === 0) {
      let end = open;
      while (end > 0 && head.charCodeAt(end - 1) <= 32) end--;
      let start = end;
      while (start > 0 && isWordPart(head.charCodeAt(start - 1))) start--;
      groups.push({ word: head.slice(start, end), wordAt: start < end ? start : open, open, close: i });
    }
  }
  return groups;
}

function isWordPart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 48 && c <= 57);
}

/** The last group that is no attribute behind the parameter list (`__acquires(x)`, `__attribute__((…))`). */
function nameGroup(groups: readonly Group[]): Group | undefined {
  for (let i = groups.length - 1; i >= 0; i--) {
    const group = groups[i];
    if (!group?.word) continue;
    if (/^__(attribute__|printf|scanf|aligned|section|must_hold\w*|acquires\w*|releases\w*)$/.test(group.word))
      continue;
    return group;
  }
  return undefined;
}
