/** The facts of all files of a tree, kept as JSON text and decoded one file at a time, so that memory stays small. */

import type { FileFacts } from '../parse/facts.js';

export interface FactsStore {
  /** Calls `visit` for every file in path order, or only for those whose JSON holds `text`; `index` counts from 0. */
  forEach(visit: (facts: FileFacts, index: number) => void, text?: string): void;
  readonly paths: readonly string[];
}

/** `entries` may come in any order; they are sorted by path so that the outcome does not depend on it. */
export function factsStore(entries: readonly { readonly path: string; readonly json: Uint8Array }[]): FactsStore {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const decoder = new TextDecoder();
  return {
    paths: sorted.map((entry) => entry.path),
    forEach: (visit, text) => {
      sorted.forEach((entry, index) => {
        if (
          text !== undefined &&
          !Buffer.from(entry.json.buffer, entry.json.byteOffset, entry.json.length).includes(text)
        )
          return;
        visit(JSON.parse(decoder.decode(entry.json)) as FileFacts, index);
      });
    },
  };
}
