/** perf trace: lines of calls, and the summaries of `-s` and `-S`, with `--errno-summary` too. */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Actor } from './observed.js';
import type { Reader, Taken } from './reader.js';

/** `     0.000 ( 6.762 ms): mount/289 mount(dev_name: …) = -1 ENOSPC (No space left on device)`; `?` for what is not known. */
const CALL =
  /^\s{0,12}(?:\d{1,12}\.\d{3}|\?) \(\s{0,9}(?:\d{1,9}\.\d{3} ms|)\s{0,9}\): (?:(.{1,16})\/(\d{1,8}) )?(?:\.\.\. \[continued\]: )?([a-z_]\w{1,40})\(/;
const RESULT = /= (-?\w{1,20})(?: (E[A-Z0-9]{2,23}))?(?: \(.{0,80}\))?\s*$/;
/** ` mount (291), 84 events, 89.4%`. */
const TASK = /^ (.{1,16}) \((\d{1,8})\), \d{1,12} events, [\d.]{1,6}%$/;
const HEAD = /^ {1,6}syscall {1,20}calls(?: {1,12}errors)?/;
const ROW = /^ {1,6}([a-z_]\w{1,40}) {1,30}(\d{1,12}) {1,12}(\d{1,12}) {1,12}\d{1,12}\.\d{3}/;
/** The errnos below a row. */
const ERRNO = /^\s{4,40}(E[A-Z0-9]{2,23}): (\d{1,12})\s*$/;

export function perfTraceReader(notes: Notes): Reader {
  let actor: Actor | undefined;
  /** A row whose failures may be told by errno below it. */
  let pending: { readonly syscall: string; readonly errors: number; told: boolean } | undefined;
  const settle = (): void => {
    if (pending?.told === false)
      notes.event({ ...actor, tool: 'perf-trace', syscall: pending.syscall, value: null, count: pending.errors });
    pending = undefined;
  };
  const inTable = (line: string): Taken => {
    const errno = ERRNO.exec(line);
    if (errno !== null && pending !== undefined) {
      pending.told = true;
      notes.event({
        ...actor,
        tool: 'perf-trace',
        syscall: pending.syscall,
        value: `-${errno[1]}`,
        count: Number(errno[2]),
      });
      return 'line';
    }
    const row = ROW.exec(line);
    if (row === null) return /^ {1,6}(?:-{3,}|\(msec\)| {10,}\()/.test(line) ? 'line' : false;
    settle();
    const errors = Number(row[3]);
    pending = errors > 0 ? { syscall: row[1] ?? '', errors, told: false } : undefined;
    return 'line';
  };
  return {
    id: 'perf-trace',
    repeats: true,
    open: () => actor !== undefined,
    read(line, marks): Taken {
      if (line === '') return false;
      if ((marks & CALLS) === CALLS) {
        const call = CALL.exec(line);
        if (call !== null) return takeCall(notes, line, call);
        const task = TASK.exec(line);
        if (task !== null) {
          settle();
          actor = { comm: task[1] ?? '', tid: Number(task[2]) };
          return 'line';
        }
      }
      if (line === ' Summary of events:') return 'banner';
      if (actor === undefined) return false;
      return HEAD.test(line) ? 'banner' : inTable(line);
    },
    end: settle,
  };
}

const CALLS = Mark.paren | Mark.digit;

function takeCall(notes: Notes, line: string, [, comm, tid, syscall = '']: RegExpExecArray): Taken {
  const [, value, name] = RESULT.exec(line) ?? [];
  if (value === undefined) return 'line';
  if (name === undefined && !value.startsWith('-')) {
    notes.again(0, 1);
    return 'line';
  }
  const actor = comm === undefined ? {} : { comm, tid: Number(tid) };
  const args = argumentsOf(syscall, line);
  notes.event({ ...actor, tool: 'perf-trace', syscall, args, value: name === undefined ? value : `-${name}` });
  return 'line';
}

/** Of long arguments the beginning is kept. */
const MOST_ARGUMENTS = 400;

/** What perf leaves away in front of the constants of an argument (trace/beauty), by syscall and argument. */
const PREFIXES: readonly (readonly [syscall: RegExp, argument: RegExp, prefix: string])[] = [
  [/^socket/, /^family$/, 'AF_'],
  [/^fcntl/, /^cmd$/, 'F_'],
  [/^prctl$/, /^option$/, 'PR_'],
  [/^keyctl$/, /^(?:option|cmd)$/, 'KEYCTL_'],
  [/^bpf$/, /^cmd$/, 'BPF_'],
  [/^futex/, /^op$/, 'FUTEX_'],
  [/^mount$/, /^flags$/, 'MS_'],
  [/^(?:clone3?|unshare)$/, /^(?:clone_|unshare_)?flags$/, 'CLONE_'],
];

/** The arguments as strace would write them: without their names, constants in full. */
function argumentsOf(syscall: string, line: string): string {
  const start = line.indexOf(`${syscall}(`) + syscall.length + 1;
  const text = line.slice(start, Math.max(start, line.lastIndexOf(') = '))).slice(0, MOST_ARGUMENTS);
  return text.replace(/\b([a-z_]{2,24}): ([A-Z][A-Z0-9_|]{2,200}\b)?/g, (_, name: string, constants = '') => {
    const prefix = PREFIXES.find(([of, argument]) => of.test(syscall) && argument.test(name))?.[2] ?? '';
    const full = (constant: string): string => (constant.startsWith(prefix) ? constant : prefix + constant);
    return constants === '' ? '' : String(constants).split('|').map(full).join('|');
  });
}
