/** The blocks of errnopath's own one-shot scripts: one for each failing call, deepest function first. */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Actor } from './observed.js';
import type { Reader, Taken } from './reader.js';
import { frameOf, symbolOfPlace } from './symbol.js';

/** `errnopath 14:03:22 mount ENOSPC returned -28 pid 3010 tid 3012 comm dockerd`. */
const HEAD =
  /^errnopath (?:[\d:.]{5,18} )?([a-z_]\w{0,64}) (E[A-Z0-9]{2,23}|\d{1,4}) returned (-?\d{1,20}) pid (\d{1,8}) tid (\d{1,8}) comm (.{0,16})$/;
const FUNCTION = /^ {1,8}(deepest|then) ([A-Za-z_][\w.$]{0,511}) returned (-?\w{1,24})\s*$/;
const NONE = /^ {1,8}deepest none\s*$/;
const NOT_ENTERED = /^ {1,8}entry not seen\s*$/;
const STACK = /^ {1,8}stack\s*$/;

export function oneShotReader(notes: Notes): Reader {
  let actor: Required<Actor> | undefined;
  let call = -1;
  let stack: string[] | undefined;
  let inStack = false;
  return {
    id: 'errnopath',
    open: () => actor !== undefined,
    read(line, marks): Taken {
      if (line === '') return false;
      if (line[0] === 'e') {
        const head = HEAD.exec(line);
        if (head !== null) {
          const [, syscall = '', , value = '', pid, tid, comm = ''] = head;
          actor = { pid: Number(pid), tid: Number(tid), comm: comm.trim() };
          call++;
          inStack = false;
          stack = notes.event({ ...actor, tool: 'errnopath', syscall, value, call });
          return 'line';
        }
        return /^errnopath attached \d{1,6} of \d{1,6} symbols/.test(line) ? 'banner' : false;
      }
      if (actor === undefined || (line[0] !== ' ' && !(line[0] === '\t' && inStack))) return false;
      if (!(marks & Mark.plus) && NOT_ENTERED.test(line)) {
        inStack = false;
        notes.unentered();
        return 'line';
      }
      if (inStack) {
        const frame = frameOf(line) ?? (marks & Mark.colon ? undefined : symbolOfPlace(line.trim()));
        if (frame !== undefined && stack !== undefined && stack.length < 128) stack.push(frame);
        if (frame !== undefined) return 'line';
      }
      const [, which, symbol, value = ''] = FUNCTION.exec(line) ?? [];
      if (symbol !== undefined) {
        const { pid, tid, comm } = actor;
        const own = notes.event({ tool: 'errnopath', function: symbol, value, pid, tid, comm, call });
        if (which === 'deepest') stack = own;
        return 'line';
      }
      if (STACK.test(line)) {
        inStack = true;
        return 'line';
      }
      if (!NONE.test(line)) return false;
      notes.unseen();
      return 'line';
    },
  };
}
