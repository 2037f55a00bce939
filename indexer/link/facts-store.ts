/** The facts of all files of a tree, kept as JSON text and decoded one file at a time, so that memory stays small. */

import type { EncodedFacts, FileHead } from '../parse/encode-facts.js';
import type { FunctionFacts } from '../parse/facts.js';

export interface FactsEntry extends EncodedFacts {
  readonly path: string;
}

export interface FactsStore {
  /** Calls `visit` for every file in path order, or only for those whose JSON holds `text`; `index` counts from 0. */
  forEachHead(visit: (head: FileHead, index: number) => void, text?: string): void;
  /** The bodies of every file's functions, once: what was visited is let go of, so that its memory serves what is made of it. */
  drainBodies(visit: (functions: readonly FunctionFacts[], index: number) => void): void;
  readonly paths: readonly string[];
}

/** `entries` may come in any order; they are sorted by path so that the outcome does not depend on it. */
export function factsStore(entries: readonly FactsEntry[]): FactsStore {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const heads = sorted.map((entry) => inPlace(entry.head));
  const bodies: (Buffer | undefined)[] = sorted.map((entry) => inPlace(entry.bodies));
  return {
    paths: sorted.map((entry) => entry.path),
    forEachHead: (visit, text) => {
      heads.forEach((json, index) => {
        if (text === undefined || json.includes(text)) visit(JSON.parse(json.toString('latin1')) as FileHead, index);
      });
    },
    drainBodies: (visit) => {
      heads.length = 0;
      bodies.forEach((json, index) => {
        bodies[index] = undefined;
        if (json) visit(JSON.parse(json.toString('latin1')) as FunctionFacts[], index);
      });
    },
  };
}

function inPlace({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
