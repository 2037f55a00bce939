/** Which origin a call graph without results points to. */
import type { Origin } from '../../schemas/origin.js';
import type { Observed } from '../../tools/read/observed.js';
import { functionOfSymbol } from '../symbols.js';

/** A frame whose function has a symbol of its own at least so surely would be in the graph if it had been called. */
const SURE = 0.9;

/** The deepest function of an origin's path that was entered. */
export function lastEntered({ path }: Pick<Origin, 'path'>, { entered }: Observed): string | undefined {
  return path.findLast((frame) => wasEntered(frame.function, entered))?.function;
}

/**
 * Whoever gets an errno calls little after it, so that the origin lies on the way whose deepest function that was entered was
 * entered last. A way that goes on below it, through functions that would be seen, was not taken; unless the graph ends there,
 * where it is cut at a depth.
 * @param origins - likeliest first
 */
export function enteredOrigin(origins: readonly Origin[], observed: Observed): Origin | undefined {
  const { entered } = observed;
  const order = new Map([...entered.keys()].map((name, at) => [bare(name), at]));
  const parents = new Set([...entered.values()].map(({ parent }) => parent));
  let best: Origin | undefined;
  let latest = -1;
  for (const origin of origins) {
    const at = origin.path.findLastIndex((frame) => wasEntered(frame.function, entered));
    const name = origin.path[at]?.function;
    if (name === undefined) continue;
    const passed =
      parents.has(name) &&
      origin.path
        .slice(at + 1)
        .some(
          ({ function: below, probe }) => probe.likelihood >= SURE && bare(functionOfSymbol(probe.symbol)) === below,
        );
    const place = order.get(name) ?? -1;
    if (!passed && place > latest) [best, latest] = [origin, place];
  }
  return best;
}

function wasEntered(name: string, entered: Observed['entered']): boolean {
  return entered.has(name) || [...CLONES].some((clone) => entered.has(`${name}${clone}`));
}

/** What compilers add to the name of a function that they made a copy of. */
const CLONES = ['.isra.0', '.constprop.0', '.part.0'] as const;

function bare(symbol: string): string {
  return symbol.split('.')[0] ?? symbol;
}
