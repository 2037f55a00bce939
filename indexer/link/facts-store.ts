/** The facts of all files of a tree, kept as JSON text and decoded one file at a time, so that memory stays small. */

import type { EncodedFacts, FactsPart, FactsParts, FileHead } from '../parse/encode-facts.js';
import type { FunctionFacts, InitializerFacts } from '../parse/facts.js';

export interface FactsEntry extends EncodedFacts {
  readonly path: string;
}

/** The JSON texts of each file's facts, by its index in `paths`, which are sorted; valid until the next one of the part is asked for. */
export interface FactsSource {
  readonly paths: readonly string[];
  text(part: FactsPart, file: number): Buffer;
}

export interface FactsStore {
  /** Calls `visit` for every file in path order, or only for those whose JSON holds `text`; `index` counts from 0. */
  forEachHead(visit: (head: FileHead, index: number) => void, text?: string): void;
  /** The initialisers of every file, or nothing of those files whose JSON holds none of `texts`. */
  forEachTables(visit: (tables: readonly InitializerFacts[], index: number) => void, texts?: readonly string[]): void;
  /** The bodies of every file's functions, without mentions. */
  forEachBodies(visit: (functions: readonly FunctionFacts[], index: number) => void): void;
  /** Of the bodies of every file's functions the calls and mentions alone. */
  forEachCalls(visit: (functions: readonly FunctionFacts[], index: number) => void): void;
  readonly paths: readonly string[];
}

/** What is not told of a function where only its calls are read. */
const NO_BODY = {
  endLine: 0,
  flags: 0,
  params: [],
  types: [],
  returns: '',
  literals: [],
  result: [],
  outs: [],
  stores: [],
} as const;

export function factsStore({ paths, text }: FactsSource): FactsStore {
  const read = <Part extends FactsPart>(part: Part, file: number): FactsParts[Part] =>
    JSON.parse(text(part, file).toString('latin1')) as FactsParts[Part];
  return {
    paths,
    forEachHead: (visit, wanted) => {
      for (let file = 0; file < paths.length; file++) {
        const json = text('head', file);
        if (wanted === undefined || json.includes(wanted)) visit(JSON.parse(json.toString('latin1')) as FileHead, file);
      }
    },
    forEachTables: (visit, wanted) => {
      for (let file = 0; file < paths.length; file++) {
        const json = text('tables', file);
        const all = wanted === undefined || wanted.some((one) => json.includes(one));
        visit(all ? (JSON.parse(json.toString('latin1')) as FactsParts['tables']) : [], file);
      }
    },
    forEachBodies: (visit) => {
      for (let file = 0; file < paths.length; file++) {
        const calls = read('calls', file);
        const bodies = read('bodies', file).map((body, i) =>
          // Not copied: there are hundreds of thousands.
          Object.assign(body, { calls: calls[i] ?? [], mentions: [] }),
        );
        visit(bodies, file);
      }
    },
    forEachCalls: (visit) => {
      for (let file = 0; file < paths.length; file++) {
        const calls = read('calls', file);
        visit(
          read('mentions', file).map(([name, line, size, mentions], i) => {
            return { ...NO_BODY, name, line, size, mentions, calls: calls[i] ?? [] };
          }),
          file,
        );
      }
    },
  };
}

/** Facts in memory; `entries` may come in any order, and are sorted so that the outcome does not depend on it. */
export function factsOf(entries: readonly FactsEntry[]): FactsSource {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return {
    paths: sorted.map((entry) => entry.path),
    text: (part, file) => Buffer.from(sorted[file]?.[part] ?? []),
  };
}
