/** Macros whose text is needed as text: they expand to definitions, or to a part of an initialiser. */

/** Name · parameters · body · line of the macro. */
export type Template = readonly [name: string, params: readonly string[], body: string, line: number];

/** Longest body that is kept. */
const MAX_BODY = 6000;

/** Statements and expressions are followed as values instead (see `MacroFacts`). */
const STATEMENT = /^\(?\s*\{?\s*(?:do|if|while|for|switch|return|asm|typeof|__typeof__)\b|^\(\s*\{/;

/** Whether a function-like macro's body can stand at the top level or in an initialiser. */
export function isTemplate(body: string): boolean {
  if (body.length > MAX_BODY || STATEMENT.test(body)) return false;
  if (isInitializer(body)) return true;
  // A definition; or a call of a macro that may make one.
  return /[\w)]\s*\{[\s\S]*\}|=\s*\{|^(?:static\s+)?_*[A-Z]\w*\s*\(/.test(body) || /^[\w\s*]*##[^()]*=/.test(body);
}

/** `{ .open = f }`, `.open = f`, `[X] = { … }`: nothing but a part of an initialiser. */
export function isInitializer(body: string): boolean {
  return /^\{(?![^{}]*;)|^\.\s*\w+\s*[=.[]|^\[[^\]]*\]\s*=/.test(body);
}

const WORD = /[A-Za-z_]\w*|"[^"\n]*"|'[^'\n]*'/g;

/** Stands for an empty argument until all is pasted together: `static struct x ##name` does not make one word of both sides. */
const NOTHING = '\u0001';

/** The body with arguments for its parameters: `##` pastes, `#x` becomes an empty string. */
export function expandTemplate([, params, body]: Template, args: readonly string[]): string {
  const values = new Map<string, string>();
  params.forEach((param, i) => {
    if (param === '__VA_ARGS__') values.set(param, args.slice(i).join(', '));
    else values.set(param, args[i] || NOTHING);
  });
  return body
    .replace(/(^|[^#])#(?!#)\s*([A-Za-z_]\w*)/g, (all, before: string, name: string) =>
      values.has(name) ? `${before}""` : all,
    )
    .replace(WORD, (word) => values.get(word) ?? word)
    .replace(/\s*##\s*/g, '')
    .replaceAll(NOTHING, '');
}
