/** BCC's counters and snoopers: syscount, funccount, opensnoop, mountsnoop and their like, tables under a heading. */
import type { Notes } from './notes.js';
import type { Recognised } from './observed.js';
import type { Reader, Taken } from './reader.js';
import { errnoOfResult } from './result.js';
import { symbolOfPlace } from './symbol.js';

/** A table: its heading, and what a row of it says. A row that is none ends it. */
interface Table {
  readonly id: Recognised;
  readonly head: RegExp;
  readonly row: (line: string, notes: Notes) => boolean;
}

const TABLES: readonly Table[] = [
  { id: 'bcc-syscount', head: /^SYSCALL\s+COUNT(?:\s+TIME \([mu]s\))?$/, row: syscallCount },
  { id: 'bcc-syscount', head: /^PID\s+COMM\s+COUNT(?:\s+TIME \([mu]s\))?$/, row: processCount },
  { id: 'bcc-funccount', head: /^FUNC\s+COUNT$/, row: functionCount },
  { id: 'bcc-snoop', head: /^(?:TIME(?:\(s\))?\s+)?(?:UID\s+)?T?PID\s+COMM\s+FD ERR (?:FLAGS\s+)?PATH$/, row: openRow },
  { id: 'bcc-snoop', head: /^COMM\s+PID\s+TID\s+MNT_NS\s+CALL$/, row: mountRow },
  { id: 'bcc-snoop', head: /^(?:TIME(?:\(s\))?\s+)?(?:UID\s+)?PCOMM\s+PID\s+PPID\s+RET ARGS$/, row: execRow },
];

/** Headings are words in capitals. */
const HEADING = /^[A-Z]{3,8}(?:\(s\))?\s/;

/** `Tracing syscalls, printing top 10... Ctrl+C to quit.`; the clock before each table; `Detaching...`. */
const BANNERS: readonly (readonly [RegExp, Recognised | undefined])[] = [
  [/^Tracing (?:failed )?syscalls?\b.{0,60}, printing top \d+\.\.\. Ctrl\+C to quit\.$/, 'bcc-syscount'],
  [/^Tracing \d{1,6} functions? for .{1,1200}\.\.\. Hit Ctrl-C to end\.$/, 'bcc-funccount'],
  [/^\[\d{2}:\d{2}:\d{2}\]$/, undefined],
  [/^Detaching\.\.\.$/, undefined],
];

export function bccTablesReader(notes: Notes): Reader {
  let id: Recognised = 'bcc-syscount';
  let table: Table | undefined;
  return {
    get id() {
      return id;
    },
    open: () => table !== undefined,
    read(line): Taken {
      if (line === '') return false;
      if (table?.row(line, notes)) return 'line';
      const head = HEADING.test(line) ? TABLES.find((one) => one.head.test(line)) : undefined;
      if (head !== undefined) {
        table = head;
        id = head.id;
        return 'banner';
      }
      if (!/^[TD[]/.test(line)) return false;
      for (const [pattern, tool] of BANNERS) {
        if (!pattern.test(line)) continue;
        if (tool !== undefined) id = tool;
        if (tool === 'bcc-funccount') for (const symbol of listedIn(line)) notes.attached(symbol);
        return 'banner';
      }
      return false;
    },
  };
}

/**
 * `Tracing 2 functions for "b'^(do_mount|propagate_one\\\\.part\\\\.0)$'"... Hit Ctrl-C to end.`: a pattern that lists functions, as
 * Python writes it. Where fewer are traced than are listed, nothing says which.
 */
function listedIn(line: string): readonly string[] {
  const [, count, list = ''] =
    /^Tracing (\d{1,6}) functions? for "(?:b')?\^?\(?([\w.\\|]{1,1180})\)?\$?'?"/.exec(line) ?? [];
  const symbols = list.replaceAll('\\', '').split('|');
  return symbols.length === Number(count) ? symbols : [];
}

/** `mount   3`, `[unknown: 429]   3`: a number that ausyscall does not know. */
function syscallCount(line: string, notes: Notes): boolean {
  const [, number, name, count] =
    /^(?:\[unknown: (\d{1,5})\]|([a-z_]\w{0,40}))\s+(\d{1,12})(?:\s+[\d.]{1,20})?$/.exec(line) ?? [];
  const syscall = number ?? name;
  if (syscall === undefined) return false;
  notes.event({ tool: 'bcc-syscount', syscall, value: null, count: Number(count) });
  return true;
}

function processCount(line: string, notes: Notes): boolean {
  const [, pid, comm = '', count] = /^(\d{1,8})\s+(\S.{0,15}?)\s{1,20}(\d{1,12})(?:\s+[\d.]{1,20})?$/.exec(line) ?? [];
  if (pid === undefined) return false;
  const known = comm === '[unknown]' ? {} : { comm };
  notes.event({ tool: 'bcc-syscount', pid: Number(pid), ...known, value: null, count: Number(count) });
  return true;
}

function functionCount(line: string, notes: Notes): boolean {
  const [, place = ''] = /^(\S{1,300})\s+\d{1,12}$/.exec(line) ?? [];
  const symbol = symbolOfPlace(place);
  if (symbol !== undefined) notes.entered(symbol, undefined);
  return symbol !== undefined;
}

/** `1906   sleep              -1   2 /usr/lib/locale/…`: the errno is positive. */
function openRow(line: string, notes: Notes): boolean {
  const row =
    /^(?:[\d.]{3,18}\s+)?(?:\d{1,10}\s+)??(\d{1,8})\s+(\S.{0,15}?)\s{1,17}(-?\d{1,10})\s{1,5}(\d{1,4}) (.{1,400})/.exec(
      line,
    );
  if (row === null) return false;
  const [, pid, comm = '', fd = '', errno = ''] = row;
  const failed = fd.startsWith('-') && errno !== '0';
  const value = failed ? `-${errno}` : fd;
  notes.event({ tool: 'bcc-snoop', syscall: 'openat', pid: Number(pid), comm, value });
  return true;
}

/** `mount   1812  1812  4026531841  mount("none", "/mnt/t", "tmpfs", 0x0, "") = -ENOSPC`. */
function mountRow(line: string, notes: Notes): boolean {
  const row = /^(\S.{0,15}?)\s{1,17}(\d{1,8})\s{1,9}(\d{1,8})\s{1,9}\d{1,12}\s{1,3}([a-z_]\w{1,40})\(/.exec(line);
  if (row === null) return false;
  const [, comm = '', pid, tid, syscall = ''] = row;
  const value = line.slice(line.lastIndexOf(' = ') + 3).trim();
  notes.event({ tool: 'bcc-snoop', syscall, pid: Number(pid), tid: Number(tid), comm, value });
  return true;
}

function execRow(line: string, notes: Notes): boolean {
  const row =
    /^(?:[\d.:]{3,18}\s+)?(?:\d{1,10}\s+)?(\S.{0,15}?)\s{1,17}(\d{1,8})\s{1,9}\d{1,8}\s{1,5}(-?\d{1,5}) /.exec(line);
  if (row === null) return false;
  const [, comm = '', pid, value = ''] = row;
  notes.event({
    tool: 'bcc-snoop',
    syscall: 'execve',
    pid: Number(pid),
    comm,
    value,
    ...(errnoOfResult(value) === null && { errno: null }),
  });
  return true;
}
