/** Structs that are written out where their only variable is: `static const struct link { … } links[] = { … };` */

import { parseAggregate } from './aggregate.js';
import type { StructFacts } from './facts.js';
import type { Item } from './items.js';

type Aggregate = NonNullable<Extract<Item, { kind: 'initializer' }>['aggregate']>;

/** The struct of a variable at the top level, and those in it; `head` is what stands between it and `=`. */
export function writtenOut(
  text: string,
  path: string,
  { start, body, end }: Aggregate,
  head: string,
):
  | {
      readonly structs: readonly StructFacts[];
      readonly variable: string;
      readonly type: string;
      readonly static: boolean;
    }
  | undefined {
  const variable = /\w+/.exec(head)?.[0] ?? '';
  const before = text.slice(start, body);
  const owner = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  const { structs } = parseAggregate(before, text.slice(body, end), ';', false, nameOfStruct(owner, variable));
  const tag = structs.at(-1)?.tag;
  return tag === undefined ? undefined : { structs, variable, type: `S:${tag}`, static: /\bstatic\b/.test(before) };
}

/** How a struct without a tag is called: by its only variable, and the function or file that has it. */
export function nameOfStruct(owner: string, variable: string): string {
  return `${owner}::${variable}`;
}
