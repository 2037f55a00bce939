/** Which origin calls without results point to: a call graph, or counts of calls. */
import type { Origin } from '../../schemas/origin.js';
import type { Observed, Recognised } from '../../tools/read/observed.js';
import { functionOfSymbol } from '../symbols.js';

/** A frame whose function has a symbol of its own at least so surely would be in the graph if it had been called. */
const SURE = 0.9;

/** The deepest function on a way to an origin that was entered: of several ways, on the one that was entered last. */
export function lastEntered(origin: Routed, observed: Observed): string | undefined {
  return placeOf(origin, viewOf(observed))?.name;
}

/**
 * Whoever gets an errno calls little after it, so that the origin lies on the way whose deepest function that was entered was
 * entered last. A way that goes on below it, through functions that would be seen, was not taken; unless the graph ends there,
 * where it is cut at a depth. Counts have no order: of these the way counts that was seen farthest down, and one that goes on
 * through functions that were watched and not entered was not taken.
 * @param origins - likeliest first
 */
export function enteredOrigin(origins: readonly Origin[], observed: Observed): Origin | undefined {
  const view = viewOf(observed);
  let best: Origin | undefined;
  let latest = -1;
  for (const origin of origins) {
    const at = placeOf(origin, view)?.at ?? -1;
    if (at > latest) [best, latest] = [origin, at];
  }
  return best;
}

/** Tools that tell how often, and not when. */
const COUNTED: ReadonlySet<string> = new Set<Recognised>(['bcc-funccount', 'bcc-stackcount']);

type Routed = Pick<Origin, 'path' | 'alternatives'>;

interface View {
  readonly entered: Observed['entered'];
  /** When each function was entered first; undefined where that is not told. */
  readonly order: ReadonlyMap<string, number> | undefined;
  /** Functions below which something was seen. */
  readonly parents: ReadonlySet<string | undefined>;
  /** Functions that were watched and not entered. */
  readonly silent: ReadonlySet<string>;
}

function viewOf({ entered, attached, recognised }: Observed): View {
  return {
    entered,
    order: COUNTED.has(recognised) ? undefined : new Map([...entered.keys()].map((name, at) => [bare(name), at])),
    silent: new Set([...attached].filter((name) => !entered.has(name)).map(bare)),
    parents: new Set([...entered.values()].map(({ parent }) => parent)),
  };
}

function placeOf({ path, alternatives }: Routed, { entered, order, parents, silent }: View) {
  let latest: { readonly name: string; readonly at: number } | undefined;
  for (const route of [path, ...alternatives]) {
    const deepest = route.findLastIndex((frame) => wasEntered(frame.function, entered));
    const name = route[deepest]?.function;
    if (name === undefined) continue;
    const goesOn = route
      .slice(deepest + 1)
      .some(({ function: below, probe }) => probe.likelihood >= SURE && bare(functionOfSymbol(probe.symbol)) === below);
    if (route.slice(deepest + 1).some((frame) => silent.has(frame.function))) continue;
    const at = order === undefined ? deepest : (order.get(name) ?? -1);
    if (!(parents.has(name) && goesOn) && at > (latest?.at ?? -1)) latest = { name, at };
  }
  return latest;
}

function wasEntered(name: string, entered: Observed['entered']): boolean {
  return entered.has(name) || [...CLONES].some((clone) => entered.has(`${name}${clone}`));
}

/** What compilers add to the name of a function that they made a copy of. */
const CLONES = ['.isra.0', '.constprop.0', '.part.0'] as const;

function bare(symbol: string): string {
  return symbol.split('.')[0] ?? symbol;
}
