/** What a plan attaches to: the chain down to the best origin, those beside it, and the candidates of the one-shot script. */
import type { Origin, PathFrame } from '../schemas/origin.js';
import type { ReturnProbe } from '../tools/tracer.js';
import { errnoByName, errnoNumber } from './errno.js';
import { isBeside, type PlanQuery, type PlanTarget } from './plan-query.js';
import { functionOfSymbol, isSymbol } from './symbols.js';

/** A frame that is at least this likely to have a symbol is offered to tools that leave out what is missing. */
const POSSIBLE = 0.1;

/** bpftrace 0.17 attaches to at most 512 targets (BPFTRACE_MAX_PROBES); the script itself needs a few. */
const MAX_PROBES = 500;

/** What a step watches that shows more than the likeliest origin. */
export interface Chain {
  /** The way down to the best origin, entry first: what can be attached to. */
  readonly probes: readonly ReturnProbe[];
  /** The next origins that are not on it, best first: an errno that starts in one would be put down to the end of the way. */
  readonly beside: readonly ReturnProbe[];
  /** What may not be there, of both: the compiler may have inlined it. */
  readonly possible: readonly ReturnProbe[];
}

/** Frames of a chain; more than this hide the answer. */
const MAX_CHAIN = 24;

/** Origins beside it: nine of ten true ones are among the first five (docs/accuracy.md), and a command can still be read. */
const MAX_BESIDE = 10;

/** What one missing function stops is only given predicted ones that are at least this likely to be there. */
const SURE = 0.99;

/** What is watched for the best origin and those next to it: each where its result shows. */
export function chainOf(query: PlanQuery, target: PlanTarget): Chain {
  const { probes, possible } = wayOf(query, target);
  const { sure, unsure } = besideOf(query, target, new Set([...probes, ...possible].map(keyOf)));
  return { probes, beside: sure, possible: [...possible, ...unsure] };
}

/** The best origin's path, and the frames of its alternatives where they join it. */
function wayOf(query: PlanQuery, { origins, entrySymbol }: PlanTarget): Omit<Chain, 'beside'> {
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

/** The probes of the origins behind the best one that are not watched already. */
function besideOf(query: PlanQuery, { origins }: PlanTarget, watched: ReadonlySet<string>) {
  const sure: ReturnProbe[] = [];
  const unsure: ReturnProbe[] = [];
  const known = new Set(watched);
  for (const origin of origins.slice(0, query.limit)) {
    for (const each of seenOf(query, origin)) {
      if (known.has(keyOf(each)) || sure.length + unsure.length === MAX_BESIDE) continue;
      known.add(keyOf(each));
      if (query.evidence !== 'predicted' || origin.probe.likelihood >= SURE) sure.push(each);
      else unsure.push(each);
    }
  }
  return { sure, unsure };
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
  const origins = target.origins.slice(0, query.limit).flatMap((origin) => seenOf(query, origin));
  return distinct([...origins, ...chain]).slice(0, MAX_PROBES);
}

/** Where an origin's result shows: in itself, or in the nearest function above it; nowhere where it is set beside the body. */
function seenOf(query: PlanQuery, origin: Origin): readonly ReturnProbe[] {
  const { symbol, likelihood } = origin.probe;
  if (isBeside(origin) || likelihood === 0 || !isSymbol(symbol)) return [];
  // A function above the origin may return another errno than it.
  const seen = origin.path.findLast((frame) => frame.function === functionOfSymbol(symbol));
  const own = origin.path.at(-1)?.own_symbol;
  return [
    ...(own !== undefined && isSymbol(own) ? probe(query, own, origin.errno) : []),
    ...probe(query, symbol, seen?.errno ?? origin.errno),
  ];
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
  return [...new Map(probes.map((each) => [keyOf(each), each])).values()];
}

function keyOf({ symbol, errno }: ReturnProbe): string {
  return `${symbol} ${errno}`;
}
