/** Reads what tools printed, line by line, each line by the reader of the tool that it fits. */
import { parseErrnoNumber } from '../../domain/errno.js';
import { auditReader } from './audit.js';
import { bccStacksReader } from './bcc-stacks.js';
import { bccTablesReader } from './bcc-tables.js';
import { bccTraceReader } from './bcc-trace.js';
import { bpftraceReader } from './bpftrace.js';
import { compilerReader } from './compiler.js';
import { drgnReader } from './drgn.js';
import { freeText } from './free-text.js';
import { ftraceReader } from './ftrace.js';
import { eachLine, type Line, lineAt } from './lines.js';
import { archOfRelease, archOfSymbols, machineHints } from './machine-hints.js';
import { notebook } from './notes.js';
import type { Observed, Recognised } from './observed.js';
import { oneShotReader } from './one-shot.js';
import { perfProbeReader } from './perf-probe.js';
import { perfTraceReader } from './perf-trace.js';
import { printedResults } from './printed.js';
import type { Reader } from './reader.js';
import { retsnoopReader } from './retsnoop.js';
import { sieve } from './sieve.js';
import { straceReader } from './strace.js';
import { systemtapReader } from './systemtap.js';

/** Lines that no form fits cost most: after so many all forms are tried on some of them only. */
const MOST_STRANGE = 4_000;
const SAMPLE = 32;

/** What a heading says of whose output it is: tools share some. */
const BANNER_WEIGHT = 0.01;

/** A line of one character says nothing. */
const SHORTEST = 2;

/** Text that is a number and nothing else. */
const LONGEST_NUMBER = 40;

export function readOutput(text: string): Observed {
  const notes = notebook();
  const alone = text.length <= LONGEST_NUMBER ? parseErrnoNumber(text.trim()) : null;
  if (alone !== null) {
    notes.event({ tool: 'number', value: text.trim(), errno: alone });
    return notes.observed('number', []);
  }
  // Stricter forms come first.
  const readers: Reader[] = [
    ...[
      oneShotReader(notes),
      compilerReader(),
      auditReader(notes),
      ftraceReader(notes),
      straceReader(notes),
      perfTraceReader(notes),
    ],
    ...[retsnoopReader(notes), bccStacksReader(notes), bccTablesReader(notes), bpftraceReader(notes)],
    ...[bccTraceReader(notes), perfProbeReader(notes), systemtapReader(notes), drgnReader(notes)],
  ];
  const free = freeText(notes);
  const printed = printedResults(notes);
  const hints = machineHints(notes);
  const tally = new Map<Recognised, number>();
  const count = (id: Recognised, weight = 1): void => {
    tally.set(id, (tally.get(id) ?? 0) + weight);
  };
  const sifted = sieve(text);
  let last: Reader | undefined;
  let strange = 0;
  /** Lines in a row that no form fitted. */
  let idle = 0;
  const takes = (reader: Reader, line: string, marks: number): boolean => {
    const taken = reader.read(line, marks);
    if (taken === false) return false;
    last = reader;
    idle = 0;
    count(reader.id, taken === 'line' ? 1 : BANNER_WEIGHT);
    return true;
  };
  /** The form that a line was read as; a reader that has just taken one comes first. */
  const read = (line: string, marks: number): Reader | Recognised | undefined => {
    const before = last;
    if (before !== undefined && takes(before, line, marks)) return before;
    const all = strange < MOST_STRANGE || strange % SAMPLE === 0;
    for (const reader of readers)
      if (reader !== before && (all || reader.open?.() === true) && takes(reader, line, marks)) return reader;
    strange++;
    idle++;
    const said = free.read(line, marks);
    return (said === undefined || said === 'application') && printed.read(line, marks) ? 'printed' : said;
  };
  /** Whether a line is passed over: no form has fitted for long, and it holds nothing that a program says of an errno. */
  const isNoise = (line: Line): boolean =>
    strange >= MOST_STRANGE && idle >= SAMPLE && strange % SAMPLE !== 0 && !free.mayTell(text, line);
  eachLine(text, (place) => {
    if (place.start === place.end) {
      last?.read('', 0);
      return;
    }
    if (place.end - place.start < SHORTEST) return;
    if (sifted.isEnd(place.end)) notes.end();
    const isAlone = last === undefined || last.repeats === true || idle > 0;
    const known = isNoise(place) ? 'over' : sifted.sift(place, isAlone);
    if (known !== undefined) {
      last?.leave?.();
      if (known === 'over') {
        strange++;
        return;
      }
      notes.again(known.events, known.succeeded);
      if (known.id === undefined) return;
      count(known.id);
      idle = 0;
      return;
    }
    const line = lineAt(text, place);
    if (line === '') return;
    const before = last;
    hints.read(line, place.marks);
    const { total, succeeded } = notes;
    const taken = read(line, place.marks);
    const id = typeof taken === 'object' ? taken.id : taken;
    if (typeof taken === 'string') count(taken);
    const repeats = typeof taken !== 'object' || taken.repeats === true;
    // A line of another form than the one before costs most, whatever it is.
    if (repeats || taken !== before) sifted.readOne();
    if (repeats) sifted.remember(place, { id, events: notes.total - total, succeeded: notes.succeeded - succeeded });
  });
  for (const reader of readers) reader.end?.();
  const [recognised = 'unknown', ...also] = ranked(tally);
  return withArch(notes.observed(recognised, also));
}

/** Events in whose stacks an arch is looked for. */
const MOST_LOOKED_AT = 500;

function withArch(observed: Observed): Observed {
  const { events, entered, release } = observed;
  const looked = events.slice(0, MOST_LOOKED_AT);
  const symbols = looked.flatMap(({ function: symbol, name, stack }) => [symbol ?? name ?? '', ...stack]);
  const arch =
    observed.arch ??
    archOfSymbols([...symbols, ...entered.keys()]) ??
    (release === undefined ? undefined : archOfRelease(release));
  return { ...observed, arch };
}

/** Forms that come with tools: they name the output only where nothing else does. */
const BESIDE: readonly Recognised[] = ['compiler-warnings', 'dmesg', 'application', 'printed', 'tool-failure'];

/** Most lines first, what is said beside tools last. */
function ranked(tally: ReadonlyMap<Recognised, number>): readonly Recognised[] {
  const weight = (id: Recognised): number => BESIDE.indexOf(id);
  return [...tally]
    .sort(([a, m], [b, n]) => Math.sign(weight(a) + 1) - Math.sign(weight(b) + 1) || weight(b) - weight(a) || n - m)
    .map(([id]) => id);
}
