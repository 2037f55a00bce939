/** SystemTap: what scripts print at the return of a function, with its backtraces. */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Reader, Taken } from './reader.js';
import { frameOf } from './symbol.js';

/** `dockerd pid 3010 tid 3012 count_mounts returned -28`, as a plan's script prints it. */
const PLANNED = /^(\S.{0,15}?) pid (\d{1,8}) tid (\d{1,8}) ([A-Za-z_][\w.$]{0,200}) returned (-?\d{1,20})$/;
/** `kernel.function("count_mounts@fs/namespace.c:2125").return`, as `pp()` names a probe. */
const PROBE =
  /(?:kernel|kprobe|module\("[\w-]{1,64}"\))\.function\("([A-Za-z_][\w.$]{0,200})(?:@[^"]{1,200})?"\)\.return/;
/** `dockerd(3010): count_mounts returned -28`, `dockerd 3010 count_mounts return=-28`. */
const LINE =
  /^(\S.{0,15}?)(?:\((\d{1,8})\)|\[(\d{1,8})\]|[ \t](\d{1,8})):?\s{1,20}(?:(\d{1,8})\s{1,20})?([A-Za-z_][\w.$]{0,200})(?:\(\))?:?\s{1,20}(?:->\s?)?(?:(?:returned|return|ret|rc|=)[\s=:]{0,3})?(-?\w{1,24})\s*$/;
const RESULT = /(?:\$?return|ret(?:urned)?|=)\s?[=:]?\s?(-?\w{1,24})\s*$/;

export function systemtapReader(notes: Notes): Reader {
  let stack: string[] | undefined;
  return {
    id: 'systemtap',
    repeats: true,
    open: () => stack !== undefined,
    leave: () => {
      stack &&= [];
    },
    read(line, marks): Taken {
      if (line === '') {
        stack = undefined;
        return false;
      }
      if (line[0] === ' ' && stack !== undefined) {
        const frame = frameOf(line);
        if (frame === undefined) return false;
        if (frame !== null && stack.length < 128) stack.push(frame);
        return 'line';
      }
      if (line.startsWith('Pass ')) return /^Pass [1-5]: /.test(line) ? 'banner' : false;
      if (!(marks & Mark.digit)) return false;
      const planned = PLANNED.exec(line);
      if (planned !== null) {
        const [, comm = '', pid, tid, symbol = '', value = ''] = planned;
        const actor = { comm, pid: Number(pid), tid: Number(tid) };
        stack = notes.event({ ...actor, tool: 'systemtap', function: symbol, value });
        return 'line';
      }
      const probe = marks & Mark.quote ? PROBE.exec(line)?.[1] : undefined;
      if (probe !== undefined) {
        const value = RESULT.exec(line)?.[1];
        if (value !== undefined) stack = notes.event({ tool: 'systemtap', function: probe, value });
        return 'line';
      }
      if (!(marks & Mark.minus) || !/return|ret=|rc=/.test(line)) return false;
      const [whole, comm = '', round, square, plain, tid, symbol = '', value = ''] = LINE.exec(line) ?? [];
      if (whole === undefined) return false;
      const pid = Number(round ?? square ?? plain);
      stack = notes.event({
        tool: 'systemtap',
        comm,
        pid,
        ...(tid !== undefined && { tid: Number(tid) }),
        function: symbol,
        value,
      });
      return 'line';
    },
  };
}
