/** Which errnos an edge lets pass, as the text that flow gives: `=A,B`, `!A,B`, or `=A,B>C` for a rewrite. */

import type { Emitter } from './emitter.js';

/** Of two filters one after the other the stricter is kept, a rewrite above all; both at once are rare. */
export function narrower(outer: string, inner: string): string {
  return inner === '' || isTurn(outer) ? outer : inner;
}

/** `=A,B>C`: of what comes along only A and B, and each as C. */
export function isTurn(filter: string): boolean {
  return filter.includes('>');
}

/** The number of a filter among those of the graph; 0 lets all pass. */
export function filterId(emitter: Emitter, filter: string): number {
  if (filter === '') return 0;
  const known = emitter.graph.filterIds.get(filter);
  if (known !== undefined) return known;
  const [names = '', into] = filter.slice(1).split('>');
  const to = into === undefined ? undefined : emitter.aliases.get(into);
  const errnos = [...new Set(names.split(',').flatMap((name) => emitter.aliases.get(name) ?? []))]
    .filter((id) => id !== to)
    .sort((a, b) => a - b);
  const id = emitter.graph.filters.length;
  const mode = filter.startsWith('=') ? 'only' : 'except';
  emitter.graph.filters.push(to === undefined ? { mode, errnos } : { mode: 'turn', errnos, to });
  emitter.graph.filterIds.set(filter, id);
  return id;
}
