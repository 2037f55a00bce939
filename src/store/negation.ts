/** Turns conditions round, as text. */

/** `!(x)`, and `x` of `!x` and `!(x)`. */
export function negated(text: string): string {
  if (/^![^=]/.test(text)) {
    const rest = text.slice(1).trim();
    const inner = unparenthesized(rest);
    if (inner !== rest || /^\w[\w.]*(?:->\w+|\.\w+)*$/.test(rest) || isCall(rest)) return inner;
  }
  return `!(${text})`;
}

/** Whether the whole text is one call: `f(a) || g(b)` is not. */
function isCall(text: string): boolean {
  const open = text.indexOf('(');
  return /^\w+$/.test(text.slice(0, open)) && unparenthesized(text.slice(open)) !== text.slice(open);
}

/** Without the parentheses around the whole: `(a) && (b)` has none. */
export function unparenthesized(text: string): string {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i === text.length - 1 ? text.slice(1, -1).trim() : text;
  }
  return text;
}
