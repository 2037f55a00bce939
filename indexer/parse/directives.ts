/** Takes the preprocessor's lines out of a file: macros are collected, conditions become ranges, the rest is code. */

/** A `#define`, with its body on one line. `params` is null for an object-like macro. */
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
  readonly conditions: string[];
}

const DIRECTIVE = /^[ \t]*#[ \t]*([a-z_]+)?(.*)$/;
const DEFINE = /^[ \t]+([A-Za-z_]\w*)(\(([^)]*)\))?[ \t]*([\s\S]*)$/;

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
  const blanks: [number, number][] = [];
  const open: OpenGroup[] = [];
  let groups = 0;
  let at = clean.charCodeAt(0) === 35 ? 0 : nextDirective(clean, 0);
  while (at >= 0) {
    const end = directiveEnd(clean, at);
    const raw = clean.slice(at, end);
    const match = DIRECTIVE.exec(raw.replace(/\\\n/g, '  ').replace(/\n/g, ' '));
    const word = match?.[1] ?? '';
    const rest = match?.[2] ?? '';
    blanks.push([at, end]);
    switch (word) {
      case 'if':
      case 'ifdef':
      case 'ifndef': {
        const condition = word === 'if' ? squeeze(rest) : `${word === 'ifndef' ? '!' : ''}defined(${firstWord(rest)})`;
        const group: OpenGroup = { id: ++groups, branches: [], conditions: [condition] };
        group.branches.push({ start: end, end, condition, dead: fixedValue(condition) === false });
        open.push(group);
        break;
      }
      case 'elif':
      case 'else': {
        const group = open.at(-1);
        if (!group) break;
        closeBranch(group, at);
        const others = group.conditions.map(negate).join(' && ');
        const condition = word === 'else' ? others : `${others} && ${wrap(squeeze(rest))}`;
        const first = group.conditions[0] ?? '';
        const dead = word === 'else' && group.conditions.length === 1 && fixedValue(first) === true;
        if (word === 'elif') group.conditions.push(squeeze(rest));
        group.branches.push({ start: end, end, condition, dead });
        break;
      }
      case 'endif': {
        const group = open.pop();
        if (group) closeGroup(group, at, clean, ranges, blanks);
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
    at = nextDirective(clean, end - 1);
  }
  for (let group = open.pop(); group; group = open.pop()) closeGroup(group, clean.length, clean, ranges, blanks);
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  return { text: blank(clean, blanks), defines, ranges };
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
function closeGroup(
  group: OpenGroup,
  at: number,
  text: string,
  ranges: ConditionRange[],
  blanks: [number, number][],
): void {
  closeBranch(group, at);
  const live = group.branches.filter((branch) => !branch.dead);
  const kept =
    live.length > 1 && !live.every((branch) => balanced(text, branch.start, branch.end)) ? live.slice(0, 1) : live;
  group.branches.forEach((branch, index) => {
    if (!kept.includes(branch)) blanks.push([branch.start, branch.end]);
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

function blank(text: string, spans: [number, number][]): string {
  if (spans.length === 0) return text;
  spans.sort((a, b) => a[0] - b[0]);
  const parts: string[] = [];
  let done = 0;
  for (const [start, end] of spans) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    parts.push(text.slice(done, from), text.slice(from, end).replace(/[^\n]/g, ' '));
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}
