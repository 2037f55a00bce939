/** What is known of a failure beside syscall and errno, as a change to the costs of a search. */

import type { Pack } from './pack.js';

/** What a user can know beside the syscall and the errno. */
export interface Known {
  /** Names of file systems, as in `mount -t`. */
  readonly fs?: readonly string[];
  /** Names of modules. */
  readonly module?: readonly string[];
}

/** What the search makes of it; costs are in bits. */
export interface Context {
  /** Whether a node is code of what was named. */
  readonly names: (node: number) => boolean;
  /** Added to the cost of entering a node; a negative one makes it likelier. */
  readonly enter: (node: number) => number;
  /** Added to the cost of an origin whose way does not lead through what was named. */
  readonly elsewhere: number;
}

/** What code of a named file system or module gains on the way, and what another one of its kind loses. */
const NAMED_ENTER = -4;
const ANOTHER_ENTER = 8;

/** What an origin loses whose way does not lead through what was named: near by it can still come first. */
const ELSEWHERE = 11;

/** The context of a query; undefined where it says nothing more. */
export async function contextOf(pack: Pack, query: Known): Promise<Context | undefined> {
  const words = [...(query.fs ?? []), ...(query.module ?? [])]
    .map((word) => word.toLowerCase().replace(/[^\w-]/g, ''))
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const { graph } = pack;
  const named = new Uint8Array(graph.functions);
  for (const word of words) for (const [from, to] of await filesNamed(pack, word)) named.fill(1, from, to);
  const others = new Uint8Array(graph.functions);
  if (query.fs?.length) for (const [from, to] of await fileSystems(pack)) others.fill(1, from, to);
  if (!named.includes(1)) return undefined;
  const isNamed = (node: number): boolean => {
    const fn = graph.nodeFunction[node] as number;
    return fn >= 0 && named[fn] === 1;
  };
  return {
    names: isNamed,
    enter: (node) => {
      if (isNamed(node)) return NAMED_ENTER;
      const fn = graph.nodeFunction[node] as number;
      return fn >= 0 && others[fn] ? ANOTHER_ENTER : 0;
    },
    elsewhere: ELSEWHERE,
  };
}

type FunctionRange = readonly [from: number, to: number];

/** The functions of files that are named so, or stand in a folder that is (`overlay` is in `fs/overlayfs/`). */
async function filesNamed(pack: Pack, word: string): Promise<FunctionRange[]> {
  const sql = 'SELECT id FROM file WHERE path GLOB ? OR path GLOB ? OR path GLOB ? OR path GLOB ? ORDER BY id';
  const rows = await pack.store.all(sql, `*/${word}/*`, `*/${word}fs/*`, `*/${word}.c`, `*/${word}[_-]*.c`);
  return rows.map((row) => rangeOf(pack, Number(row.id)));
}

/** The functions of all file systems that have a folder of their own. */
async function fileSystems(pack: Pack): Promise<FunctionRange[]> {
  const sql = "SELECT id FROM file WHERE path >= 'fs/' AND path < 'fs0' AND path GLOB 'fs/*/*' ORDER BY id";
  return (await pack.store.all(sql)).map((row) => rangeOf(pack, Number(row.id)));
}

function rangeOf(pack: Pack, file: number): FunctionRange {
  const { fileStart } = pack.graph;
  return [fileStart[file] as number, fileStart[file + 1] as number];
}
