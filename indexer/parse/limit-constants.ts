/** Constants that name a limit of processes or users, and the calls that they are given to. */

/** include/uapi/asm-generic/resource.h, include/linux/user_namespace.h; 5.10 to 7.3. */
const LIMIT = /\b(?:RLIMIT|UCOUNT)_[A-Z][A-Z_]*\b/g;

/** [callee, line, constant] for each that stands directly in a call: `rlimit(RLIMIT_NOFILE)`. */
export function limitConstants(
  code: string,
  lineOf: (offset: number) => number,
): readonly (readonly [callee: string, line: number, constant: string])[] {
  if (!code.includes('LIMIT_') && !code.includes('UCOUNT_')) return [];
  return [...code.matchAll(LIMIT)].flatMap((match): (readonly [string, number, string])[] => {
    const callee = calleeAround(code, match.index);
    return callee ? [[callee.name, lineOf(callee.at), match[0]]] : [];
  });
}

/** The call whose parentheses `at` stands in. */
function calleeAround(code: string, at: number): { readonly name: string; readonly at: number } | undefined {
  let depth = 0;
  for (let i = at - 1; i >= 0; i--) {
    const c = code[i];
    if (c === ')') depth++;
    else if (c === ';' || c === '{' || c === '}') return undefined;
    else if (c === '(' && depth-- === 0) {
      const name = /([A-Za-z_]\w*)\s*$/.exec(code.slice(Math.max(0, i - 80), i));
      return name?.[1] ? { name: name[1], at: i - name[0].length } : undefined;
    }
  }
  return undefined;
}
