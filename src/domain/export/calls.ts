/** `errnopath export --calls`: every call that is known, whether or not its result is returned. */

import { type CallCallee, decodeCalls } from '../../store/call-columns.js';
import { decodeCallTargets } from '../../store/call-targets.js';
import { CALL_BLOB, CALL_TARGETS_BLOB } from '../../store/schema.js';
import type { Arch } from '../arch.js';
import { readBlob } from '../graph.js';
import { lineOf, linesOf, ownerOf } from '../graph-lookup.js';
import type { Pack } from '../pack.js';
import { callGround } from './call-ground.js';
import { compiledFor, functionNames } from './function-names.js';
import { rowsById } from './pages.js';

export interface CallExportRow {
  readonly caller: string;
  readonly caller_file: string;
  /** A function, or `struct.field` for a call through a table of functions. */
  readonly callee: string;
  /** Null for a slot of a table, and for what the tree has no C for: assembly, names that macros put together. */
  readonly callee_file: string | null;
  /** The first call in the caller; in a macro, the line where the caller uses it. */
  readonly line: number;
  /** `macro`: the name stands only inside a macro; `callback`: the function is handed over; `ops`: through a table. */
  readonly via: 'call' | 'macro' | 'callback' | 'ops';
}

/** In the order of callers, and in each of lines; a callee once for each caller. With an arch, only what it compiles. */
export async function* exportCalls(pack: Pack, arch?: Arch): AsyncGenerator<CallExportRow> {
  const { store, graph } = pack;
  const { functions } = graph;
  const blob = await store.blobs();
  const calls = await blob(CALL_BLOB);
  if (calls === undefined) throw new Error(NO_CALLS);
  const { callees, targets } = decodeCallTargets(await readBlob(blob, CALL_TARGETS_BLOB), functions);
  const names = await functionNames(pack);
  const place = { file: new Uint32Array(functions), line: new Uint32Array(functions) };
  for await (const row of rowsById(store, 'SELECT id, file, line FROM function WHERE id >= ? AND id < ?', functions)) {
    place.file[Number(row.id)] = Number(row.file);
    place.line[Number(row.id)] = Number(row.line);
  }
  const compiled = compiledFor(graph, arch);
  const written = {
    ...{ functions, edgeStart: graph.edgeStart, edgeTarget: graph.edgeTarget, edgeVia: graph.edgeVia },
    nodeFunction: Int32Array.from({ length: graph.nodes }, (_, node) => ownerOf(graph, node)),
    edgeLine: Int32Array.from({ length: graph.edgeTarget.length }, (_, edge) => lineOf(graph, edge)),
  };
  const lines = Uint16Array.from({ length: functions }, (_, fn) => linesOf(graph, fn));
  const ground = callGround(written, names.paths, place.file, place.line, lines);
  const groups = targets.map(({ via, callees: ids }) => ({
    via,
    callees: ids.flatMap((id) => namedBy(id, functions, callees)),
  }));
  const row = (caller: number, callee: number | string, line: number, via: CallExportRow['via']): CallExportRow => {
    const slot = typeof callee === 'string' && callee.startsWith('.');
    return {
      caller: names.name(caller),
      caller_file: names.file(caller),
      callee: typeof callee === 'number' ? names.name(callee) : slot ? callee.slice(1) : callee,
      callee_file: typeof callee === 'number' ? names.file(callee) : null,
      line,
      via: slot ? 'ops' : via,
    };
  };
  let caller = -1;
  for (const entries of decodeCalls(ground, calls)) {
    caller++;
    if (!compiled(caller)) continue;
    const seen = new Set<number | string>();
    for (const { symbol, line } of entries) {
      if (symbol < functions) {
        if (!seen.has(symbol) && compiled(symbol)) yield row(caller, symbol, line, 'call');
        seen.add(symbol);
        continue;
      }
      const { via, callees: several } = groups[symbol - functions] ?? NO_GROUP;
      for (const callee of several) {
        if (!seen.has(callee) && (typeof callee === 'string' || compiled(callee))) yield row(caller, callee, line, via);
        seen.add(callee);
      }
    }
  }
}

const NO_CALLS =
  'the pack holds no calls: it was written before they were collected; make it again with errnopath index';

const NO_GROUP = { via: 'call', callees: [] } as const;

function namedBy(id: number, functions: number, callees: readonly CallCallee[]): readonly (number | string)[] {
  const callee = id < functions ? id : callees[id - functions];
  return callee === undefined ? [] : typeof callee === 'object' ? callee : [callee];
}
