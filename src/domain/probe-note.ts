/** Why an origin is seen at another function than itself, and what is lost on the way up to it. */

import type { Evidence, Path } from '../schemas/origin.js';
import { functionOfSymbol } from './symbols.js';

/**
 * One sentence; null where the origin itself is attached to and returns the errno.
 * @param callers - how many functions call the origin
 */
export function probeNote(path: Path, evidence: Evidence, callers: number): string | null {
  const origin = path.at(-1);
  if (origin === undefined) return null;
  const { symbol, likelihood } = origin.probe;
  if (likelihood === 0) return `neither ${origin.function} nor anything above it is listed by that kernel`;
  const at = path.findLastIndex(
    (frame, i) => (i === 0 || frame.function === functionOfSymbol(symbol)) && frame.probe.symbol === symbol,
  );
  const seen = path[at];
  if (seen === undefined || at === path.length - 1) return null;
  const between = path.slice(at + 1);
  return [why(origin, evidence), lost(origin.errno, seen), aside(between), others(callers)]
    .filter((part) => part !== '')
    .join('; ');
}

function why({ function: name, probeable = 0, missing, probe: { symbol } }: Path[number], evidence: Evidence): string {
  if (missing === 'refused') return `${name} takes no probe: ${symbol} is the nearest above it that does`;
  if (evidence !== 'predicted' && probeable === 0)
    return `${name} cannot be attached to on that kernel: ${symbol} is the nearest above it that can`;
  if (probeable >= 0.5)
    return `a probe on ${name} would miss calls that the compiler inlined or results that it hands over: ${symbol} is the nearest above it`;
  return `${name} is probably inlined: ${symbol} is the nearest above it that most likely has a symbol`;
}

/** The errno that shows where it was replaced on the way up. */
function lost(errno: string | undefined, seen: Path[number]): string {
  if (seen.errno === undefined || errno === undefined || seen.errno === errno) return '';
  return `it returns ${seen.errno} where the origin gives ${errno}`;
}

/** What other functions between can give the same errno at the place that is seen. */
function aside(between: Path): string {
  const names = between.slice(0, -1).map((frame) => frame.function);
  if (names.length === 0) return '';
  return `that it came from below ${names.join(', ')} is not seen there`;
}

/** What calls the origin elsewhere. */
function others(callers: number): string {
  if (callers < 2) return '';
  return `calls from its other ${callers === 2 ? 'caller' : `${callers - 1} callers`} are not seen there`;
}
