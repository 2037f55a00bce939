/** The main answer: the functions in which an errno can originate for a syscall, best first, with the path to each. */

import type { Origin, OriginSite, PathFrame, Reason } from '../schemas/origin.js';
import { sourceOf } from '../store/sources.js';
import type { Row } from '../store/store.js';
import { absentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { attaching } from './attach.js';
import { asBuilt } from './built-costs.js';
import { withCauses } from './causes.js';
import { commandWarnings } from './command-warnings.js';
import { shownCommands } from './commands.js';
import type { CompiledKernel } from './compiled-kernel.js';
import { costLeft } from './cost-left.js';
import { errnoIds } from './count-origins.js';
import { detoursTo } from './detours.js';
import { type FunctionRef, functionRows, type SiteRef, siteConfig, siteRows } from './function-rows.js';
import { VIAS } from './graph.js';
import { callerCountOf } from './graph-lookup.js';
import { knowRegions } from './known-regions.js';
import type { Pack } from './pack.js';
import { probeNote } from './probe-note.js';
import { scored, siteCost } from './rank.js';
import { archMask } from './reach.js';
import { type FoundReason, reasonsOfSite, testedErrnos } from './reasons.js';
import { errnoName, type FrameGround, functionsOnRoute, type RouteWriter, routeWriter } from './route-frames.js';
import { routeTo, type Step, search } from './search.js';
import { contextOf, type Known } from './search-context.js';
import { SOURCE_MEANINGS } from './source-meanings.js';
import { tunablesOfSite } from './tunables.js';

export interface OriginsQuery extends Known {
  /** What is known of the compiled kernel that is asked about. */
  readonly compiled?: CompiledKernel;
  readonly syscall: string;
  /** A canonical errno name. */
  readonly errno: string;
  readonly arch: Arch;
  readonly limit: number;
  readonly offset: number;
  /** How much is told beside the best origins: everything unless told. */
  readonly effort?: Effort | undefined;
}

/** What can be left out of an answer, which takes less time then. */
export interface Effort {
  /** Origins that likelihoods are shared among, at least: else as many as are told. */
  readonly among?: number;
  /** Whether the total is counted; else it is NaN. */
  readonly counted?: boolean;
  /** Other routes to the best origin, where the rest are told with one each. */
  readonly ways?: number;
  /** Whether a plan has the one script that does all of it. */
  readonly script?: boolean;
}

export interface FoundOrigins {
  readonly total: number;
  /** The symbol of the syscall's entry on the arch. */
  readonly entry: string;
  /** What to attach to in order to see the entry; undefined where the kernel surely lists nothing of it. */
  readonly entrySymbol: string | undefined;
  readonly origins: Origin[];
  /** How unlikely the likeliest of all is, in bits; undefined where there is none. */
  readonly bits: number | undefined;
  /** What was asked for and changes nothing, and why. */
  readonly warnings: string[];
}

/** Other routes to an origin, and the last one that has any: whoever reads on to later ones looks for a function, not for routes. */
const MOST_WAYS = 4;
const LAST_WITH_WAYS = 20;

function waysOf(rank: number, effort: Effort | undefined): number {
  if (effort?.ways !== undefined) return rank === 1 ? effort.ways : 0;
  return rank <= LAST_WITH_WAYS ? MOST_WAYS : 0;
}

/** Finds and ranks; `total` is 0 where the syscall has no body in the tree or cannot give the errno. */
export async function findOrigins(opened: Pack, query: OriginsQuery): Promise<FoundOrigins> {
  const costsOf = query.compiled?.options ?? query.compiled?.kin?.options;
  const pack = await asBuilt(opened, costsOf);
  const row = await entryRow(pack, query.arch, query.syscall);
  const entry = String(row?.entry ?? '');
  const options = query.compiled?.options;
  const absent = options && (await absentCode(pack, options));
  const attach = attaching(pack.graph, query.compiled ?? {}, absent);
  const fn = row?.function;
  const entrySymbol = attach.entry(entry, typeof fn === 'number' ? fn : undefined);
  if (typeof fn !== 'number') return { total: 0, entry, entrySymbol, origins: [], bits: undefined, warnings: [] };
  const counted = query.effort?.counted !== false;
  if (counted && options !== undefined) await knowRegions(pack, query.arch, options);
  const errnos = errnoIds(pack, query.errno);
  const start = { entry: fn, arch: query.arch, errnos };
  const context = await contextOf(pack, query, start);
  const left = context === undefined ? await costLeft(pack, query.arch, errnos[0] ?? -1, costsOf) : undefined;
  const result = search(
    pack,
    {
      ...start,
      left,
      wanted: Math.max(query.offset + query.limit, query.effort?.among ?? 0),
      absent,
      uncounted: !counted,
    },
    (sites) => siteCost(pack, sites),
    context,
  );
  const shown = scored(result.found).slice(query.offset, query.offset + query.limit);
  const drafts = shown.map((one, i) => ({
    ...one,
    route: routeTo(result, one.state),
    others: detoursTo(pack, result, one, waysOf(query.offset + i + 1, query.effort)),
  }));
  const mask = archMask(pack.graph, query.arch);
  const scope = {
    runs: (id: number) => mask[pack.graph.functionArch[id] as number] === true && !absent?.functions[id],
    ...(context ? { names: context.names } : {}),
  };
  const sites = await siteRows(
    pack,
    drafts.flatMap((one) => one.sites),
  );
  const reasons = new Map(
    drafts
      .flatMap((one) => one.sites)
      .map((site) => {
        const tested = testedErrnos(sites.get(site)?.guard ?? '');
        return [site, reasonsOfSite(pack, site, { ...scope, tested })] as const;
      }),
  );
  const ids = functionsIn(pack, drafts);
  for (const list of reasons.values()) for (const reason of list) ids.add(reason.function);
  const rows = await functionRows(pack, ids);
  const errnoNames = new Map(pack.errnos.map((one) => [one.id, one.name]));
  const asked = context?.asked ?? new Set<number>();
  const ground = { pack, entry, entrySymbol, attaching: attach, rows, names: namesByFunction(rows), errnoNames, asked };
  const writer: Writer = { ...ground, sites, reasons, frames: routeWriter(ground) };
  const { syscall, errno } = query;
  const question = { release: pack.manifest.kernel.version, syscall, errno };
  return {
    total: result.total,
    entry,
    entrySymbol,
    origins: drafts.map((one, i) => atEntry(withCauses(originOf(writer, one, query.offset + i + 1), question))),
    bits: result.found[0]?.cost,
    warnings: commandWarnings(pack, query, start),
  };
}

/** Syscalls whose entries are remembered of a pack. */
const MOST_ENTRIES = 2000;

function entryRow({ memory, store }: Pack, arch: Arch, syscall: string): Promise<Row | undefined> {
  const sql = 'SELECT entry, function, abi FROM syscall WHERE arch = ? AND name = ? ORDER BY abi = ? DESC, abi LIMIT 1';
  return memory.recall('entries', `${arch} ${syscall}`, MOST_ENTRIES, () =>
    store.get(sql, arch, syscall, nativeAbi(arch)),
  );
}

function nativeAbi(arch: Arch): string {
  const native: Partial<Record<Arch, string>> = { i386: '32', arm: 'eabi', mips: 'n64' };
  return native[arch] ?? '64';
}

interface Draft {
  readonly function: number;
  /** What the origin returns. */
  readonly errno: number;
  readonly sites: readonly number[];
  readonly score: number;
  readonly route: readonly Step[];
  readonly others: readonly (readonly Step[])[];
}

interface Writer extends FrameGround {
  readonly sites: ReadonlyMap<number, SiteRef>;
  /** By site. */
  readonly reasons: ReadonlyMap<number, readonly FoundReason[]>;
  readonly frames: RouteWriter;
}

const VIA_BEFORE = VIAS.indexOf('before');

/** Every function that the answer names. */
function functionsIn(pack: Pack, drafts: readonly Draft[]): Set<number> {
  const ids = new Set<number>();
  for (const draft of drafts) {
    ids.add(draft.function);
    for (const route of [draft.route, ...draft.others]) functionsOnRoute(pack, route, ids);
  }
  return ids;
}

function namesByFunction(rows: ReadonlyMap<number, FunctionRef>): Map<string, number[]> {
  const names = new Map<string, number[]>();
  for (const row of rows.values()) {
    const known = names.get(row.name);
    if (known) known.push(row.id);
    else names.set(row.name, [row.id]);
  }
  return names;
}

function originOf(writer: Writer, draft: Draft, rank: number): Origin {
  const row = writer.rows.get(draft.function);
  const errno = draft.errno;
  const path = writer.frames(draft.route, draft.function, errno);
  const sites = draft.sites.map((id) => siteOf(writer, id)).sort((a, b) => a.line - b.line);
  const source = sites.every((site) => site.source !== undefined) ? sites[0]?.source : undefined;
  return {
    rank,
    score: draft.score,
    function: row?.name ?? '',
    file: row?.file ?? '',
    line: row?.line ?? 0,
    errno: errnoName(writer, errno),
    kind: source === undefined ? 'own' : 'external',
    ...(source !== undefined && { source, source_meaning: SOURCE_MEANINGS[source] }),
    sites,
    path,
    alternatives: draft.others.map((route) => writer.frames(route, draft.function, errno)),
    probe: probeOf(writer, draft, path),
  };
}

/** The body of the syscall goes by its entry's symbol, as in its path: in a running kernel it has no other name. */
function atEntry(origin: Origin): Origin {
  const [entry, ...below] = origin.path;
  return entry !== undefined && below.length === 0 ? { ...origin, function: entry.function } : origin;
}

/** Where the origin's result shows, and what is lost on the way there. */
function probeOf(writer: Writer, { route, function: origin }: Draft, path: PathFrame[]): Origin['probe'] {
  const { graph } = writer.pack;
  const { evidence } = writer.attaching;
  const last = path.at(-1);
  // Beside the body nothing returns the errno: what can be seen is that the function runs.
  if (last === undefined || route.some(({ edge }) => edge >= 0 && graph.edgeVia[edge] === VIA_BEFORE))
    return { ...writer.attaching.own(origin, last?.function ?? ''), evidence, note: null };
  const { symbol, likelihood } = last.probe;
  return { symbol, likelihood, evidence, note: probeNote(path, evidence, callerCountOf(graph, origin)) };
}

function siteOf({ sites, rows, pack, asked, reasons }: Writer, id: number): OriginSite {
  const cmd = shownCommands(pack, [pack.graph.siteCommands[id] as number], asked);
  const site = sites.get(id);
  const source = site === undefined ? undefined : sourceOf(site.errno);
  const within = rows.get(site?.function ?? -1);
  return {
    line: site?.line ?? 0,
    guard: site?.guard ?? null,
    guard_line: site?.guard_line ?? null,
    ...site?.shown,
    file_config: within?.file_config ?? null,
    config: siteConfig(within?.config, site?.config),
    kind: site?.kind ?? 'return',
    reason: site?.reason ?? null,
    reasons: (reasons.get(id) ?? []).map((one) => reasonOf(rows, one)),
    macro: site?.macro ?? null,
    tunables: tunablesOfSite(pack.tunables, id),
    ...(source !== undefined && { source }),
    ...(cmd.length > 0 && { cmd }),
  };
}

function reasonOf(rows: Writer['rows'], { function: id, depth, gave, line, guard }: FoundReason): Reason {
  const row = rows.get(id);
  return {
    depth,
    function: row?.name ?? '',
    file: row?.file ?? '',
    line: (row?.line ?? 0) + (line ?? 0),
    gave,
    guard,
  };
}
