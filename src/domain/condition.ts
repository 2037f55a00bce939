/** The conditions under which code is compiled, as `#if` and Makefiles have them: read once, judged for any kernel. */

import { and, MAYBE, NEVER, not, or, SURE, type Truth } from './truth.js';

/** `test`: what a macro says of a name (`IS_ENABLED(CONFIG_X)`), or with macro '' the name alone. */
export type Condition =
  | { readonly kind: 'test'; readonly macro: string; readonly name: string }
  | { readonly kind: 'never' | 'unknown' }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] };

/** What is known of a test on some kernel. */
export type ConditionTest = (macro: string, name: string) => Truth;

const TOKEN = /[A-Za-z_]\w*|\d\w*|&&|\|\||[=!<>]=|<<|>>|[^\s]/g;
const BITS = /\bBITS_PER_LONG\s*([!=]=)\s*(32|64)\b/g;
const UNKNOWN: Condition = { kind: 'unknown' };

/** Deeper nesting than this is not followed. */
const DEEPEST = 100;

/** Reads a condition; what cannot be read is unknown. */
export function parseCondition(condition: string): Condition {
  const text = condition.replace(BITS, (_all, operator: string, width: string) => {
    return `${(operator === '==') === (width === '64') ? '' : '!'}defined(CONFIG_64BIT)`;
  });
  const tokens = text.match(TOKEN) ?? [];
  let next = 0;
  let depth = 0;
  const atom = (): Condition => {
    const token = tokens[next++];
    if (token === undefined || depth > DEEPEST) return UNKNOWN;
    if (token === '!' || token === '(') {
      depth++;
      const inner = token === '!' ? atom() : disjunction();
      depth--;
      if (token === '!') return { kind: 'not', of: inner };
      if (tokens[next] !== ')') next = tokens.length + 1;
      next++;
      return inner;
    }
    if (tokens[next] === '(') {
      const start = ++next;
      for (let open = 1; open > 0 && next < tokens.length; next++) {
        if (tokens[next] === '(') open++;
        else if (tokens[next] === ')') open--;
      }
      return next - start === 2 ? { kind: 'test', macro: token, name: tokens[start] ?? '' } : UNKNOWN;
    }
    if (/^0[xX]?0*[uUlL]*$/.test(token)) return { kind: 'never' };
    return token.startsWith('CONFIG_') ? { kind: 'test', macro: '', name: token } : UNKNOWN;
  };
  const comparison = (): Condition => {
    let value = atom();
    while (next < tokens.length && !/^(?:&&|\|\||\))$/.test(tokens[next] ?? '')) {
      // Numbers are not followed.
      next++;
      atom();
      value = UNKNOWN;
    }
    return value;
  };
  const list = (operator: string, kind: 'and' | 'or', part: () => Condition): Condition => {
    const first = part();
    if (tokens[next] !== operator) return first;
    const of = [first];
    while (tokens[next] === operator) {
      next++;
      of.push(part());
    }
    return { kind, of };
  };
  const conjunction = (): Condition => list('&&', 'and', comparison);
  const disjunction = (): Condition => list('||', 'or', conjunction);
  const value = disjunction();
  return next === tokens.length ? value : UNKNOWN;
}

/** Whether a condition holds where `test` says what is known. */
export function judgeCondition(condition: Condition, test: ConditionTest): Truth {
  switch (condition.kind) {
    case 'test':
      return test(condition.macro, condition.name);
    case 'never':
      return NEVER;
    case 'unknown':
      return MAYBE;
    case 'not':
      return not(judgeCondition(condition.of, test));
    case 'and':
      return condition.of.reduce<Truth>((value, part) => and(value, judgeCondition(part, test)), SURE);
    case 'or':
      return condition.of.reduce<Truth>((value, part) => or(value, judgeCondition(part, test)), NEVER);
  }
}
