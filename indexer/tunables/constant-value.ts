/** What a constant expression of C comes to, where all of its names are known. */

/** A number with its C type, which decides how it wraps. */
interface Typed {
  readonly value: bigint;
  readonly bits: 32 | 64;
  readonly unsigned: boolean;
}

/** The text of a constant or of a variable's initialiser. */
export type Definitions = (name: string) => string | undefined;

const TOKEN = /0[xX][0-9a-fA-F]+[uUlL]*|\d+[uUlL]*|[A-Za-z_]\w*|<<|>>|[<>=!]=|[-+*/%|&^~()[\],<>?:]/g;
const MAX_DEPTH = 16;

/** Casts that change a value: bits, and whether without sign (the LP64 model of 64-bit kernels). */
const CASTS: ReadonlyMap<string, readonly [bits: number, unsigned: boolean]> = new Map([
  ['unsigned char', [8, true]],
  ['u8', [8, true]],
  ['unsigned short', [16, true]],
  ['u16', [16, true]],
  ['short', [16, false]],
  ['s16', [16, false]],
  ['int', [32, false]],
  ['s32', [32, false]],
  ['unsigned', [32, true]],
  ['unsigned int', [32, true]],
  ['u32', [32, true]],
  ['long', [64, false]],
  ['s64', [64, false]],
  ['unsigned long', [64, true]],
  ['u64', [64, true]],
]);

/** The value in decimal; undefined where something in it is not known. Booleans stay words. */
export function constantValue(text: string, definitions: Definitions): string | undefined {
  if (/^(?:true|false)$/.test(text.trim())) return text.trim();
  const string = /^"[^"]*"$/.exec(text.trim())?.[0];
  if (string !== undefined) return string.slice(1, -1);
  return evaluate(text, definitions, 0)?.value.toString();
}

function evaluate(text: string, definitions: Definitions, depth: number): Typed | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const tokens: readonly string[] = text.match(TOKEN) ?? [];
  if (tokens.length === 0 || text.replace(TOKEN, '').trim() !== '') return undefined;
  let at = 0;
  const binary = (level: number): Typed | undefined => {
    const operators = LEVELS[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    while (left && operators.includes(tokens[at] ?? '')) {
      const operator = tokens[at++] as string;
      const right = binary(level + 1);
      left = right ? applied(operator, left, right) : undefined;
    }
    return left;
  };
  const conditional = (): Typed | undefined => {
    const test = binary(0);
    if (tokens[at] !== '?' || test === undefined) return test;
    at++;
    const yes = conditional();
    if (tokens[at++] !== ':') return undefined;
    const no = conditional();
    return test.value !== 0n ? yes : no;
  };
  const unary = (): Typed | undefined => {
    const token: string | undefined = tokens[at++];
    if (token === undefined) return undefined;
    if (token === 'sizeof') {
      const close = tokens.indexOf(')', at);
      const type = tokens[at] === '(' ? CASTS.get(tokens.slice(at + 1, close).join(' ')) : undefined;
      at = close + 1;
      return type && { value: BigInt(type[0] / 8), bits: 64, unsigned: true };
    }
    if (token === '-' || token === '~' || token === '+') {
      const inner = unary();
      if (!inner || token === '+') return inner;
      return wrapped(token === '-' ? -inner.value : ~inner.value, inner.bits, inner.unsigned);
    }
    if (token === '(') {
      const close = tokens.indexOf(')', at);
      const cast = CASTS.get(tokens.slice(at, close).join(' '));
      if (cast) {
        at = close + 1;
        const inner = unary();
        return inner && casted(inner.value, cast);
      }
      const inner = conditional();
      return tokens[at++] === ')' ? inner : undefined;
    }
    if (/^\d/.test(token)) return literal(token);
    if (!/^[A-Za-z_]/.test(token) || tokens[at] === '(') return undefined;
    const definition = definitions(token);
    if (definition === undefined) return undefined;
    if (tokens[at] !== '[') return evaluate(definition, definitions, depth + 1);
    const index = Number(tokens[at + 1]);
    at += 3;
    const element = definition.split(',')[index];
    return element === undefined ? undefined : evaluate(element, definitions, depth + 1);
  };
  const result = conditional();
  return at === tokens.length ? result : undefined;
}

/** Operators, the loosest first. */
const LEVELS = [['|'], ['^'], ['&'], ['==', '!='], ['<', '>', '<=', '>='], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];

function applied(operator: string, left: Typed, right: Typed): Typed | undefined {
  const shift = operator === '<<' || operator === '>>';
  const bits = shift || left.bits === 64 ? left.bits : right.bits;
  const wide = [left, right].filter((one) => one.bits === bits);
  const unsigned = shift ? left.unsigned : wide.some((one) => one.unsigned);
  const [a, b] = [left.value, right.value];
  if ((operator === '/' || operator === '%') && b === 0n) return undefined;
  if (shift && (b < 0n || b > 63n)) return undefined;
  switch (operator) {
    case '|':
      return wrapped(a | b, bits, unsigned);
    case '^':
      return wrapped(a ^ b, bits, unsigned);
    case '&':
      return wrapped(a & b, bits, unsigned);
    case '<<':
      return wrapped(a << b, bits, unsigned);
    case '>>':
      return wrapped(a >> b, bits, unsigned);
    case '+':
      return wrapped(a + b, bits, unsigned);
    case '-':
      return wrapped(a - b, bits, unsigned);
    case '*':
      return wrapped(a * b, bits, unsigned);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '>':
      return truth(a > b);
    case '<=':
      return truth(a <= b);
    case '>=':
      return truth(a >= b);
    case '/':
      return wrapped(a / b, bits, unsigned);
    default:
      return wrapped(a % b, bits, unsigned);
  }
}

function truth(holds: boolean): Typed {
  return { value: holds ? 1n : 0n, bits: 32, unsigned: false };
}

function wrapped(value: bigint, bits: 32 | 64, unsigned: boolean): Typed {
  return { value: unsigned ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value), bits, unsigned };
}

function casted(value: bigint, [bits, unsigned]: readonly [number, boolean]): Typed {
  const cut = unsigned ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value);
  // What is narrower than an int becomes one.
  return { value: cut, bits: bits === 64 ? 64 : 32, unsigned: unsigned && bits >= 32 };
}

function literal(token: string): Typed {
  const digits = token.replace(/[uUlL]+$/, '');
  const suffix = token.slice(digits.length).toLowerCase();
  const value = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const hex = /^0[xX]/.test(digits);
  const unsigned = suffix.includes('u') || (hex && value > 0x7fffffffn && value <= 0xffffffffn);
  const bits = suffix.includes('l') || value > (unsigned ? 0xffffffffn : 0x7fffffffn) ? 64 : 32;
  return { value, bits, unsigned };
}
