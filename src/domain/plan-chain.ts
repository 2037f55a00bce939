/** What a plan attaches to: the chain down to the best origin, and the candidates of the one-shot script. */
import type { Origin, PathFrame } from '../schemas/origin.js';
import type { ReturnProbe } from '../tools/tracer.js';
import { errnoByName, errnoNumber } from './errno.js';
import { isBeside, type PlanQuery, type PlanTarget } from './plan-query.js';
import { functionOfSymbol, isSymbol } from './symbols.js';

/** A frame that is at least this likely to have a symbol is offered to tools that leave out what is missing. */
const POSSIBLE = 0.1;

/** bpftrace 0.17 attaches to at most 512 targets (BPFTRACE_MAX_PROBES); the script itself needs a few. */
const MAX_PROBES = 500;

/** A way down to the best origin, entry first: what surely can be attached to, and what the compiler may have inlined. */
export interface Chain {
  readonly probes: readonly ReturnProbe[];
  readonly possible: readonly ReturnProbe[];
}

/** Frames of a chain; more than this hide the answer. */
const MAX_CHAIN = 24;

/** The best origin's path, and the frames of its alternatives where they join it: each where its result shows. */
export function chainOf(query: PlanQuery, { origins, entrySymbol }: PlanTarget): Chain {
  const [best] = origins;
  const probes: ReturnProbe[] = [];
  const possible: ReturnProbe[] = [];
  const frames = best !== undefined && isBeside(best) ? best.path.slice(0, 1) : mergedFrames(best);
  for (const frame of frames) {
    const { symbol, likelihood } = frame.probe;
    if (frame.via === 'entry' || functionOfSymbol(symbol) === frame.function) {
      if (likelihood > 0 && isSymbol(symbol)) probes.push(...probe(query, symbol, frame.errno));
    } else if (frame.own_symbol !== undefined && isSymbol(frame.own_symbol)) {
      // It costs little, and shows what calls it otherwise.
      probes.push(...probe(query, frame.own_symbol, frame.errno));
    } else if (isPossible(query, frame)) possible.push(...probe(query, frame.function, frame.errno));
  }
  if (probes.length > 0) return { probes: distinct(probes), possible: distinct(possible) };
  return { probes: entrySymbol === undefined ? [] : probe(query, entrySymbol, undefined), possible: [] };
}

/** Whether a function that is probably inlined is worth a try where what is missing is left out. */
function isPossible({ evidence }: PlanQuery, { function: name, probeable = 0 }: PathFrame): boolean {
  return evidence === 'predicted' && probeable >= POSSIBLE && isSymbol(name);
}

/**
 * The frames of the routes to an origin, each once, callers before callees as far as the routes agree. The origin's own path is
 * there from its deepest frame up, and each other route that leaves room for all of it.
 */
function mergedFrames(origin: Origin | undefined): readonly PathFrame[] {
  if (origin === undefined) return [];
  const merged = origin.path.slice(-MAX_CHAIN);
  for (const route of origin.alternatives) {
    const added = route.filter((frame) => !merged.some((one) => isSame(one, frame)));
    if (merged.length + added.length > MAX_CHAIN) continue;
    let at = 0;
    for (const frame of route) {
      const known = merged.findIndex((one) => isSame(one, frame));
      if (known >= 0) at = known + 1;
      else merged.splice(at++, 0, frame);
    }
  }
  return merged;
}

function isSame(one: PathFrame, other: PathFrame): boolean {
  return one.function === other.function && one.file === other.file;
}

/** The probe of every origin, best first, and the chain, so that an origin that is not predicted shows its caller. */
export function candidatesOf(
  query: PlanQuery,
  target: PlanTarget,
  chain: readonly ReturnProbe[],
): readonly ReturnProbe[] {
  const origins = target.origins.slice(0, query.limit).flatMap((origin) => {
    const { symbol, likelihood } = origin.probe;
    if (isBeside(origin) || likelihood === 0 || !isSymbol(symbol)) return [];
    // A function above the origin may return another errno than it.
    const seen = origin.path.findLast((frame) => frame.function === functionOfSymbol(symbol));
    const own = origin.path.at(-1)?.own_symbol;
    return [
      ...(own !== undefined && isSymbol(own) ? probe(query, own, origin.errno) : []),
      ...probe(query, symbol, seen?.errno ?? origin.errno),
    ];
  });
  return distinct([...origins, ...chain]).slice(0, MAX_PROBES);
}

/** Candidates that the same function calls and that do not call each other: the last of them that failed gave its result. */
export function rivalsOf({ limit }: PlanQuery, target: PlanTarget): readonly (readonly string[])[] {
  const groups = new Map<string, Origin[]>();
  for (const origin of target.origins.slice(0, limit)) {
    const { function: name, path, probe: own } = origin;
    const caller = path.at(-2)?.function;
    if (caller === undefined || functionOfSymbol(own.symbol) !== name || !isSymbol(own.symbol)) continue;
    groups.set(caller, [...(groups.get(caller) ?? []), origin]);
  }
  const rivals = [...groups.values()].map((group) => {
    const above = new Set(
      group.flatMap(({ path, alternatives }) =>
        [path, ...alternatives].flatMap((route) => route.slice(0, -1).map((frame) => frame.function)),
      ),
    );
    return group.filter(({ function: name }) => !above.has(name)).map(({ probe: own }) => own.symbol);
  });
  return rivals.filter((symbols) => symbols.length > 1);
}

/** None where the errno has no number on the arch. */
function probe(query: PlanQuery, symbol: string, errnoName: string | undefined): readonly ReturnProbe[] {
  const errno = (errnoName === undefined ? undefined : errnoByName(errnoName)) ?? query.errno;
  const number = errnoNumber(errno, query.arch);
  return number === null ? [] : [{ symbol, errno: number }];
}

function distinct(probes: readonly ReturnProbe[]): readonly ReturnProbe[] {
  return [...new Map(probes.map((each) => [`${each.symbol} ${each.errno}`, each])).values()];
}
