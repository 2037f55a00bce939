/** perf probe: which functions it attached to (`-a`, `-l`). */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Reader, Taken } from './reader.js';

/** `  probe:path_mount__return (on path_mount%return with ret=$retval:s32)`; `-l` has the file as well. */
const EVENT =
  /^\s{1,4}\w{1,64}:\w{1,200}\s{1,20}\(on (?:[\w-]{1,64}:)?([A-Za-z_][\w.$]{0,200})(?:%return|[:@+%]\S{0,300})?(?:\s.{0,300})?\)$/;
const ADDED =
  /^(?:Added new events?:|You can now use it in all perf tools, such as:|\tperf record -e \w{1,64}:\S{1,200} -aR sleep 1|\$ perf probe .{1,300}|Removed event: .{1,200})$/;

export function perfProbeReader(notes: Notes): Reader {
  return {
    id: 'perf-probe',
    repeats: true,
    read(line, marks): Taken {
      if (line === '' || !(marks & (Mark.colon | Mark.percent))) return false;
      const symbol = EVENT.exec(line)?.[1];
      if (symbol !== undefined) notes.attached(symbol);
      return symbol !== undefined || ADDED.test(line) ? 'line' : false;
    },
  };
}
