/** Expressions of Kconfig (`A && (B || !C)`, `D = m`, `"$(ARCH)" != "i386"`), judged in three-valued logic. */
import { and, MAYBE, NEVER, not, or, SURE, type Truth } from '../../src/domain/truth.js';

/** What expressions are judged against. */
export interface KconfigGround {
  /** Whether an option (without `CONFIG_`) is on; {@link SURE} means `y`. */
  readonly option: (name: string) => Truth;
  /** The value of a variable such as `ARCH`; undefined where it is not known. */
  readonly variable: (name: string) => string | undefined;
}

type Expression = (ground: KconfigGround) => Truth;

const TOKEN = /"(?:\\.|[^"\\])*"|'[^']*'|\$\((?:[^()]|\([^()]*\))*\)|&&|\|\||[<>!]=|[=<>!()]|[\w./$-]+/g;
const COMPARISON = /^(?:[<>!]?=|[<>])$/;

const parsed = new Map<string, Expression>();

/** Judges an expression; the empty one holds, what cannot be read may hold. */
export function judge(text: string, ground: KconfigGround): Truth {
  if (text === '') return SURE;
  let expression = parsed.get(text);
  if (expression === undefined) {
    expression = parse(text);
    parsed.set(text, expression);
  }
  return expression(ground);
}

function parse(text: string): Expression {
  const tokens = text.match(TOKEN) ?? [];
  let next = 0;
  const primary = (): Expression => {
    const token = tokens[next++];
    if (token === undefined) return () => MAYBE;
    if (token === '!') {
      const operand = primary();
      return (ground) => not(operand(ground));
    }
    if (token === '(') {
      const inner = disjunction();
      if (tokens[next] === ')') next++;
      return inner;
    }
    const operator = tokens[next];
    if (operator === undefined || !COMPARISON.test(operator)) return symbol(token);
    next++;
    return comparison(token, operator, tokens[next++] ?? '');
  };
  const conjunction = (): Expression => {
    let left = primary();
    while (tokens[next] === '&&') {
      next++;
      const before = left;
      const right = primary();
      left = (ground) => and(before(ground), right(ground));
    }
    return left;
  };
  const disjunction = (): Expression => {
    let left = conjunction();
    while (tokens[next] === '||') {
      next++;
      const before = left;
      const right = conjunction();
      left = (ground) => or(before(ground), right(ground));
    }
    return left;
  };
  const whole = disjunction();
  // Two values side by side: not understood.
  return next === tokens.length ? whole : () => MAYBE;
}

/** A constant's text with its variables put in; undefined where only a build can say. */
type Constant = (ground: KconfigGround) => string | undefined;

function symbol(token: string): Expression {
  const constant = constantOf(token);
  if (constant === undefined) return /^\w+$/.test(token) ? (ground) => ground.option(token) : () => MAYBE;
  return (ground) => {
    const text = constant(ground);
    return text === 'y' ? SURE : text === 'n' || text === '' ? NEVER : MAYBE;
  };
}

/** Undefined for an option. */
function constantOf(token: string): Constant | undefined {
  if (token === 'y' || token === 'm' || token === 'n') return () => token;
  const quoted = /^(["'])([\s\S]*)\1$/.exec(token)?.[2];
  if (quoted === undefined && !token.startsWith('$')) return undefined;
  const text = quoted ?? token;
  if (!text.includes('$')) return () => text;
  return (ground) => {
    let known = true;
    const filled = text.replace(/\$\(([^()]*)\)|\$\([\s\S]*\)/g, (_all, name: string | undefined) => {
      const value = name === undefined ? undefined : ground.variable(name);
      if (value === undefined) known = false;
      return value ?? '';
    });
    return known ? filled : undefined;
  };
}

function comparison(left: string, operator: string, right: string): Expression {
  if (operator !== '=' && operator !== '!=') return () => MAYBE;
  const equal = equality(left, right);
  return operator === '=' ? equal : (ground) => not(equal(ground));
}

function equality(left: string, right: string): Expression {
  const one = constantOf(left);
  const other = constantOf(right);
  if (one !== undefined && other !== undefined) {
    return (ground) => {
      const a = one(ground);
      const b = other(ground);
      return a === undefined || b === undefined ? MAYBE : a === b ? SURE : NEVER;
    };
  }
  const constant = one ?? other;
  const name = one === undefined ? left : right;
  if (constant === undefined || !/^\w+$/.test(name)) return () => MAYBE;
  return (ground) => {
    const on = ground.option(name);
    const value = constant(ground);
    if (value === 'n') return not(on);
    if (value === 'y') return on;
    return value === 'm' && on !== MAYBE ? NEVER : MAYBE;
  };
}
