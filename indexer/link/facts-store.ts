/** The facts of all files of a tree, kept as JSON text and decoded one file at a time, so that memory stays small. */

import type { FileFacts } from '../parse/facts.js';

export interface FactsStore {
  /** Calls `visit` for every file in path order, or only for those whose JSON holds `text`; `index` counts from 0. */
  forEach(visit: (facts: FileFacts, index: number) => void, text?: string): void;
  /** The same for the last time: what was visited is let go of, so that its memory serves what is made of it. */
  drain(visit: (facts: FileFacts, index: number) => void): void;
  readonly paths: readonly string[];
}

/** `entries` may come in any order; they are sorted by path so that the outcome does not depend on it. */
export function factsStore(entries: readonly { readonly path: string; readonly json: Uint8Array }[]): FactsStore {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const paths = sorted.map((entry) => entry.path);
  const texts: (Uint8Array | undefined)[] = sorted.map((entry) => entry.json);
  sorted.length = 0;
  const decoder = new TextDecoder();
  const read = (json: Uint8Array): FileFacts => JSON.parse(decoder.decode(json)) as FileFacts;
  return {
    paths,
    forEach: (visit, text) => {
      texts.forEach((json, index) => {
        if (!json) return;
        if (text !== undefined && !Buffer.from(json.buffer, json.byteOffset, json.length).includes(text)) return;
        visit(read(json), index);
      });
    },
    drain: (visit) => {
      texts.forEach((json, index) => {
        texts[index] = undefined;
        if (json) visit(read(json), index);
      });
    },
  };
}
