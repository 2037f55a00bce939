/** The facts of all files of a tree, kept as JSON text and decoded one file at a time, so that memory stays small. */

import type { EncodedFacts, FileHead } from '../parse/encode-facts.js';
import type { FunctionFacts } from '../parse/facts.js';

export interface FactsEntry extends EncodedFacts {
  readonly path: string;
}

/** The JSON text of each file's facts, by its index in `paths`, which are sorted; valid until the next text is asked for. */
export interface FactsSource {
  readonly paths: readonly string[];
  head(file: number): Buffer;
  bodies(file: number): Buffer;
}

export interface FactsStore {
  /** Calls `visit` for every file in path order, or only for those whose JSON holds `text`; `index` counts from 0. */
  forEachHead(visit: (head: FileHead, index: number) => void, text?: string): void;
  /** The bodies of every file's functions. */
  forEachBodies(visit: (functions: readonly FunctionFacts[], index: number) => void): void;
  readonly paths: readonly string[];
}

export function factsStore({ paths, head, bodies }: FactsSource): FactsStore {
  return {
    paths,
    forEachHead: (visit, text) => {
      for (let file = 0; file < paths.length; file++) {
        const json = head(file);
        if (text === undefined || json.includes(text)) visit(JSON.parse(json.toString('latin1')) as FileHead, file);
      }
    },
    forEachBodies: (visit) => {
      for (let file = 0; file < paths.length; file++)
        visit(JSON.parse(bodies(file).toString('latin1')) as FunctionFacts[], file);
    },
  };
}

/** Facts in memory; `entries` may come in any order, and are sorted so that the outcome does not depend on it. */
export function factsOf(entries: readonly FactsEntry[]): FactsSource {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const textOf = (bytes: Uint8Array | undefined): Buffer => Buffer.from(bytes ?? []);
  return {
    paths: sorted.map((entry) => entry.path),
    head: (file) => textOf(sorted[file]?.head),
    bodies: (file) => textOf(sorted[file]?.bodies),
  };
}
