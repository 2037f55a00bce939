/** The main answer: the functions in which an errno can originate for a syscall, best first, with the path to each. */

import type { Origin, OriginSite, PathFrame, Reason } from '../schemas/origin.js';
import { sourceOf } from '../store/sources.js';
import type { Arch } from './arch.js';
import { withCauses } from './causes.js';
import { commandWarnings } from './command-warnings.js';
import { shownCommands } from './commands.js';
import { errnoIds } from './count-origins.js';
import { type FunctionRef, functionRows, type SiteRef, siteConfig, siteRows } from './function-rows.js';
import { type Graph, NODE_KINDS, VIAS, type Via } from './graph.js';
import type { Pack } from './pack.js';
import { LIKELY_SYMBOL, seenLikelihood, symbolLikelihood } from './probe.js';
import { scored, siteCost } from './rank.js';
import { archMask } from './reach.js';
import { type FoundReason, reasonsOfSite } from './reasons.js';
import { detoursTo, routeTo, type Step, search } from './search.js';
import { contextOf, type Known } from './search-context.js';
import { SOURCE_MEANINGS } from './source-meanings.js';
import { tunablesOfSite } from './tunables.js';
import { errnosAlong } from './turns.js';

export interface OriginsQuery extends Known {
  readonly syscall: string;
  /** A canonical errno name. */
  readonly errno: string;
  readonly arch: Arch;
  readonly limit: number;
  readonly offset: number;
}

export interface FoundOrigins {
  readonly total: number;
  /** The symbol of the syscall's entry on the arch. */
  readonly entry: string;
  readonly origins: Origin[];
  /** What was asked for and changes nothing, and why. */
  readonly warnings: string[];
}

/** Other routes to each of the best origins; whoever reads on to later ones looks for a function, not for routes. */
const MAX_ALTERNATIVES = 4;
const ORIGINS_WITH_ALTERNATIVES = 20;

/** Finds and ranks; `total` is 0 where the syscall has no body in the tree or cannot give the errno. */
export async function findOrigins(pack: Pack, query: OriginsQuery): Promise<FoundOrigins> {
  const row = await pack.store.get(
    'SELECT entry, function, abi FROM syscall WHERE arch = ? AND name = ? ORDER BY abi = ? DESC, abi LIMIT 1',
    query.arch,
    query.syscall,
    nativeAbi(query.arch),
  );
  const entry = String(row?.entry ?? '');
  const fn = row?.function;
  if (typeof fn !== 'number') return { total: 0, entry, origins: [], warnings: [] };
  const errnos = errnoIds(pack, query.errno);
  const start = { entry: fn, arch: query.arch, errnos };
  const context = await contextOf(pack, query, start);
  const result = search(
    pack,
    { ...start, wanted: query.offset + query.limit },
    (sites) => siteCost(pack.graph, sites),
    context,
  );
  const shown = scored(result.found).slice(query.offset, query.offset + query.limit);
  const drafts = shown.map((one, i) => ({
    ...one,
    route: routeTo(result, one.state),
    others: query.offset + i < ORIGINS_WITH_ALTERNATIVES ? detoursTo(pack, result, one.state, MAX_ALTERNATIVES) : [],
  }));
  const mask = archMask(pack.graph, query.arch);
  const scope = {
    runs: (id: number) => mask[pack.graph.functionArch[id] as number] === true,
    ...(context ? { names: context.names } : {}),
  };
  const reasons = new Map(
    drafts.flatMap((one) => one.sites.map((site) => [site, reasonsOfSite(pack, site, scope)] as const)),
  );
  const ids = functionsIn(pack, drafts);
  for (const list of reasons.values()) for (const reason of list) ids.add(reason.function);
  const rows = await functionRows(pack, ids);
  const sites = await siteRows(
    pack.store,
    drafts.flatMap((one) => one.sites),
  );
  const errnoNames = new Map(pack.errnos.map((one) => [one.id, one.name]));
  const asked = context?.asked ?? new Set<number>();
  const writer: Writer = { pack, entry, rows, sites, names: namesByFunction(rows), errnoNames, asked, reasons };
  const { syscall, errno } = query;
  const question = { release: pack.manifest.kernel.version, syscall, errno };
  return {
    total: result.total,
    entry,
    origins: drafts.map((one, i) => withCauses(originOf(writer, one, query.offset + i + 1), question)),
    warnings: commandWarnings(pack, query, start),
  };
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

interface Writer {
  readonly pack: Pack;
  readonly entry: string;
  readonly rows: ReadonlyMap<number, FunctionRef>;
  readonly sites: ReadonlyMap<number, SiteRef>;
  readonly names: ReadonlyMap<string, readonly number[]>;
  readonly errnoNames: ReadonlyMap<number, string>;
  /** The commands that were asked for. */
  readonly asked: ReadonlySet<number>;
  /** By site. */
  readonly reasons: ReadonlyMap<number, readonly FoundReason[]>;
}

const KIND_FUNCTION = NODE_KINDS.indexOf('function');
const VIA_CALLBACK = VIAS.indexOf('callback');
const VIA_BEFORE = VIAS.indexOf('before');

/** Every function that the answer names; for a callback also what its caller calls, among which is what it goes through. */
function functionsIn(pack: Pack, drafts: readonly Draft[]): Set<number> {
  const { graph } = pack;
  const ids = new Set<number>();
  for (const draft of drafts) {
    ids.add(draft.function);
    for (const route of [draft.route, ...draft.others]) {
      route.forEach((step, i) => {
        const fn = graph.nodeFunction[step.node] as number;
        if (fn >= 0) ids.add(fn);
        if (step.edge < 0 || graph.edgeVia[step.edge] !== VIA_CALLBACK) return;
        const from = route[i - 1]?.node;
        if (from === undefined) return;
        for (let edge = graph.edgeStart[from] as number; edge < (graph.edgeStart[from + 1] as number); edge++) {
          const target = graph.edgeTarget[edge] as number;
          if (graph.nodeKind[target] === KIND_FUNCTION) ids.add(target);
        }
      });
    }
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
  const path = frames(writer, draft.route, draft.function, errno);
  const probe = probeOfRoute(writer, draft);
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
    alternatives: draft.others.map((route) => frames(writer, route, draft.function, errno)),
    probe: { ...probe, evidence: 'predicted' },
  };
}

function errnoName({ errnoNames }: Writer, errno: number): string {
  return errnoNames.get(errno) ?? `errno ${errno}`;
}

/**
 * The deepest function on a route that returns the errno and most likely has a symbol. One that hands it over in an
 * out-parameter or a field does not return it: a probe there would not see it.
 */
function probeOfRoute(writer: Writer, { route, function: origin }: Draft): { symbol: string; likelihood: number } {
  const { graph } = writer.pack;
  // Beside the body nothing returns the errno: what can be seen is that the function runs.
  if (route.some(({ edge }) => edge >= 0 && graph.edgeVia[edge] === VIA_BEFORE))
    return { symbol: writer.rows.get(origin)?.name ?? writer.entry, likelihood: symbolLikelihood(graph, origin) };
  for (let i = route.length - 1; i > 0; i--) {
    const { node } = route[i] as Step;
    if (graph.nodeKind[node] !== KIND_FUNCTION) continue;
    const likelihood = seen(graph, route, i);
    if (likelihood >= LIKELY_SYMBOL) return { symbol: writer.rows.get(node)?.name ?? '', likelihood };
  }
  return { symbol: writer.entry, likelihood: 1 };
}

/** How likely a probe on the function at a step sees the call that the route makes. */
function seen(graph: Graph, route: readonly Step[], at: number): number {
  const step = route[at] as Step;
  const fn = graph.nodeFunction[step.node] as number;
  const before = route[at - 1];
  const direct = step.edge >= 0 && graph.edgeVia[step.edge] !== VIA_CALLBACK && before !== undefined;
  const caller = direct ? (graph.nodeFunction[before.node] as number) : -1;
  return caller < 0 ? symbolLikelihood(graph, fn) : seenLikelihood(graph, fn, caller);
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

/** The functions on a route; slots between them become the way (`via`, `table`) in which the next one is reached. */
function frames(writer: Writer, route: readonly Step[], origin: number, errno: number): PathFrame[] {
  const { graph } = writer.pack;
  const errnos = errnosAlong(graph, route, errno).map((id) => errnoName(writer, id));
  const list: PathFrame[] = [];
  let via: Via | undefined;
  let table = '';
  let line: number | null = null;
  let last = -1;
  let sets: number[] = [];
  for (const [i, step] of route.entries()) {
    const label = step.edge < 0 ? '' : (graph.labels[graph.edgeLabel[step.edge] as number] ?? '');
    const edgeVia = step.edge < 0 ? 'entry' : (VIAS[graph.edgeVia[step.edge] as number] ?? 'call');
    if (step.edge >= 0) sets.push(graph.edgeCommands[step.edge] as number);
    if (step.edge >= 0 && line === null) line = (graph.edgeLine[step.edge] as number) || null;
    if (via === undefined || edgeVia === 'ops' || edgeVia === 'field') via = edgeVia;
    const fn = graph.nodeFunction[step.node] as number;
    if (fn < 0) {
      table = graph.labels[graph.nodeLabel[step.node] as number] ?? '';
      continue;
    }
    if (fn === last) continue;
    if (edgeVia === 'callback' && label !== '') {
      const through = middle(writer, last, label);
      if (through !== undefined) list.push(frame(writer, through, 'call', line, '', errnos[i] ?? ''));
    }
    const cmd = shownCommands(writer.pack, sets, writer.asked);
    sets = [];
    list.push(
      frame(writer, fn, via, line, table === '' || label === '' ? table : `${table} (${label})`, errnos[i] ?? '', cmd),
    );
    last = fn;
    via = undefined;
    table = '';
    line = null;
  }
  if (last !== origin) list.push(frame(writer, origin, 'call', null, '', errnoName(writer, errno)));
  return list;
}

/** The function named `name` that `from` calls. */
function middle(writer: Writer, from: number, name: string): number | undefined {
  const { graph } = writer.pack;
  const candidates = writer.names.get(name) ?? [];
  for (let edge = graph.edgeStart[from] as number; edge < (graph.edgeStart[from + 1] as number); edge++) {
    if (candidates.includes(graph.edgeTarget[edge] as number)) return graph.edgeTarget[edge] as number;
  }
  return undefined;
}

function frame(
  writer: Writer,
  fn: number,
  via: Via,
  line: number | null,
  table: string,
  errno: string,
  cmd: readonly string[] = [],
): PathFrame {
  const row = writer.rows.get(fn);
  const name = via === 'entry' ? writer.entry : (row?.name ?? '');
  return {
    function: name,
    file: row?.file ?? '',
    line: via === 'entry' ? null : line,
    via,
    ...(table === '' ? {} : { table }),
    ...(cmd.length > 0 && { cmd: [...cmd] }),
    errno,
    probe: { symbol: name, likelihood: via === 'entry' ? 1 : symbolLikelihood(writer.pack.graph, fn) },
  };
}
