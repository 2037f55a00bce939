/** strace: lines of calls, also of several processes and interrupted ones, the summary of `-c`, and the stacks of `-k`. */
import { errnoByName } from '../../domain/errno.js';
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Actor } from './observed.js';
import type { Reader, Taken } from './reader.js';

/** `[pid  142] `, `142   `, a time in any of strace's forms (`-t`, `-tt`, `-ttt`, `-r`), then the call. */
const CALL =
  /^(?:\[pid\s{1,6}(\d{1,8})\] |(\d{1,8}) {1,5})?(?:\d{1,2}:\d{2}:\d{2}(?:\.\d{1,9})? |\s{0,6}\d{1,12}\.\d{6,9} )?(?:\[[0-9a-f]{8,16}\] )?(?:<\.\.\. )?([a-z_][a-z0-9_]{1,40})(?:\(| resumed>)/;
/** What it gave; the last ` = ` of the line begins it, as arguments can hold one. */
const RESULT = /^(-1|\?|-?\d{1,20}|0x[0-9a-f]{1,16})(?: (E[A-Z0-9]{2,23}))?(?: \(.{0,100}\))?(?: <[\d.]{1,20}>)?\s*$/;
const ENDED =
  /^(?:\[pid\s{1,6}\d{1,8}\] |\d{1,8} {1,5})?(?:\d[\d:.]{5,20} )?(?:\+\+\+ (?:exited|killed)|--- SIG[A-Z0-9+]{1,10} |strace: Process \d)/;
/** ` > /usr/lib/libc.so.6(mount+0xa) [0x109e5a]`. */
const PLACE = /^\s?> .{1,400}\[0x[0-9a-f]{1,16}\]\s*$/;
const TABLE = /^% time\s+seconds\s+usecs\/call\s+calls\s+errors syscall$/;
const ROW = /^\s{0,5}\d{1,3}\.\d{2}\s+\d+\.\d{6}\s+\d{1,12}\s+\d{1,12}\s+(?:(\d{1,12})\s+)?([a-z_]\w{1,40})$/;

/** Of long arguments the beginning is kept: what says what is done stands in front. */
const MOST_ARGUMENTS = 400;

export function straceReader(notes: Notes): Reader {
  let table = false;
  const row = (line: string): Taken => {
    const [whole, errors, syscall = ''] = ROW.exec(line) ?? [];
    if (whole === undefined) {
      if (/^-[- ]+$/.test(line)) return 'line';
      table = false;
      return false;
    }
    if (errors !== undefined && syscall !== 'total')
      notes.event({ tool: 'strace', syscall, value: null, count: Number(errors) });
    return 'line';
  };
  return {
    id: 'strace',
    repeats: true,
    open: () => table,
    read(line, marks): Taken {
      if (line === '') return false;
      if (table) return row(line);
      if (marks & Mark.paren || marks & Mark.arrow) {
        const call = CALL.exec(line);
        if (call !== null) return takeCall(notes, line, call);
        if (marks & Mark.arrow && PLACE.test(line)) return 'line';
      }
      if (marks & (Mark.plus | Mark.minus | Mark.colon) && ENDED.test(line)) return 'line';
      if (marks & Mark.percent && TABLE.test(line)) {
        table = true;
        return 'banner';
      }
      return false;
    },
  };
}

function takeCall(notes: Notes, line: string, call: RegExpExecArray): Taken {
  const [, bracketed, plain, syscall = ''] = call;
  if (line.endsWith('<unfinished ...>')) return 'line';
  const at = line.lastIndexOf(' = ');
  const result = at < 0 ? null : RESULT.exec(line.slice(at + 3));
  // Only the whole form is strace's: programs print calls, too.
  if (result === null || !/[)>]\s*$/.test(line.slice(0, at))) return false;
  const [, value = '', name] = result;
  if (name === undefined && !value.startsWith('-')) {
    notes.again(0, 1);
    return 'line';
  }
  const args = line
    .slice(call.index + call[0].length, at)
    .replace(/\)\s*$/, '')
    .slice(0, MOST_ARGUMENTS);
  const tid = bracketed ?? plain;
  const actor: Actor = tid === undefined ? {} : { tid: Number(tid) };
  const errno = name === undefined ? undefined : errnoByName(name)?.name;
  if (errno === undefined) notes.event({ ...actor, tool: 'strace', syscall, value, errno: null });
  else notes.event({ ...actor, tool: 'strace', syscall, args, value: `-${errno}`, errno });
  return 'line';
}
