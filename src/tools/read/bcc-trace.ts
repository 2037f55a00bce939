/** trace (BCC): a line for each call of a probed function, with the stacks of `-K`. */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Reader, Taken } from './reader.js';
import { errnoOfResult } from './result.js';
import { frameOf, symbolOfPlace } from './symbol.js';

/** The columns of times (`-t`, `-T`) and CPUs (`-C`) come first. */
const HEAD = /^(?:TIME\s+)?(?:CPU\s+)?PID\s+TID\s+COMM\s+FUNC\s*(?:-\s*)?$/;
const ROW =
  /^(?:[\d:.]{3,18}\s{1,9})?(?:\d{1,4}\s{1,5})?(\d{1,8})\s{1,9}(\d{1,8})\s{1,9}(\S.{0,15}?)\s{1,17}(?:b')?([A-Za-z_][\w.$]{0,200})'?(?:\s{1,20}(.{1,400}))?$/;

export function bccTraceReader(notes: Notes): Reader {
  let stack: string[] | undefined;
  let headed = false;
  return {
    id: 'bcc-trace',
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
        const frame = frameOf(line) ?? symbolOfPlace(line.trim());
        if (frame !== undefined && stack.length < 128) stack.push(frame);
        return 'line';
      }
      if ((marks & HEADS) === Mark.upper && HEAD.test(line)) {
        headed = true;
        return 'banner';
      }
      if (!(marks & Mark.digit)) return false;
      const row = ROW.exec(line);
      if (row === null) return false;
      const [, pid, tid, comm = '', symbol = '', text = ''] = row;
      const value = valueIn(text);
      // Without the heading, only what holds an errno is surely a line of it.
      if (!headed && (value === undefined || errnoOfResult(value) === null)) return false;
      if (value === undefined) notes.entered(symbol, undefined);
      else
        stack = notes.event({
          tool: 'bcc-trace',
          function: symbol,
          value,
          pid: Number(pid),
          tid: Number(tid),
          comm: comm.trim(),
        });
      return 'line';
    },
  };
}

const HEADS = Mark.upper | Mark.digit;

/** The last word that is an errno, else the last with a digit; `ret=-28` is one that says what it is. */
function valueIn(text: string): string | undefined {
  // Mostly the format is one number.
  if (errnoOfResult(text) !== null) return text;
  const words = text.split(/[\s,]+/, 12).map((word) => word.replace(/^(?:\w{1,20}[=:])(?=.)/, ''));
  return words.findLast((word) => errnoOfResult(word) !== null) ?? words.findLast((word) => /\d/.test(word));
}
