/** What is known of a failure beside syscall and errno, as a change to the costs of a search. */

import type { Pack } from './pack.js';

/** What a user can know beside the syscall and the errno. */
export interface Known {
  /** Names of file systems, as in `mount -t`. */
  readonly fs?: readonly string[];
  /** Names of modules. */
  readonly module?: readonly string[];
}

/** Costs in bits that are added for entering a node and for an origin in a function; negative ones make it likelier. */
export interface Context {
  readonly enter: (node: number) => number;
  readonly origin: (fn: number) => number;
  /** The least that `origin` can give. */
  readonly most: number;
}

/** What code of a named file system or module gains on the way and as an origin, and what another one of its kind loses. */
const NAMED_ENTER = -4;
const NAMED_ORIGIN = -14;
const ANOTHER_ENTER = 8;

const NOTHING_KNOWN: Context = { enter: () => 0, origin: () => 0, most: 0 };

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
  const context: Context = {
    enter: (node) => {
      const fn = graph.nodeFunction[node] as number;
      if (fn < 0) return 0;
      if (named[fn]) return NAMED_ENTER;
      return others[fn] ? ANOTHER_ENTER : 0;
    },
    origin: (fn) => (named[fn] ? NAMED_ORIGIN : 0),
    most: NAMED_ORIGIN,
  };
  return named.includes(1) ? context : NOTHING_KNOWN;
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
