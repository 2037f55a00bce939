/** Reads what tools printed, line by line, each line by the reader of the tool that it fits. */
import { parseErrnoNumber } from '../../domain/errno.js';
import { bccStacksReader } from './bcc-stacks.js';
import { bccTablesReader } from './bcc-tables.js';
import { bccTraceReader } from './bcc-trace.js';
import { bpftraceReader } from './bpftrace.js';
import { compilerReader } from './compiler.js';
import { drgnReader } from './drgn.js';
import { freeText } from './free-text.js';
import { ftraceReader } from './ftrace.js';
import { eachLine } from './lines.js';
import { archOfRelease, archOfSymbols, machineHints } from './machine-hints.js';
import { notebook } from './notes.js';
import type { Observed, Recognised } from './observed.js';
import { oneShotReader } from './one-shot.js';
import { perfProbeReader } from './perf-probe.js';
import { perfTraceReader } from './perf-trace.js';
import type { Reader } from './reader.js';
import { retsnoopReader } from './retsnoop.js';
import { straceReader } from './strace.js';
import { systemtapReader } from './systemtap.js';

/** Lines that no form fits cost most: after so many only the forms that were met are tried, and known phrases. */
const MOST_STRANGE = 30_000;

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
    ...[oneShotReader(notes), compilerReader(), ftraceReader(notes), straceReader(notes), perfTraceReader(notes)],
    ...[retsnoopReader(notes), bccStacksReader(notes), bccTablesReader(notes), bpftraceReader(notes)],
    ...[bccTraceReader(notes), perfProbeReader(notes), systemtapReader(notes), drgnReader(notes)],
  ];
  const free = freeText(notes);
  const hints = machineHints(notes);
  const tally = new Map<Recognised, number>();
  const count = (id: Recognised): void => {
    tally.set(id, (tally.get(id) ?? 0) + 1);
  };
  let last: Reader | undefined;
  let strange = 0;
  const takes = (reader: Reader, line: string, marks: number): boolean => {
    const taken = reader.read(line, marks);
    if (taken === false) return false;
    count(reader.id);
    last = reader;
    return true;
  };
  eachLine(text, (line, marks) => {
    if (line === '') {
      last?.read(line, marks);
      return;
    }
    hints.read(line, marks);
    if (last !== undefined && takes(last, line, marks)) return;
    if (strange < MOST_STRANGE) {
      const before = last;
      for (const reader of readers) if (reader !== before && takes(reader, line, marks)) return;
      strange++;
    } else {
      for (const reader of readers)
        if (reader !== last && reader.open?.() === true && takes(reader, line, marks)) return;
    }
    const said = free.read(line, marks);
    if (said !== undefined) count(said);
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
    archOfSymbols([...symbols, ...entered.keys()]) ?? (release === undefined ? undefined : archOfRelease(release));
  return { ...observed, arch };
}

/** Forms that come with tools: they name the output only where nothing else does. */
const BESIDE: readonly Recognised[] = ['compiler-warnings', 'dmesg', 'application', 'tool-failure'];

/** Most lines first, what is said beside tools last. */
function ranked(tally: ReadonlyMap<Recognised, number>): readonly Recognised[] {
  const weight = (id: Recognised): number => BESIDE.indexOf(id);
  return [...tally]
    .sort(([a, m], [b, n]) => Math.sign(weight(a) + 1) - Math.sign(weight(b) + 1) || weight(b) - weight(a) || n - m)
    .map(([id]) => id);
}
