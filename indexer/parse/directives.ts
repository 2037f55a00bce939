/** Takes the preprocessor's lines out of a file: macros are collected, conditions become ranges, the rest is code. */

/**
 * A `#define`, with its body on one line. `params` is null for an object-like macro; of those only the ones that may be
 * another name of something are kept, since generated headers hold millions of numbers.
 */
export interface Define {
  readonly name: string;
  readonly params: readonly string[] | null;
  readonly body: string;
  readonly line: number;
  readonly config: string | null;
}

/** Code between `start` and `end` stands under `condition` (only what speaks of configuration is kept). */
export interface ConditionRange {
  readonly start: number;
  readonly end: number;
  readonly condition: string | null;
  /** Branches of one `#if … #else … #endif` share a group number; they exclude each other. */
  readonly group: number;
  readonly branch: number;
}

export interface Preprocessed {
  /** The code with directives and unusable branches blanked; same length as the input. */
  readonly text: string;
  readonly defines: readonly Define[];
  /** Innermost ranges last; sorted by start, outer before inner. */
  readonly ranges: readonly ConditionRange[];
}

interface Branch {
  readonly start: number;
  end: number;
  readonly condition: string | null;
  readonly dead: boolean;
}

interface OpenGroup {
  readonly id: number;
  readonly branches: Branch[];
  /** The conditions of the branches so far, negated; null when they are too many to write out. */
  others: string | null;
}

const NEWLINE = 10;
const SPACE = 32;

const DIRECTIVE = /^[ \t]*#[ \t]*([a-z_]+)?(.*)$/;
const DEFINE = /^[ \t]+([A-Za-z_]\w*)(\(([^)]*)\))?[ \t]*([\s\S]*)$/;

/** Longest condition that is written out for the branches of an `#elif` chain. */
const MAX_CONDITION = 2000;

/**
 * Conditions whose value is the same in every kernel build: the languages of other readers are off,
 * the kernel's own C is on.
 */
const FIXED: ReadonlyMap<string, boolean> = new Map([
  ['0', false],
  ['1', true],
  ['__cplusplus', false],
  ['defined(__cplusplus)', false],
  ['__ASSEMBLY__', false],
  ['defined(__ASSEMBLY__)', false],
  ['__ASSEMBLER__', false],
  ['defined(__ASSEMBLER__)', false],
  ['__KERNEL__', true],
  ['defined(__KERNEL__)', true],
  ['__CHECKER__', false],
  ['defined(__CHECKER__)', false],
]);

/** Splits a cleaned text (see `cleanText`) into code, macros and conditions. */
export function preprocess(clean: string, lineOf: (offset: number) => number): Preprocessed {
  const defines: Define[] = [];
  const ranges: ConditionRange[] = [];
  const code = Buffer.from(clean, 'latin1');
  const open: OpenGroup[] = [];
  let groups = 0;
  let at = clean.charCodeAt(0) === 35 ? 0 : nextDirective(clean, 0);
  while (at >= 0) {
    const end = directiveEnd(clean, at);
    blank(code, at, end);
    if (definesNoName(clean, at)) {
      at = nextDirective(clean, end);
      continue;
    }
    const raw = clean.slice(at, end);
    const match = DIRECTIVE.exec(raw.replace(/\\\n/g, '  ').replace(/\n/g, ' '));
    const word = match?.[1] ?? '';
    const rest = match?.[2] ?? '';
    switch (word) {
      case 'if':
      case 'ifdef':
      case 'ifndef': {
        const condition = word === 'if' ? squeeze(rest) : `${word === 'ifndef' ? '!' : ''}defined(${firstWord(rest)})`;
        const group: OpenGroup = { id: ++groups, branches: [], others: negate(condition) };
        group.branches.push({ start: end, end, condition, dead: fixedValue(condition) === false });
        open.push(group);
        break;
      }
      case 'elif':
      case 'else': {
        const group = open.at(-1);
        if (!group) break;
        closeBranch(group, at);
        const { others } = group;
        const own = squeeze(rest);
        const condition = others === null || word === 'else' ? others : `${others} && ${wrap(own)}`;
        const [first] = group.branches;
        const dead = word === 'else' && group.branches.length === 1 && fixedValue(first?.condition ?? '') === true;
        if (word === 'elif' && others !== null) {
          group.others = others.length > MAX_CONDITION ? null : `${others} && ${negate(own)}`;
        }
        group.branches.push({ start: end, end, condition, dead });
        break;
      }
      case 'endif': {
        const group = open.pop();
        if (group) closeGroup(group, at, clean, ranges, code);
        break;
      }
      case 'define': {
        const define = DEFINE.exec(rest);
        if (define?.[1]) {
          const params = define[2] === undefined ? null : (define[3] ?? '').split(',').map((p) => p.trim());
          defines.push({
            name: define[1],
            params,
            body: (define[4] ?? '').trim(),
            line: lineOf(at),
            config: relevantConditions(open),
          });
        }
        break;
      }
      default:
    }
    at = nextDirective(clean, end);
  }
  for (let group = open.pop(); group; group = open.pop()) closeGroup(group, clean.length, clean, ranges, code);
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  return { text: code.toString('latin1'), defines, ranges };
}

/** Offset of the next line that begins with `#` after `from`, or -1. */
function nextDirective(text: string, from: number): number {
  let at = text.indexOf('#', from);
  while (at >= 0) {
    let i = at - 1;
    while (i >= 0 && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9)) i--;
    if (i < 0 || text.charCodeAt(i) === 10) return i + 1;
    at = text.indexOf('#', at + 1);
  }
  return -1;
}

/** End of a directive's logical line (spliced lines included), behind its newline. */
function directiveEnd(text: string, start: number): number {
  let i = text.indexOf('\n', start);
  while (i > 0 && text.charCodeAt(i - 1) === 92) i = text.indexOf('\n', i + 1);
  return i < 0 ? text.length : i + 1;
}

function closeBranch(group: OpenGroup, at: number): void {
  const branch = group.branches.at(-1);
  if (branch) branch.end = at;
}

/**
 * Alternatives stay side by side when each is balanced in itself; otherwise only the first live one can stay,
 * because together they would open more braces than they close.
 */
function closeGroup(group: OpenGroup, at: number, text: string, ranges: ConditionRange[], code: Buffer): void {
  closeBranch(group, at);
  const live = group.branches.filter((branch) => !branch.dead);
  const together = live.length < 2 || live.every((branch) => balanced(text, branch.start, branch.end));
  const kept = new Set(together ? live : live.slice(0, 1));
  group.branches.forEach((branch, index) => {
    if (!kept.has(branch)) blank(code, branch.start, branch.end);
    else if (branch.end > branch.start) {
      const condition = speaksOfConfiguration(branch.condition) ? branch.condition : null;
      ranges.push({ start: branch.start, end: branch.end, condition, group: group.id, branch: index });
    }
  });
}

function balanced(text: string, start: number, end: number): boolean {
  let braces = 0;
  let parens = 0;
  for (let i = start; i < end; i++) {
    switch (text.charCodeAt(i)) {
      case 123:
        braces++;
        break;
      case 125:
        if (--braces < 0) return false;
        break;
      case 40:
        parens++;
        break;
      case 41:
        if (--parens < 0) return false;
        break;
      default:
    }
  }
  return braces === 0 && parens === 0;
}

function speaksOfConfiguration(condition: string | null): boolean {
  return condition !== null && /\b(CONFIG_|MODULE\b|IS_ENABLED|BITS_PER_LONG|__[a-z0-9_]+__\b)/.test(condition);
}

function relevantConditions(open: readonly OpenGroup[]): string | null {
  const parts: string[] = [];
  for (const group of open) {
    const condition = group.branches.at(-1)?.condition ?? null;
    if (condition !== null && speaksOfConfiguration(condition)) parts.push(wrap(condition));
  }
  return parts.length ? parts.join(' && ') : null;
}

function fixedValue(condition: string): boolean | undefined {
  if (condition.startsWith('!')) {
    const value = FIXED.get(condition.slice(1));
    return value === undefined ? undefined : !value;
  }
  return FIXED.get(condition);
}

function squeeze(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/defined (\w+)/g, 'defined($1)');
}

function firstWord(text: string): string {
  return /\w+/.exec(text)?.[0] ?? '';
}

function negate(condition: string): string {
  if (/^!defined\(\w+\)$/.test(condition)) return condition.slice(1);
  return /^defined\(\w+\)$/.test(condition) ? `!${condition}` : `!(${condition})`;
}

function wrap(condition: string): string {
  return condition.includes('||') ? `(${condition})` : condition;
}

function blank(code: Buffer, start: number, end: number): void {
  for (let i = start; i < end; i++) if (code[i] !== NEWLINE) code[i] = SPACE;
}

/** True for `#define NAME 0x10` and its like: an object-like macro whose body, but for `(` and `-`, does not begin with a name. */
function definesNoName(text: string, start: number): boolean {
  let i = skipBlanks(text, skipBlanks(text, start) + 1);
  if (!text.startsWith('define', i)) return false;
  i = skipBlanks(text, i + 'define'.length);
  const name = i;
  while (isWord(text.charCodeAt(i))) i++;
  if (i === name || text.charCodeAt(i) === 40) return false;
  i = skipBlanks(text, i);
  if (text.charCodeAt(i) === 40) i = skipBlanks(text, i + 1);
  if (text.charCodeAt(i) === 45) i = skipBlanks(text, i + 1);
  const c = text.charCodeAt(i);
  return c !== 92 && (!isWord(c) || (c >= 48 && c <= 57));
}

function skipBlanks(text: string, from: number): number {
  let i = from;
  while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i++;
  return i;
}

function isWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 48 && c <= 57);
}
