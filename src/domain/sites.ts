/** Sites of a pack: by errno, path, function and arch. */
import type { Site } from '../schemas/sites.js';
import { SITE_KINDS } from '../store/schema.js';
import { ANY_ERRNO, sourceOf } from '../store/sources.js';
import type { Row } from '../store/store.js';
import { ARCHES, type Arch } from './arch.js';
import { siteConfig } from './function-rows.js';
import type { Pack } from './pack.js';
import { shownGuards } from './site-guards.js';
import { tunablesOfSite } from './tunables.js';

export interface SitesQuery {
  /** Ids of the `errno` table; all errnos where it is absent. */
  readonly errnos?: ReadonlySet<number>;
  /** A file, a folder, or any beginning of a path. */
  readonly path?: string;
  /** Ids of functions. */
  readonly functions?: readonly number[];
  /** Leaves out files of other arches (`arch/…`). */
  readonly arch?: Arch;
  /** Continue after this site id. */
  readonly after?: number;
  readonly limit: number;
}

export interface SitesFound {
  readonly total: number;
  readonly sites: readonly Site[];
  /** Where the next page goes on, or null at the end. */
  readonly next: number | null;
}

/** A half-open range of ids. */
type Range = readonly [start: number, end: number];

/** D1 binds at most this many parameters to a statement. */
const MAX_PARAMETERS = 100;

/**
 * The sites that match, in the order of the tree (path, line). Files, functions and sites have dense ids in that same
 * order, so a path is a range of site ids, and the errno is filtered in memory: SQL reads only what is shown.
 */
export async function findSites(pack: Pack, query: SitesQuery): Promise<SitesFound> {
  const ids: number[] = [];
  let total = 0;
  let more = false;
  for (const [start, end] of await siteRanges(pack, query)) {
    for (let site = start; site < end; site++) {
      if (query.errnos !== undefined && !query.errnos.has(pack.graph.siteErrno[site] ?? -1)) continue;
      total++;
      if (query.after !== undefined && site <= query.after) continue;
      if (ids.length < query.limit) ids.push(site);
      else more = true;
    }
  }
  return { total, sites: await sitesById(pack, ids), next: more ? (ids.at(-1) ?? null) : null };
}

/** Sites by id, in the order of the ids. */
export async function sitesById(pack: Pack, ids: readonly number[]): Promise<readonly Site[]> {
  const names = new Map(pack.errnos.map((errno) => [errno.id, errno.name]));
  const found = new Map<number, Site>();
  for (let start = 0; start < ids.length; start += MAX_PARAMETERS) {
    const part = ids.slice(start, start + MAX_PARAMETERS);
    const sql = `SELECT s.id, s.errno, f.name AS function, p.path AS file, s.line, s.kind, s.guard, s.guard_line,
      s.guards, s.config, f.config AS function_config, p.config AS file_config, s.macro, s.reason FROM site s JOIN function f ON f.id = s.function JOIN file p ON p.id = f.file
      WHERE s.id IN (${part.map(() => '?').join(', ')})`;
    for (const row of await pack.store.all(sql, ...part)) found.set(Number(row.id), toSite(pack, row, names));
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

function toSite(pack: Pack, row: Row, names: ReadonlyMap<number, string>): Site {
  const source = sourceOf(Number(row.errno));
  return {
    errno: source === undefined ? (names.get(Number(row.errno)) ?? `errno ${row.errno}`) : ANY_ERRNO,
    function: String(row.function),
    file: String(row.file),
    line: Number(row.line),
    kind: SITE_KINDS[Number(row.kind)] ?? 'return',
    guard: textOrNull(row.guard),
    guard_line: row.guard_line === null || row.guard_line === undefined ? null : Number(row.guard_line),
    ...shownGuards(row),
    config: siteConfig(textOrNull(row.function_config), textOrNull(row.config)),
    file_config: textOrNull(row.file_config),
    macro: textOrNull(row.macro),
    reason: textOrNull(row.reason),
    tunables: tunablesOfSite(pack.tunables, Number(row.id)),
    ...(source !== undefined && { source }),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

async function siteRanges(pack: Pack, query: SitesQuery): Promise<Range[]> {
  const { graph } = pack;
  let functions: Range[] = [[0, graph.functions]];
  if (query.path !== undefined && query.path !== '') {
    functions = intersect(functions, [await functionsUnder(pack, query.path)]);
  }
  if (query.arch !== undefined) {
    const [start, end] = await functionsUnder(pack, 'arch/');
    const own = await functionsUnder(pack, `arch/${ARCHES[query.arch].directory}/`);
    functions = intersect(functions, [[0, start], own, [end, graph.functions]]);
  }
  if (query.functions !== undefined) {
    const wanted = [...query.functions].sort((a, b) => a - b).map((id): Range => [id, id + 1]);
    functions = intersect(functions, wanted);
  }
  const firstSite = (id: number): number =>
    lowerBound(graph.siteFunction.length, (site) => (graph.siteFunction[site] ?? 0) < id);
  return functions.map(([start, end]): Range => [firstSite(start), firstSite(end)]);
}

/** The functions in files whose path begins with `prefix`, found by halving: about 30 rows read, no index needed. */
async function functionsUnder({ graph, store }: Pack, prefix: string): Promise<Range> {
  const isBefore = async (file: number, path: string): Promise<boolean> =>
    String((await store.get('SELECT path FROM file WHERE id = ?', file))?.path) < path;
  const edge = async (path: string): Promise<number> =>
    graph.fileStart[await lowerBoundAsync(graph.fileStart.length - 1, (file) => isBefore(file, path))] ?? 0;
  return [await edge(prefix), await edge(`${prefix}\uffff`)];
}

/** Both sorted and free of overlap. */
function intersect(left: readonly Range[], right: readonly Range[]): Range[] {
  const found: Range[] = [];
  let i = 0;
  let j = 0;
  for (let a = left[i], b = right[j]; a !== undefined && b !== undefined; a = left[i], b = right[j]) {
    const start = Math.max(a[0], b[0]);
    const end = Math.min(a[1], b[1]);
    if (start < end) found.push([start, end]);
    if (a[1] <= b[1]) i++;
    else j++;
  }
  return found;
}

/** The first index for which `isBefore` is false, or `length`. */
function lowerBound(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function lowerBoundAsync(length: number, isBefore: (index: number) => Promise<boolean>): Promise<number> {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (await isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
