/** The answer with origins as JSON: the same frames stand on many of its routes, and each is turned into text once. */
import type { z } from '@hono/zod-openapi';
import type { Origin, PathFrame } from '../schemas/origin.js';
import type { OriginsAnswer } from '../schemas/origins.js';

/** What `JSON.stringify` gives, in two thirds of the time: texts are put together once, at the end, as they are sent. */
export function originsJson({ origins, next_cursor, ...head }: z.infer<typeof OriginsAnswer>): string {
  const texts = new Map<PathFrame, string>();
  const textOf = (frame: PathFrame): string => {
    const known = texts.get(frame);
    if (known !== undefined) return known;
    const text = JSON.stringify(frame);
    texts.set(frame, text);
    return text;
  };
  const pathOf = (path: readonly PathFrame[]): string => `[${listed(path, textOf)}]`;
  const originOf = ({ path, alternatives, probe, causes, ...first }: Origin): string => {
    const routes = `"path":${pathOf(path)},"alternatives":[${listed(alternatives, pathOf)}]`;
    return `${begun(first)},${routes},${ended({ probe, causes })}`;
  };
  return `${begun(head)},"origins":[${listed(origins, originOf)}],${ended({ next_cursor })}`;
}

/** As `map` and `join`, which copies all that is long once more. */
function listed<T>(items: readonly T[], textOf: (item: T) => string): string {
  let text = '';
  for (const item of items) text += text === '' ? textOf(item) : `,${textOf(item)}`;
  return text;
}

/** JSON of an object that is not empty, without its last brace, and without its first one. */
function begun(object: object): string {
  return JSON.stringify(object).slice(0, -1);
}

function ended(object: object): string {
  return JSON.stringify(object).slice(1);
}
