/** ftrace's own output, and what trace-cmd, perf-tools and perf make of it: events of probes and syscalls, and call graphs. */
import { callTree, graphStep } from './call-tree.js';
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Actor, Recognised } from './observed.js';
import type { Reader, Taken } from './reader.js';
import { errnoOfResult } from './result.js';
import { frameOf, symbolOfPlace } from './symbol.js';
import { type TraceLine, traceLine } from './trace-line.js';

/** `(attach_recursive_mnt+0x27d/0x420 <- count_mounts) ret=-28`; perf writes addresses. */
const RETURNED = /^\((.{1,300}?) <- ([^()\s]{1,300})\)\s*(.{0,1000})/;
/** `(count_mounts+0x0/0x90) …`: a probe at the start. */
const REACHED = /^\(([A-Za-z_][^()\s]{0,300})\)/;
/** Mostly there is one. */
const ONLY_FIELD = /^\w{1,40}=(\S{1,40})$/;
const FIELD = /(?:^|\s)(\w{1,40})=(\S{1,40})/g;
/** `mount-221     [000] ..... 75.610164: sys_mount -> 0xffffffffffffffe4`, as ftrace itself shows the exit of a syscall. */
const SYSCALL_EXIT =
  /^\s{0,16}(\S.{0,15}?)-(\d{1,8})\s.{0,40}?\d{1,12}\.\d{1,9}: (?:compat_)?sys_(\w{1,64}) -> (0x[0-9a-f]{1,16}|-?\d{1,20})\s*$/;
/** ` 0)   1.122 us    |`, also with a time before it. */
const CPU = /^(?:\s{0,12}\d{1,12}\.\d{1,6} \|)?\s{0,4}(\d{1,4})\)/;
/** ` 0)   mount-320   |`: with the column of tasks. */
const TASK = /^[^|]{0,40}\)\s{1,9}(.{1,16}?)-(\d{1,8})\s{1,9}\|/;
const LISTED = /^[rp]\d{0,4}:[\w-]{1,64}\/[\w.-]{1,200} (?:[\w-]{1,64}:)?([A-Za-z_][\w.$]{0,200})/;

/** What tells whose output it is. */
/** A line of an event holds its time and a colon. */
const EVENT = Mark.digit | Mark.colon;

const BANNERS: readonly (readonly [RegExp, Recognised])[] = [
  [/^Tracing "[^"]{1,200}"(?: for PID [\d, ]{1,80})?(?: for \d+ seconds)?\.\.\.(?: Ctrl-C to end\.)?$/, 'funcgraph'],
  [/^Tracing kprobe .{1,200}\.(?:\.\.)? Ctrl-C to end\.$|^Tracing kprobe .{1,200} for \d+ seconds/, 'kprobe'],
  [/^cpus=\d{1,4}$/, 'trace-cmd'],
];

export function ftraceReader(notes: Notes): Reader {
  const tree = callTree(notes);
  /** The stack of the newest event of each task. */
  const stacks = new Map<number, string[]>();
  let id: Recognised = 'tracefs';
  let open: string[] | undefined;
  let graph = false;

  const fromEvent = (line: TraceLine): void => {
    const { event, fields, comm, pid, tid } = line;
    const actor: Actor = { comm, tid, ...(pid !== undefined && { pid }) };
    if (event === '' || event === 'kernel_stack') {
      open = stacks.get(tid);
      // It begins with the caller, which is known by then.
      if (open !== undefined) open.length = 0;
      return;
    }
    graph = event.startsWith('funcgraph_e');
    if (graph) {
      const bar = fields.indexOf('|');
      const step = bar < 0 ? undefined : graphStep(fields.slice(bar + 1));
      if (step !== undefined) tree.step(step, String(tid), actor, id);
      return;
    }
    const told = syscallEvent(event, fields) ?? functionEvent(event, fields);
    const stack = told && notes.event({ ...actor, ...told, tool: id });
    if (stack !== undefined) stacks.set(tid, stack);
    open = line.form === 'perf' ? stack : undefined;
    const reached = told === undefined ? REACHED.exec(fields)?.[1] : undefined;
    const symbol = reached === undefined ? undefined : symbolOfPlace(reached);
    if (symbol !== undefined) notes.entered(symbol, undefined);
  };

  return {
    get id() {
      return id;
    },
    /** A call graph is read whole; events stand by themselves. */
    get repeats() {
      return !graph;
    },
    open: () => open !== undefined,
    leave: () => {
      open &&= [];
    },
    read(line, marks): Taken {
      if (line === '') {
        open = undefined;
        return false;
      }
      // Most lines of a call graph: the CPU, the time it took, a bar.
      const cpu = marks & Mark.digit ? CPU.exec(line) : null;
      if (cpu !== null) {
        graph = true;
        const bar = line.lastIndexOf('|  ');
        if (bar < 0) return line.includes('=>') || line.includes('|') ? 'line' : false;
        const task = line.indexOf('|') < bar ? TASK.exec(line) : null;
        const actor = task === null ? {} : { comm: task[1] ?? '', tid: Number(task[2]) };
        const step = graphStep(line.slice(bar + 1));
        if (step !== undefined) tree.step(step, task?.[2] ?? cpu[1] ?? '', actor, id);
        return 'line';
      }
      const parsed = (marks & EVENT) === EVENT ? traceLine(line) : undefined;
      if (parsed !== undefined) {
        if (parsed.form === 'perf') id = 'perf-script';
        else if (id === 'perf-script') id = 'tracefs';
        fromEvent(parsed);
        return 'line';
      }
      const exit = (marks & EVENT) === EVENT && marks & Mark.arrow ? SYSCALL_EXIT.exec(line) : null;
      if (exit !== null) {
        const [, comm = '', tid, syscall = '', value = ''] = exit;
        notes.event({ comm: comm.trim(), tid: Number(tid), tool: id, syscall, value });
        return 'line';
      }
      if (open !== undefined) {
        const frame = frameOf(line);
        if (frame !== undefined) {
          if (frame !== null && open.length < 128) open.push(frame);
          return 'line';
        }
      }
      return heading(line);
    },
  };

  function heading(line: string): Taken {
    switch (line[0]) {
      case '#':
        if (!/^# (?:tracer: |\s{0,40}TASK-PID|CPU |TIME |entries-in|[|/ _=>-]{3})|^#\s*$/.test(line)) return false;
        if (line.startsWith('# tracer:') && id === 'perf-script') id = 'tracefs';
        return 'banner';
      case 'r':
      case 'p': {
        const listed = LISTED.exec(line)?.[1];
        if (listed !== undefined) notes.attached(listed);
        return listed === undefined ? false : 'banner';
      }
      case 'E':
        return line === 'Ending tracing...' ? 'banner' : false;
      default: {
        const banner = BANNERS.find(([pattern]) => pattern.test(line));
        if (banner !== undefined) id = banner[1];
        return banner === undefined ? false : 'banner';
      }
    }
  }
}

/** What is left of a clone's suffix (`.part.0`) in the name of an event. */
const CLONE = /(?:_(?:isra|part|constprop|cold)_\d{1,3}){1,3}$/;

/** Exits of syscalls, by the tracepoint of one (`sys_exit_mount`) or of all (`sys_exit: NR 165 = -28`). */
function syscallEvent(event: string, fields: string): { syscall: string; value: string } | undefined {
  const name = /(?:^|:)sys_exit_(\w{1,64})$/.exec(event)?.[1];
  if (name !== undefined) {
    const value = /(-?(?:0x)?[0-9a-f]{1,20})\s*$/i.exec(fields)?.[1];
    return value === undefined ? undefined : { syscall: name, value };
  }
  if (!/(?:^|:)sys_exit$/.test(event)) return undefined;
  const all = /^NR (\d{1,5}) .{0,40}?= (-?\w{1,20})\s*$/.exec(fields);
  return all === null ? undefined : { syscall: all[1] ?? '', value: all[2] ?? '' };
}

/** A return probe. The function stands behind the arrow; perf has addresses there, and names the event after it. */
function functionEvent(
  event: string,
  fields: string,
): { function: string; value: string; stack: string[] } | undefined {
  const returned = RETURNED.exec(fields);
  if (returned === null) return undefined;
  const [, to = '', from = '', rest = ''] = returned;
  const symbol = symbolOfPlace(from) ?? functionOfEvent(event);
  const caller = symbolOfPlace(to);
  const value = ONLY_FIELD.exec(rest)?.[1] ?? lastResult(rest);
  if (value === undefined) return undefined;
  return { function: symbol, value, stack: caller === undefined ? [] : [caller] };
}

function functionOfEvent(event: string): string {
  return event
    .replace(/^.*[:/]/, '')
    .replace(/__return(?:_\d+)?$/, '')
    .replace(CLONE, '');
}

/** The last of several fields that is an errno, or else the last. */
function lastResult(fields: string): string | undefined {
  const values = [...fields.matchAll(FIELD)].map((match) => match[2] ?? '');
  return values.findLast((one) => errnoOfResult(one) !== null) ?? values.at(-1);
}
