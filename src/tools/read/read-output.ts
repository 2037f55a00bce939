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
import { eachLine, lineAt } from './lines.js';
import { archOfRelease, archOfSymbols, machineHints } from './machine-hints.js';
import { notebook } from './notes.js';
import type { Observed, Recognised } from './observed.js';
import { oneShotReader } from './one-shot.js';
import { perfProbeReader } from './perf-probe.js';
import { perfTraceReader } from './perf-trace.js';
import { printedResults } from './printed.js';
import type { Reader } from './reader.js';
import { retsnoopReader } from './retsnoop.js';
import { straceReader } from './strace.js';
import { systemtapReader } from './systemtap.js';

/** Lines that no form fits cost most: after so many only the forms that were met are tried, and known phrases. */
const MOST_STRANGE = 20_000;

/** Of lines that look the same so many are read; those after are counted as they were. */
const READ_OF_A_SHAPE = 64;
const READ_OF_A_FORM = 512;
const MOST_SHAPES = 30_000;

/** What a heading says of whose output it is: tools share some. */
const BANNER_WEIGHT = 0.01;

/** A line of one character says nothing. */
const SHORTEST = 2;

/** What lines of one shape were. */
interface Shape {
  times: number;
  readonly id: Recognised | undefined;
  readonly events: number;
  readonly succeeded: number;
}

function isRead(shape: Shape | undefined, times: number): boolean {
  return shape !== undefined && shape.times >= times;
}

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
  const shapes = new Map<number, Shape>();
  const forms = new Map<number, Shape>();
  let last: Reader | undefined;
  let strange = 0;
  const takes = (reader: Reader, line: string, marks: number): boolean => {
    const taken = reader.read(line, marks);
    if (taken === false) return false;
    last = reader;
    count(reader.id, taken === 'line' ? 1 : BANNER_WEIGHT);
    return true;
  };
  /** The form that a line was read as; a reader that has just taken one comes first. */
  const read = (line: string, marks: number): Reader | Recognised | undefined => {
    const before = last;
    if (before !== undefined && takes(before, line, marks)) return before;
    if (strange < MOST_STRANGE) {
      for (const reader of readers) if (reader !== before && takes(reader, line, marks)) return reader;
      strange++;
    } else {
      for (const reader of readers)
        if (reader !== before && reader.open?.() === true && takes(reader, line, marks)) return reader;
    }
    const said = free.read(line, marks);
    return (said === undefined || said === 'application') && printed.read(line, marks) ? 'printed' : said;
  };
  eachLine(text, (start, end, marks, shapeKey, formKey) => {
    if (start === end) {
      last?.read('', marks);
      return;
    }
    if (end - start < SHORTEST) return;
    const shape = shapes.get(shapeKey);
    const form = forms.get(formKey);
    const known = isRead(shape, READ_OF_A_SHAPE) ? shape : isRead(form, READ_OF_A_FORM) ? form : undefined;
    if (known !== undefined) {
      // What belonged to the line before does not go on behind this one.
      last?.leave?.();
      notes.again(known.events, known.succeeded);
      if (known.id !== undefined) count(known.id);
      return;
    }
    const line = lineAt(text, start, end, marks);
    if (line === '') return;
    hints.read(line, marks);
    const { total, succeeded } = notes;
    const taken = read(line, marks);
    const id = typeof taken === 'object' ? taken.id : taken;
    if (typeof taken === 'string') count(taken);
    if (typeof taken === 'object' && taken.repeats !== true) return;
    const told = { id, events: notes.total - total, succeeded: notes.succeeded - succeeded };
    if (shape !== undefined) shape.times++;
    else if (shapes.size < MOST_SHAPES) shapes.set(shapeKey, { times: 1, ...told });
    // What a program says can hold an errno as a positive number.
    if (form !== undefined) form.times++;
    else if (forms.size < MOST_SHAPES && !(told.id === 'application' || told.id === 'printed' || told.id === 'dmesg'))
      forms.set(formKey, { times: 1, ...told });
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
