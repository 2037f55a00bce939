/** Names and files of all functions, by id: what every export prints beside its own facts. */

import type { Arch } from '../arch.js';
import type { Graph } from '../graph.js';
import type { Pack } from '../pack.js';
import { archMask } from '../reach.js';
import { filePaths } from './pages.js';

export interface FunctionNames {
  readonly paths: readonly string[];
  readonly name: (id: number) => string;
  readonly file: (id: number) => string;
}

export async function functionNames({ store, graph }: Pack): Promise<FunctionNames> {
  const paths = await filePaths(store);
  const names = (await store.all('SELECT name FROM function ORDER BY id')).map((row) => String(row.name));
  const files = new Uint32Array(graph.functions);
  for (let file = 0; file < paths.length; file++) files.fill(file, graph.fileStart[file], graph.fileStart[file + 1]);
  return { paths, name: (id) => names[id] ?? '', file: (id) => paths[files[id] ?? -1] ?? '' };
}

/** Whether an arch's kernel compiles a function; without an arch every function counts. */
export function compiledFor(graph: Graph, arch: Arch | undefined): (id: number) => boolean {
  if (arch === undefined) return () => true;
  const runs = archMask(graph, arch);
  return (id) => runs[graph.functionArch[id] as number] === true;
}
