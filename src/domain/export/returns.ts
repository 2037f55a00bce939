/** `errnopath export --returns`: every errno that each function can return, itself or through its callees. */

import type { Pack } from '../pack.js';
import { compiledFor, functionNames } from './function-names.js';
import { errnosOf, type ReturnSetOptions, returnSets } from './return-sets.js';

/** One errno of a function; a function that returns none has one row without `errno` and `own`. */
export interface ReturnExportRow {
  readonly file: string;
  readonly function: string;
  readonly errno?: string;
  /** Whether a literal in the function itself gives it. */
  readonly own?: boolean;
}

/** In the order of functions, and in each of the errnos' ids. */
export async function* exportReturns(pack: Pack, options: ReturnSetOptions): AsyncGenerator<ReturnExportRow> {
  const { graph } = pack;
  const functions = await functionNames(pack);
  const errnos = new Map(pack.errnos.map(({ id, name }) => [id, name]));
  const compiled = compiledFor(graph, options.arch);
  const sets = returnSets(graph, options);
  for (let id = 0; id < graph.functions; id++) {
    if (!compiled(id)) continue;
    const named = { file: functions.file(id), function: functions.name(id) };
    const own = new Set<number>();
    for (let i = graph.nodeSiteStart[id] as number; i < (graph.nodeSiteStart[id + 1] as number); i++)
      own.add(graph.siteErrno[graph.nodeSite[i] as number] as number);
    let some = false;
    for (const errno of errnosOf(sets, id)) {
      some = true;
      yield { ...named, errno: errnos.get(errno) ?? String(errno), own: own.has(errno) };
    }
    if (!some) yield named;
  }
}
