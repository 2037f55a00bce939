/** `errnopath export --functions`: every function of a kernel and how likely it has a symbol. */

import type { Arch } from '../arch.js';
import type { Pack } from '../pack.js';
import { symbolLikelihood } from '../probe.js';
import { compiledFor } from './function-names.js';
import { filePaths, rowsById } from './pages.js';

export interface FunctionExportRow {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly end_line: number;
  /** The likelihood (0 … 1) that a compiled kernel has a symbol for it that can be attached to. */
  readonly probeable: number;
}

/** In the order of paths and lines. */
export async function* exportFunctions({ store, graph }: Pack, arch?: Arch): AsyncGenerator<FunctionExportRow> {
  const paths = await filePaths(store);
  const compiled = compiledFor(graph, arch);
  const sql = 'SELECT id, name, file, line, end_line FROM function WHERE id >= ? AND id < ? ORDER BY id';
  for await (const row of rowsById(store, sql, graph.functions)) {
    const id = Number(row.id);
    if (!compiled(id)) continue;
    yield {
      name: String(row.name),
      file: paths[Number(row.file)] ?? '',
      line: Number(row.line),
      end_line: Number(row.end_line),
      probeable: symbolLikelihood(graph, id),
    };
  }
}
