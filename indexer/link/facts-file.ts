/** The facts of a tree on disk, between the threads that find them and those that link them: memory holds a window of them. */

import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { byPart, type EncodedFacts, FACTS_PARTS, type FactsPart } from '../parse/encode-facts.js';
import type { FactsSource } from './facts-store.js';

/** Where the facts of files are: threads of one process share descriptors. */
export interface StoredFacts {
  /** The file of each part: its descriptor. */
  readonly descriptors: Readonly<Record<FactsPart, number>>;
  /** Sorted, so that the outcome does not depend on the order in which files were read. */
  readonly paths: readonly string[];
  /** For each path and part: where it begins, and its bytes. */
  readonly places: Float64Array;
  /** All of them together. */
  readonly bytes: number;
}

export interface FactsFile {
  add(path: string, facts: EncodedFacts): void;
  /** Writes what is pending; nothing can be added any more. */
  finish(): StoredFacts;
  /** The files themselves go with their folder. */
  close(): void;
}

/** Bytes that are written at once, and read ahead: facts are mostly asked for in the order in which they were found. */
const PIECE = 1 << 20;

const PLACES = 2 * FACTS_PARTS.length;

/** Makes a file for each part in a folder of the run's own. */
export function factsFile(folder: string): FactsFile {
  const files = byPart((part) => appender(join(folder, part)));
  const entries: { readonly path: string; readonly places: readonly number[] }[] = [];
  return {
    add: (path, facts) => {
      entries.push({ path, places: FACTS_PARTS.flatMap((part) => [files[part].add(facts[part]), facts[part].length]) });
    },
    finish: () => {
      for (const part of FACTS_PARTS) files[part].flush();
      entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
      return {
        descriptors: byPart((part) => files[part].descriptor),
        paths: entries.map(({ path }) => path),
        places: Float64Array.from(entries.flatMap(({ places }) => places)),
        bytes: FACTS_PARTS.reduce((sum, part) => sum + files[part].size(), 0),
      };
    },
    close: () => {
      for (const part of FACTS_PARTS) closeSync(files[part].descriptor);
    },
  };
}

/** What a linking thread reads them with. */
export function storedFacts({ descriptors, paths, places }: StoredFacts): FactsSource {
  const windows = byPart((part) => windowOn(descriptors[part]));
  const first = byPart((part) => 2 * FACTS_PARTS.indexOf(part));
  return {
    paths,
    text: (part, file) => {
      const at = file * PLACES + first[part];
      return windows[part](places[at] as number, places[at + 1] as number);
    },
  };
}

interface Appender {
  readonly descriptor: number;
  /** Answers where the bytes begin. */
  add(bytes: Uint8Array): number;
  flush(): void;
  /** Bytes so far. */
  size(): number;
}

function appender(path: string): Appender {
  const descriptor = openSync(path, 'wx+', 0o600);
  const pending = Buffer.alloc(PIECE);
  let written = 0;
  let used = 0;
  const write = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length; )
      done += writeSync(descriptor, bytes, done, bytes.length - done, written + done);
    written += bytes.length;
  };
  const flush = (): void => {
    write(pending.subarray(0, used));
    used = 0;
  };
  return {
    descriptor,
    add: (bytes) => {
      if (used + bytes.length > PIECE) flush();
      const at = written + used;
      if (bytes.length > PIECE) write(bytes);
      else {
        pending.set(bytes, used);
        used += bytes.length;
      }
      return at;
    },
    flush,
    size: () => written + used,
  };
}

/** Reads bytes of a file; what is answered is valid until the next call. */
function windowOn(descriptor: number): (at: number, size: number) => Buffer {
  let window = Buffer.alloc(PIECE);
  let from = 0;
  let filled = 0;
  return (at, size) => {
    if (at < from || at + size > from + filled) {
      if (size > window.length) window = Buffer.alloc(size);
      from = at;
      filled = 0;
      while (filled < size) {
        const read = readSync(descriptor, window, filled, window.length - filled, at + filled);
        if (read === 0) throw new Error('the file of facts ends early');
        filled += read;
      }
    }
    return window.subarray(at - from, at - from + size);
  };
}
