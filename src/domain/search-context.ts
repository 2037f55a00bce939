/** What is known of a failure beside syscall and errno, as a change to the costs of a search. */

import type { OriginsQuery } from './origins.js';
import type { Pack } from './pack.js';
import type { Context } from './search.js';

/** Bits that code of a named file system or module gains, and code of another one of its kind loses. */
const NAMED = -6;
const ANOTHER = 8;

/** The function ids of files below folders named like `word`, or of files named so: ranges [from, to). */
async function ranges(pack: Pack, word: string): Promise<[number, number][]> {
  const rows = await pack.store.all(
    'SELECT id FROM file WHERE path GLOB ? OR path GLOB ? OR path GLOB ? ORDER BY id',
    `*/${word}/*`,
    `*/${word}.c`,
    `*/${word}[_-]*.c`,
  );
  const { fileStart } = pack.graph;
  return rows.map((row) => [fileStart[Number(row.id)] as number, fileStart[Number(row.id) + 1] as number]);
}

/** Nothing where the query says nothing more. */
export async function contextOf(
  pack: Pack,
  query: Pick<OriginsQuery, 'fs' | 'module' | 'cmd'>,
): Promise<Context | undefined> {
  const words = [...(query.fs ?? []), ...(query.module ?? [])]
    .map((word) => word.replace(/[^\w-]/g, ''))
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const named = new Uint8Array(pack.graph.functions);
  for (const word of words) for (const [from, to] of await ranges(pack, word)) named.fill(1, from, to);
  const others = new Uint8Array(pack.graph.functions);
  if (query.fs?.length) {
    const rows = await pack.store.all(
      "SELECT id FROM file WHERE path >= 'fs/' AND path < 'fs0' AND path GLOB 'fs/*/*' ORDER BY id",
    );
    const { fileStart } = pack.graph;
    for (const row of rows) others.fill(1, fileStart[Number(row.id)], fileStart[Number(row.id) + 1]);
  }
  const { graph } = pack;
  return (node) => {
    const fn = graph.nodeFunction[node] as number;
    if (fn < 0) return 0;
    if (named[fn]) return NAMED;
    return others[fn] ? ANOTHER : 0;
  };
}
