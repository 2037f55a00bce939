/** retsnoop: the stack of a failing call from the entry down, and its trace of calls (`-T`). */
import { callTree } from './call-tree.js';
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Actor } from './observed.js';
import type { Reader, Taken } from './reader.js';
import { errnoOfResult } from './result.js';

/** `06:07:12.333561 -> 06:07:12.349685 TID/PID 656/656 (mount/mount):`. */
const CALL =
  /^\d{2}:\d{2}:\d{2}\.\d{1,9} -> \d{2}:\d{2}:\d{2}\.\d{1,9} TID\/PID (\d{1,8})\/(\d{1,8}) \((.{1,16})\/(.{1,16})\):/;
/** `!⌇    12us [-ENOSPC]  count_mounts`, `                  do_syscall_64+0x87`; marks of what is not certain stand in front. */
const FRAME =
  /^[^\w\s]{0,4}\s{0,60}(?:(\d{1,12}us) \[([^\]]{1,40})\]\s{1,8})?([A-Za-z_][\w.$]{0,200})(\+0x[0-9a-f]{1,16})?(?:\s.{0,200})?$/;
/** `        ↔ count_mounts              [-ENOSPC]                9.094us`. */
const TRACED = /^( {0,400})([→←↔]) ([A-Za-z_][\w.$]{0,200})(?:\s{1,200}\[([^\]]{1,60})\])?/;
const NAMED =
  /^(?:Attached to function #\d+ '([\w.$]{1,200})'\.$|Function '[\w.$]{1,200}' is |Receiving data\.\.\.$|Found \d+ attachable|Skipped \d+ functions|Discovered \d+ available|Total \d+ kernel functions|Successfully attached|Loaded BTF for|DONE in \d+ ms\.$|FUNCTION CALLS\s|-{20,}\s)/;

/** A place in a stack is text of the kernel's start when it lies this far behind a symbol: code of BPF and trampolines. */
const FARTHEST = 0x100000;

/** The indent of a level. */
const LEVEL = 4;

export function retsnoopReader(notes: Notes): Reader {
  const tree = callTree(notes);
  let actor: Required<Actor> | undefined;
  let frames: { readonly symbol: string; readonly result: string | undefined }[] = [];
  let call = 0;
  let thread = '';

  const settle = (): void => {
    if (actor === undefined || frames.length === 0) return;
    const { pid, tid, comm } = actor;
    const up = frames.map(({ symbol }) => symbol).reverse();
    for (const [at, { symbol, result }] of frames.entries()) {
      const value = result === undefined ? undefined : resultOf(result);
      if (value === undefined) continue;
      const stack = up.slice(frames.length - at);
      notes.event({
        tool: 'retsnoop',
        function: symbol,
        value,
        errno: errnoOfResult(value),
        pid,
        tid,
        comm,
        stack,
        call,
      });
    }
    frames = [];
    call++;
  };

  return {
    id: 'retsnoop',
    open: () => actor !== undefined,
    read(line, marks): Taken {
      if (line === '') return false;
      if (marks & Mark.colon && marks & Mark.arrow) {
        const head = CALL.exec(line);
        if (head !== null) {
          settle();
          thread = head[1] ?? '';
          actor = { tid: Number(head[1]), pid: Number(head[2]), comm: head[3] ?? '' };
          return 'banner';
        }
      }
      if (marks & Mark.wide) {
        const [, indent = '', arrow, symbol, result] = TRACED.exec(line) ?? [];
        if (symbol !== undefined) {
          traced(Math.floor(indent.length / LEVEL), arrow ?? '', symbol, result);
          return 'line';
        }
      }
      if (!/^[A-Z-]/.test(line) && actor !== undefined && frames.length < 256) {
        const [, , result, symbol, offset] = FRAME.exec(line) ?? [];
        if (symbol !== undefined) {
          if (offset === undefined || Number(offset.slice(1)) < FARTHEST) frames.push({ symbol, result });
          return 'line';
        }
      }
      const attached = NAMED.exec(line);
      if (attached === null) return false;
      if (attached[1] !== undefined) notes.attached(attached[1]);
      return 'banner';
    },
    end: settle,
  };

  function traced(depth: number, arrow: string, symbol: string, result: string | undefined): void {
    const kind = arrow === '→' ? 'enter' : arrow === '←' ? 'leave' : 'leaf';
    const value = result === undefined ? undefined : resultOf(result);
    tree.step({ depth, kind, name: symbol, result: value }, thread, actor ?? {}, 'retsnoop');
  }
}

/** `-ENOSPC`, `-28`, `0`, `NULL`, `0xffff888004ae7300`, `true`. */
function resultOf(text: string): string | undefined {
  return /^(-?\w{1,24})/.exec(text)?.[1];
}
