/** The answer with origins as JSON: the same frames stand on many of its routes, and each is turned into text once. */
import type { z } from '@hono/zod-openapi';
import type { Origin, PathFrame } from '../schemas/origin.js';
import type { OriginsAnswer } from '../schemas/origins.js';

/** What `JSON.stringify` gives, in a third of the time. */
export function originsJson({ origins, next_cursor, ...head }: z.infer<typeof OriginsAnswer>): string {
  const texts = new Map<PathFrame, string>();
  const textOf = (frame: PathFrame): string => {
    const known = texts.get(frame);
    if (known !== undefined) return known;
    const text = JSON.stringify(frame);
    texts.set(frame, text);
    return text;
  };
  const pathOf = (path: readonly PathFrame[]): string => `[${path.map(textOf).join()}]`;
  const originOf = ({ path, alternatives, probe, causes, ...first }: Origin): string => {
    const routes = `"path":${pathOf(path)},"alternatives":[${alternatives.map(pathOf).join()}]`;
    return `${begun(first)},${routes},${ended({ probe, causes })}`;
  };
  return `${begun(head)},"origins":[${origins.map(originOf).join()}],${ended({ next_cursor })}`;
}

/** JSON of an object that is not empty, without its last brace, and without its first one. */
function begun(object: object): string {
  return JSON.stringify(object).slice(0, -1);
}

function ended(object: object): string {
  return JSON.stringify(object).slice(1);
}
