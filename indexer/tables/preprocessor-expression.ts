/** The integer expressions of `#if` lines and of numbers in headers. */

/** A macro as defined; `parameters` is null for an object-like one. */
export interface Macro {
  readonly parameters: readonly string[] | null;
  readonly body: string;
}

export type Defines = ReadonlyMap<string, Macro>;

const DEEPEST_MACRO = 16;

/** Binary operators by how tightly they bind. */
const OPERATORS: Readonly<Record<string, { readonly binds: number; apply(a: number, b: number): number }>> = {
  '||': { binds: 1, apply: (a, b) => Number(a !== 0 || b !== 0) },
  '&&': { binds: 2, apply: (a, b) => Number(a !== 0 && b !== 0) },
  '==': { binds: 3, apply: (a, b) => Number(a === b) },
  '!=': { binds: 3, apply: (a, b) => Number(a !== b) },
  '<': { binds: 4, apply: (a, b) => Number(a < b) },
  '>': { binds: 4, apply: (a, b) => Number(a > b) },
  '<=': { binds: 4, apply: (a, b) => Number(a <= b) },
  '>=': { binds: 4, apply: (a, b) => Number(a >= b) },
  '+': { binds: 5, apply: (a, b) => a + b },
  '-': { binds: 5, apply: (a, b) => a - b },
};

/** The value of an expression. As in C, a name that is no macro is 0; what cannot be read is 0 too. */
export function evaluate(expression: string, defines: Defines, depth = 0): number {
  const tokens = expression.match(/0x[0-9a-f]+|\d+|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[<>+\-!()]/gi) ?? [];
  let next = 0;
  const primary = (): number => {
    const token = tokens[next++];
    if (token === undefined) return 0;
    if (token === '!') return Number(primary() === 0);
    if (token === '-') return -primary();
    if (token === '(') {
      const value = binary(0);
      if (tokens[next] === ')') next++;
      return value;
    }
    if (token === 'defined') {
      const parenthesis = tokens[next] === '(';
      if (parenthesis) next++;
      const name = tokens[next++] ?? '';
      if (parenthesis && tokens[next] === ')') next++;
      return Number(defines.has(name));
    }
    if (/^\d/.test(token)) return Number(token);
    const macro = defines.get(token);
    return macro === undefined || depth > DEEPEST_MACRO ? 0 : evaluate(macro.body, defines, depth + 1);
  };
  const binary = (binds: number): number => {
    let left = primary();
    for (let operator = OPERATORS[tokens[next] ?? '']; operator !== undefined && operator.binds > binds; ) {
      next++;
      left = operator.apply(left, binary(operator.binds));
      operator = OPERATORS[tokens[next] ?? ''];
    }
    return left;
  };
  return binary(0);
}
