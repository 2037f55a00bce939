/** A path as rows to draw: what each function is on the way, how it is reached, and whether a probe can see it. */
import type { PathFrame } from '../schemas/origin.js';

export interface PathRow {
  readonly name: string;
  readonly file: string;
  /** Where in it the way goes on, as in a stack trace: the call of the next function, in the last one the errno. */
  readonly line: number | null;
  readonly role: 'entry' | 'way' | 'origin';
  /** How the function before it leads here, in words; empty for a plain call. */
  readonly hop: string;
  /** Whether that is a call by name, so that reading the source finds it. */
  readonly plain: boolean;
  /** Whether its result can be seen; `above` where only that of a function above it can. */
  readonly probe: 'seen' | 'unsure' | 'above';
  /** What that rests on, in words. */
  readonly note: string;
}

/** Below this likelihood a function counts as one that no probe sees. */
const SEEN = 0.5;

/** @param end - the line of the errno in the last function */
export function pathRows(path: readonly PathFrame[], asked: string, end: number | null = null): readonly PathRow[] {
  return path.map((frame, i) => {
    const likelihood = frame.probeable ?? frame.probe.likelihood;
    const own = ownSymbol(frame);
    const probe = !own || frame.missing !== undefined ? 'above' : likelihood < SEEN ? 'unsure' : 'seen';
    return {
      name: frame.function,
      file: frame.file,
      line: i === path.length - 1 ? end : lineOnward(frame, path[i + 1]),
      role: i === path.length - 1 ? 'origin' : i === 0 ? 'entry' : 'way',
      hop: hopOf(frame, path[i - 1]),
      plain: frame.via === 'call' || frame.via === 'entry',
      probe,
      note: [noteOf(frame, probe, likelihood), errnoNote(frame, asked)].filter(Boolean).join('; '),
    };
  });
}

/**
 * The line of a function at which it calls the next one: frames tell where each was called. What is called back has the
 * line of the function that handed it over, which is in front of the one between them.
 */
function lineOnward(frame: Pick<PathFrame, 'line'>, next: PathFrame | undefined): number | null {
  const line = next?.line ?? null;
  return next?.via === 'callback' && line === frame.line ? null : line;
}

/** A clone (`f.isra.0`) is the function, too. */
function ownSymbol({ function: name, probe: { symbol } }: PathFrame): boolean {
  return symbol === name || symbol.startsWith(`${name}.`);
}

function hopOf({ via, table, cmd }: PathFrame, before: PathFrame | undefined): string {
  const under = cmd === undefined || cmd.length === 0 ? '' : ` for ${cmd.slice(0, 2).join(', ')}`;
  switch (via) {
    case 'entry':
      return '';
    case 'call':
      return under.trim();
    case 'macro':
      return `through a macro${under}`;
    case 'ops':
      return `through ${table ?? 'a table of functions'}${under}`;
    case 'callback':
      return `called back${before === undefined ? '' : ` from ${before.function}`}${under}`;
    case 'before':
      return 'beside the body, mostly before it runs';
    default:
      return `by ${via}${under}`;
  }
}

function noteOf(frame: PathFrame, probe: PathRow['probe'], likelihood: number): string {
  if (frame.missing === 'refused') return 'takes no probe';
  if (frame.missing === 'unlisted') return 'not in this kernel';
  const percent = `${Math.round(likelihood * 100)} %`;
  if (probe === 'above') return `its result shows at ${frame.probe.symbol}`;
  return probe === 'unsure' ? `probe unlikely, ${percent}` : '';
}

function errnoNote({ errno }: PathFrame, asked: string): string {
  return errno === undefined || errno === asked ? '' : `returns ${errno}`;
}
