/** stackcount (BCC): stacks under a heading, each with how often it was met; and argdist, values with how often. */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Recognised } from './observed.js';
import type { Reader, Taken } from './reader.js';
import { frameOf, looksLikeSymbol, symbolOfPlace } from './symbol.js';

const FUNCTIONS = /^Tracing \d{1,6} functions? for .{1,1200}\.\.\. Hit Ctrl-C to end\.$/;
/** `r::count_mounts():int:$retval`, as argdist heads a table. */
const SPECIFICATION = /^(r|p):[^:]{0,100}:([A-Za-z_][\w.$]{0,200})\([^)]{0,400}\)(?::|$)/;
const TABLE = /^\s{1,12}COUNT\s+EVENT\s*$/;
/** `\t3          $retval = -28`. */
const VALUE = /^\s{1,12}(\d{1,12})\s{1,20}(?:[^=]{1,200}) = (-?\w{1,24})\s*$/;

export function bccStacksReader(notes: Notes): Reader {
  let id: Recognised = 'bcc-stackcount';
  let frames: string[] | undefined;
  /** A line of one name: argdist heads a table with what a probe is called. */
  let heading: string | undefined;
  let probed: { readonly symbol: string; readonly returns: boolean } | undefined;
  return {
    get id() {
      return id;
    },
    open: () => frames !== undefined || probed !== undefined,
    read(line, marks): Taken {
      if (line === '') return false;
      if (heading !== undefined && TABLE.test(line)) {
        probed = { symbol: heading, returns: true };
        id = 'bcc-argdist';
        // Where no values follow it was watched and did not return what was looked for.
        notes.attached(heading);
        return 'banner';
      }
      if (line[0] === ' ' || line[0] === '\t') {
        if (probed !== undefined) return value(line);
        return frames === undefined ? false : stackLine(line, marks, frames);
      }
      heading = looksLikeSymbol(line) ? line : undefined;
      if (heading !== undefined) {
        probed = undefined;
        // However often it was met: the values below it are its own.
        return id === 'bcc-argdist' ? 'banner' : false;
      }
      if (marks & Mark.colon) {
        const [, kind, symbol] = SPECIFICATION.exec(line) ?? [];
        if (symbol !== undefined) {
          probed = { symbol, returns: kind === 'r' };
          id = 'bcc-argdist';
          return 'banner';
        }
      }
      // funccount has the same banner, and a table below it.
      if (marks & Mark.digit && FUNCTIONS.test(line)) frames = [];
      return false;
    },
  };

  function stackLine(line: string, marks: number, stack: string[]): Taken {
    const count = marks & Mark.digit ? /^\s{1,8}(\d{1,12})\s*$/.exec(line)?.[1] : undefined;
    if (count !== undefined) {
      if (stack.length === 0) return false;
      // The probe stands at the start of a function: its result is not known.
      const down = stack.toReversed();
      for (const [at, name] of down.entries()) notes.entered(name, down[at - 1]);
      stack.length = 0;
      id = 'bcc-stackcount';
      return 'line';
    }
    // Most are names alone.
    const symbol = (marks & Mark.digit ? frameOf(line) : undefined) ?? symbolOfPlace(line.trim());
    if (symbol === undefined) return /^\s{2,8}(?:b?'?\[?(?:unknown|0x)|-{2})/.test(line) ? 'line' : false;
    if (stack.length < 128) stack.push(symbol);
    return 'line';
  }

  function value(line: string): Taken {
    const [, count, result = ''] = VALUE.exec(line) ?? [];
    if (count === undefined) return TABLE.test(line) ? 'banner' : false;
    if (probed?.returns)
      notes.event({ tool: 'bcc-argdist', function: probed.symbol, value: result, count: Number(count) });
    return 'line';
  }
}
