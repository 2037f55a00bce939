/** All functions of an arch that take part in handing errnos on, in one pass: what their pages show, for a static site. */
import type { CauseRef } from '../schemas/cause.js';
import type { Neighbour } from '../schemas/functions.js';
import type { Evidence, Tunable } from '../schemas/origin.js';
import type { Site } from '../schemas/sites.js';
import { FunctionFlag } from '../store/schema.js';
import { ANY_ERRNO, sourceOf } from '../store/sources.js';
import type { Row } from '../store/store.js';
import type { Arch } from './arch.js';
import { type Attachment, attaching } from './attach.js';
import { CAUSES, causesOfFunction } from './causes.js';
import type { CompiledKernel } from './compiled-kernel.js';
import { siteConfig } from './function-rows.js';
import { linksDown, linksUp, type NeighbourLink } from './functions.js';
import { flagsOf } from './graph-lookup.js';
import type { Pack } from './pack.js';
import { archMask, callersOf } from './reach.js';
import { entriesOfFunction } from './syscalls.js';
import { tunablesOfSite } from './tunables.js';

export interface BriefFunction {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly static: boolean;
  readonly inline: boolean;
  readonly weak: boolean;
  readonly stub: boolean;
  readonly config: string | null;
  readonly entries: string[];
  readonly sites: readonly Pick<Site, 'errno' | 'line' | 'guard' | 'config'>[];
  readonly callers: Neighbour[];
  readonly callers_total: number;
  readonly callees: Neighbour[];
  readonly callees_total: number;
  readonly probe: Attachment & { readonly evidence: Evidence };
  readonly tunables: Tunable[];
  readonly causes: CauseRef[];
}

/** Rows that are read at once: few enough that they are gone before the next ones come. */
const AT_ONCE = 4000;

/** A bit for each function of an arch that has sites, or edges of the return-flow graph; who is linked to is one of them. */
function flowing(pack: Pack, arch: Arch): Uint8Array {
  const { graph } = pack;
  const { functions, edgeStart, siteFunction, functionArch } = graph;
  const mask = archMask(graph, arch);
  const callers = callersOf(pack).start;
  const has = new Uint8Array(functions);
  for (const fn of siteFunction) has[fn] = 1;
  for (let fn = 0; fn < functions; fn++) {
    const edges = edgeStart[fn] !== edgeStart[fn + 1] || callers[fn] !== callers[fn + 1];
    has[fn] = mask[functionArch[fn] as number] && (has[fn] === 1 || edges) ? 1 : 0;
  }
  return has;
}

/** The names of the functions of an arch that take part, and how many definitions each has. */
export async function flowingNames(pack: Pack, arch: Arch): Promise<Map<string, number>> {
  const has = flowing(pack, arch);
  const found = new Map<string, number>();
  for await (const row of rowsOf(pack, 'function', 'id, name', has.length)) {
    const name = String(row.name);
    if (has[Number(row.id)] === 1) found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}

/**
 * By id, in the order of the tree.
 * @param neighbours - how many are told on each side
 */
export async function* briefFunctions(
  pack: Pack,
  arch: Arch,
  compiled: CompiledKernel,
  neighbours: number,
): AsyncGenerator<BriefFunction> {
  const { graph } = pack;
  const has = flowing(pack, arch);
  const paths: string[] = [];
  for await (const row of rowsOf(pack, 'file', 'id, path', graph.fileStart.length - 1)) paths.push(String(row.path));
  // Columns, as rows by the hundred thousand are more than a heap bears lightly.
  const [names, files, lines] = [new Map<number, string>(), new Uint32Array(has.length), new Uint32Array(has.length)];
  const configs = new Map<number, string>();
  for await (const row of rowsOf(pack, 'function', 'id, name, file, line, config', has.length)) {
    const id = Number(row.id);
    if (has[id] === 0) continue;
    names.set(id, String(row.name));
    files[id] = Number(row.file);
    lines[id] = Number(row.line);
    if (row.config !== null) configs.set(id, String(row.config));
  }
  const fileOf = (id: number): string => paths[files[id] as number] ?? '';
  const sites = sitesInOrder(pack);
  let next = (await sites.next()).value;
  const attach = attaching(graph, compiled);
  const side = (links: readonly NeighbourLink[]): Neighbour[] =>
    links.slice(0, neighbours).flatMap(({ function: id, line, via, table }) => {
      const name = names.get(id);
      if (name === undefined) return [];
      return [{ function: name, file: fileOf(id), line: line || null, via, ...(table !== '' && { table }) }];
    });
  for (const [id, name] of names) {
    const own: ReadSite[] = [];
    for (; next !== undefined && next.function <= id; next = (await sites.next()).value)
      if (next.function === id) own.push(next);
    const file = fileOf(id);
    const config = configs.get(id) ?? null;
    const [up, down] = [linksUp(pack, id), linksDown(pack, id)];
    const flags = flagsOf(graph, id);
    const is = (flag: number): boolean => (flags & flag) !== 0;
    const entries = is(FunctionFlag.syscall) ? [...(await entriesOfFunction(pack, id))].sort() : [];
    const [entry] = entries.length > 0 ? await entriesOfFunction(pack, id, arch) : [];
    const shown = entry === undefined ? undefined : attach.entry(entry, id);
    const probe = shown === undefined ? attach.own(id, name) : { symbol: shown, likelihood: 1 };
    const tunables = own.flatMap((site) => tunablesOfSite(pack.tunables, site.id));
    yield {
      ...{ name, file, line: lines[id] as number, config, entries },
      static: is(FunctionFlag.static),
      inline: is(FunctionFlag.inline | FunctionFlag.alwaysInline),
      weak: is(FunctionFlag.weak),
      stub: is(FunctionFlag.stub),
      sites: own.map((site) => {
        return { errno: site.errno, line: site.line, guard: site.guard, config: siteConfig(config, site.config) };
      }),
      ...{ callers: side(up), callers_total: up.length, callees: side(down), callees_total: down.length },
      probe: { symbol: probe.symbol, likelihood: probe.likelihood, evidence: attach.evidence },
      tunables: [...new Map(tunables.map((one) => [`${one.kind} ${one.name}`, one])).values()],
      causes: own.length === 0 ? [] : causesHere(pack, { name, file }, own),
    };
  }
}

/** Functions that causes name: others are not compared with all of them. */
const NAMED: ReadonlySet<string> = new Set(
  CAUSES.flatMap(({ origins }) => origins.flatMap((one) => [one.function, one.reason_of ?? one.function])),
);

function causesHere(
  { manifest }: Pack,
  row: { readonly name: string; readonly file: string },
  sites: readonly ReadSite[],
): CauseRef[] {
  const named = NAMED.has(row.name) || sites.some(({ reason }) => reason?.split(',').some((one) => NAMED.has(one)));
  return named ? (causesOfFunction(manifest.kernel.version, row, sites).causes ?? []) : [];
}

interface ReadSite extends Pick<Site, 'errno' | 'line' | 'guard' | 'config' | 'reason'> {
  readonly id: number;
  /** Its id. */
  readonly function: number;
}

/** All sites: their ids follow those of their functions. */
async function* sitesInOrder(pack: Pack): AsyncGenerator<ReadSite, undefined> {
  const names = new Map(pack.errnos.map(({ id, name }) => [id, name]));
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const columns = 'id, function, errno, line, guard, config, reason';
  for await (const row of rowsOf(pack, 'site', columns, pack.graph.siteFunction.length)) {
    const errno = Number(row.errno);
    yield {
      ...{ id: Number(row.id), function: Number(row.function), line: Number(row.line) },
      errno: sourceOf(errno) === undefined ? (names.get(errno) ?? `errno ${errno}`) : ANY_ERRNO,
      ...{ guard: text(row.guard), config: text(row.config), reason: text(row.reason) },
    };
  }
}

/** The rows of a table with dense ids, in their order. */
async function* rowsOf(
  { store }: Pack,
  table: 'file' | 'function' | 'site',
  columns: string,
  count: number,
): AsyncGenerator<Row> {
  const sql = `SELECT ${columns} FROM ${table} WHERE id >= ? AND id < ? ORDER BY id`;
  for (let at = 0; at < count; at += AT_ONCE) yield* await store.all(sql, at, at + AT_ONCE);
}
