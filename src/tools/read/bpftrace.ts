/** bpftrace: what scripts print for a call, the kernel stacks behind that, and the maps at the end. */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Reader, Taken } from './reader.js';
import { errnoOfResult } from './result.js';
import { frameOf, looksLikeSymbol, symbolOfPlace } from './symbol.js';

const BANNER = /^(Attaching|Attached) (?:to )?\d{1,6} probes?(?:\.\.\.)?$/;
/** `kretprobe:count_mounts`, `fexit:vmlinux:path_mount`, `kretfunc:vmlinux:path_mount`, `tracepoint:syscalls:sys_exit_mount`. */
const PROBE =
  /^(?:kret(?:probe|func)|fexit|k(?:probe|func)|fentry|kr|k|rawtracepoint|tracepoint|t|rt):(?:[\w-]{1,64}:)?([\w.$+]{1,200})$/;
const RETURNING = /^(?:kret|fexit|kr:)/;
const VALUE = /^(?:\w{1,20}[=:])?(-?\w{1,24})[,;.)]?$/;
/** `@e[mount, -28]: 3`; a key of several lines is a stack. */
const MAP = /^@(\w{0,64})\[(.{0,400})\]: (-?\d{1,19})$/;
const MAP_STACK = /^@(\w{0,64})\[(?:(.{1,200}), ?)?$/;
const MAP_END = /^(?:, ?)?(.{0,200}?)\]: (\d{1,19})$/;

export function bpftraceReader(notes: Notes): Reader {
  let named = false;
  /** `func` names the probed function from 0.21 on, where the banner says "Attached". */
  let exact = false;
  let stack: string[] | undefined;
  let map: { readonly frames: string[]; readonly keys: string } | undefined;
  return {
    id: 'bpftrace',
    repeats: true,
    open: () => named || stack !== undefined || map !== undefined,
    leave: () => {
      stack &&= [];
      map = undefined;
    },
    read(line, marks): Taken {
      if (line === '') return false;
      if (map !== undefined) return mapStack(line, map);
      if (stack !== undefined && (line[0] === ' ' || line[0] === '\t')) {
        const frame = frameOf(line);
        if (frame !== undefined) {
          if (frame !== null && stack.length < 128) stack.push(frame);
          return 'line';
        }
      }
      if (marks & Mark.at && line[0] === '@') return mapLine(line);
      const banner = BANNER.exec(line);
      if (banner !== null) {
        named = true;
        exact = banner[1] === 'Attached';
        return 'banner';
      }
      if (!(marks & Mark.digit) || !(named || marks & Mark.colon)) return false;
      // Errors show the script itself.
      return line.includes('{') || line.includes('printf(') ? false : printed(line);
    },
  };

  function mapLine(line: string): Taken {
    const whole = MAP.exec(line);
    if (whole !== null) {
      const keys = (whole[2] ?? '').split(/, ?/, 12);
      const number = whole[3] ?? '';
      // What is kept for a function is its last result, where that is below zero.
      if (errnoOfResult(number) === null) counted(whole[1] ?? '', keys, Number(number), []);
      else counted(whole[1] ?? '', [...keys, number], 1, []);
      return 'line';
    }
    const start = MAP_STACK.exec(line);
    if (start !== null) map = { frames: [], keys: start[2] ?? '' };
    return start !== null || /^@\w{0,64}: -?\d{1,19}$/.test(line) ? 'line' : false;
  }

  function mapStack(line: string, { frames, keys }: NonNullable<typeof map>): Taken {
    const frame = frameOf(line);
    if (frame !== undefined) {
      if (frame !== null && frames.length < 128) frames.push(frame);
      return 'line';
    }
    const end = MAP_END.exec(line);
    map = undefined;
    if (end === null) return false;
    counted('', `${keys},${end[1] ?? ''}`.split(/, ?/, 12), Number(end[2]), frames);
    return 'line';
  }

  /** Keys in the order in which plans and people write them: the process, its number, the syscall's number, the result. */
  function counted(name: string, keys: readonly string[], count: number, frames: string[]): void {
    if (name === 'body_ran' || name === 'body_did_not_run') notes.body(name === 'body_ran', count);
    const probe = keys.map((key) => PROBE.exec(key)?.[1]).find((one) => one !== undefined);
    const value = keys.find((key) => errnoOfResult(key) !== null);
    const words = keys.filter((key) => key !== '' && key !== value && !PROBE.test(key));
    const numbers = words.filter((key) => /^\d{1,8}$/.test(key));
    const named = words.filter((key) => !/^\d+$/.test(key));
    const symbol =
      probe === undefined ? named.find((key) => looksLikeSymbol(key) && /^[a-z_]\w*_/.test(key)) : undefined;
    const comm = named.find((key) => key !== symbol);
    // A named map with numbers alone is a script's own.
    const isCall =
      probe === undefined && symbol === undefined && !name.startsWith('body_') && (name === '' || comm !== undefined);
    const syscall = isCall ? numbers.at(-1) : undefined;
    const pid = numbers.length > (syscall === undefined ? 0 : 1) ? numbers[0] : undefined;
    if (value === undefined && (syscall ?? probe ?? symbol) === undefined && frames.length === 0) return;
    notes.event({
      tool: 'bpftrace',
      ...(comm !== undefined && { comm }),
      ...(pid !== undefined && { pid: Number(pid) }),
      ...(probe === undefined ? syscall !== undefined && { syscall } : functionOrSyscall(probe)),
      ...(symbol !== undefined && { name: symbol }),
      ...{ value: value ?? null, count, stack: frames },
    });
  }

  /** A line of `printf`: it names a probe, or it ends with an errno that belongs to the names before it. */
  function printed(line: string): Taken {
    const words = line.trim().split(/\s+/, 24);
    const probe = words.find((word) => PROBE.test(word));
    const values = words.map((word) => VALUE.exec(word)?.[1] ?? '');
    const value = values.findLast((one) => errnoOfResult(one) !== null && /\d|^-/.test(one));
    if (probe === undefined && (!named || value === undefined)) return false;
    const result = value ?? values.findLast((one) => /^-?\d{1,20}$/.test(one));
    if (result === undefined) return 'line';
    const tid = numberBehind(words, 'tid');
    const pid = numberBehind(words, 'pid') ?? words.slice(1).find((word) => /^\d{1,8}$/.test(word));
    const place = (words.indexOf(probe ?? '') + 1 || 1) - 1;
    const comm = probe === undefined || place > 0 ? words[0] : commAfter(words, place);
    const name =
      probe === undefined
        ? words.slice(1).find((word) => looksLikeSymbol(word) && !/^(?:pid|tid|ret\w*)$/.test(word))
        : undefined;
    const symbol = probe === undefined ? undefined : PROBE.exec(probe)?.[1];
    if (probe !== undefined && !RETURNING.test(probe) && !/^(?:t|tracepoint|rt|rawtracepoint):/.test(probe)) {
      notes.entered(symbolOfPlace(symbol ?? '') ?? '', undefined);
      return 'line';
    }
    stack = notes.event({
      tool: 'bpftrace',
      ...(comm !== undefined && { comm }),
      ...(pid !== undefined && { pid: Number(pid) }),
      ...(tid !== undefined && { tid: Number(tid) }),
      ...(symbol !== undefined ? functionOrSyscall(symbol) : name !== undefined && { name, orCaller: !exact }),
      value: result,
    });
    return 'line';
  }
}

function functionOrSyscall(symbol: string): { syscall: string } | { function: string } {
  const syscall = /^sys_exit_(\w{1,64})$/.exec(symbol)?.[1];
  return syscall === undefined ? { function: symbol.replace(/\+\w+$/, '') } : { syscall };
}

function numberBehind(words: readonly string[], word: string): string | undefined {
  const behind = words[words.indexOf(word) + 1];
  return words.includes(word) && behind !== undefined && /^\d{1,8}$/.test(behind) ? behind : undefined;
}

/** The name of a process between the probe and `pid`: it can hold blanks. */
function commAfter(words: readonly string[], place: number): string | undefined {
  const end = words.indexOf('pid');
  return end > place + 1 ? words.slice(place + 1, end).join(' ') : undefined;
}
