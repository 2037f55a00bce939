/** What code that runs once, while the kernel boots, puts into variables: it counts before their initialisers. */

import type { Item } from '../parse/items.js';
import type { TunableFacts } from './facts.js';
import { localsOf } from './places.js';

const ONCE = /\b__(?:mem)?init\b/;
/** Who reads the boot line sets what the administrator says. */
const READS_BOOT_LINE = /\bchar\s*\*/;
const SET = /(?<![.>\w])([A-Za-z_]\w*(?:\.\w+)*)(?:\[\d+\])?\s*=(?!=)\s*([^;{}]{1,200});/g;
const CONSTANT = /^(?:-?\d\w*|[A-Z][A-Z0-9_]+|true|false)$/;

/** For each variable that is no local one: the text, '' where it is computed or set only in some case, and the function. */
export function bootValues(
  path: string,
  text: string,
  items: readonly Item[],
  speaks: boolean,
): Pick<TunableFacts, 'boot'> {
  if (!path.endsWith('.c') || (!speaks && /^(?:drivers|sound|arch)\//.test(path)) || !ONCE.test(text)) return {};
  const found = new Map<string, readonly [text: string, fn: string]>();
  for (const item of items) {
    if (item.kind !== 'function') continue;
    const head = text.slice(item.start, item.body);
    if (!ONCE.test(head) || READS_BOOT_LINE.test(head)) continue;
    const fn = /(\w+)\s*\([^()]*\)[^()]*$/.exec(head)?.[1];
    if (fn === undefined) continue;
    const body = text.slice(item.body, item.end);
    let locals: ReturnType<typeof localsOf> | undefined;
    for (const { index, 1: name = '', 2: right = '' } of body.matchAll(SET)) {
      locals ??= localsOf(head + body);
      const root = name.split('.')[0] ?? '';
      if (locals.has(root) || !/[a-z]/.test(root)) continue;
      const value = right.trim();
      // Of several values it is for the function to say which.
      const told = CONSTANT.test(value) && standsAlone(body, index) && !found.has(name);
      found.set(name, [told ? value : '', fn]);
    }
  }
  return found.size ? { boot: [...found].map(([name, [value, fn]]) => [name, value, fn] as const) } : {};
}

/** Whether a statement of a body stands under no condition, as far as its braces tell. */
function standsAlone(body: string, at: number): boolean {
  const before = body.slice(0, at);
  const depth = before.split('{').length - before.split('}').length;
  return depth === 1 && /[;{}]\s*$/.test(before);
}
