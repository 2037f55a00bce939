/**
 * Reads what a machine says of its kernel, as it streams in: the lines of `available_filter_functions`, `/proc/kallsyms`,
 * `System.map` and of a configuration, in any order and mixture.
 */

import { type KernelOptions, optionOfLine } from './kernel-options.js';
import { LONGEST_SYMBOL, type Symbols, type SymbolsBuilder, symbolsBuilder } from './symbols.js';

export interface KernelText {
  readonly symbols: Symbols;
  /** Whether each takes a probe: `available_filter_functions` says so, a list with the types of symbols only that they are code. */
  readonly attachable: boolean;
  readonly options: KernelOptions;
}

export interface KernelTextReader {
  read(chunk: Uint8Array): void;
  /** What was read, once all of it was. */
  end(): KernelText;
}

/** No line that says anything is longer: a symbol with its address and module, an option with its value. */
const LONGEST_LINE = 4096;

/** Room at first: for the symbols of a distribution's kernel with its modules. */
const LONG_LIST = 1 << 17;

const LINE_FEED = 0x0a;

/** A reader; lines that say neither a symbol nor an option are passed over. */
export function kernelTextReader(): KernelTextReader {
  const builder = symbolsBuilder(LONG_LIST);
  const options = new Map<string, string>();
  let typed = false;
  const rest = new Uint8Array(LONGEST_LINE);
  let kept = 0;
  const line = (bytes: Uint8Array, start: number, end: number): void => {
    if (bytes[start] === HASH || startsOption(bytes, start, end)) {
      const option = end - start <= LONGEST_LINE && optionOfLine(ascii(bytes, start, end));
      if (option) options.set(option[0], option[1]);
      if (option || bytes[start] === HASH) return;
    }
    if (symbolOfLine(bytes, start, end, builder) === 'typed') typed = true;
  };
  return {
    read(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        if (kept > 0) {
          const length = Math.min(end - start, LONGEST_LINE - kept);
          rest.set(chunk.subarray(start, start + length), kept);
          // A line that does not fit says nothing.
          if (length === end - start) line(rest, 0, kept + length);
          kept = 0;
        } else line(chunk, start, end);
        start = end + 1;
      }
      const length = Math.min(chunk.length - start, LONGEST_LINE - kept);
      rest.set(chunk.subarray(start, start + length), kept);
      kept += length;
    },
    end() {
      if (kept > 0 && kept < LONGEST_LINE) line(rest, 0, kept);
      kept = 0;
      return { symbols: builder.symbols, attachable: !typed, options };
    },
  };
}

/** Reads whole texts, or a list of lines. */
export function parseKernelText(input: string | readonly string[]): KernelText {
  const reader = kernelTextReader();
  reader.read(new TextEncoder().encode(typeof input === 'string' ? input : input.join('\n')));
  return reader.end();
}

const HASH = 0x23;
const OPTION_START = new TextEncoder().encode('CONFIG_');

function startsOption(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= OPTION_START.length) return false;
  for (let i = 0; i < OPTION_START.length; i++) if (bytes[start + i] !== OPTION_START[i]) return false;
  return true;
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

/** What a byte can be in a line of symbols. */
const BLANK = 1;
const HEX = 2;
const WORD = 4;
const LETTER = 8;
const CLASSES = new Uint8Array(256);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  CLASSES[code] =
    (/[ \t\r]/.test(character) ? BLANK : 0) |
    (/[0-9a-f]/i.test(character) ? HEX : 0) |
    (/[\w.]/.test(character) ? WORD : 0) |
    (/[A-Za-z_]/.test(character) ? LETTER : 0);
}

/** An address without a type before a name (`available_filter_functions_addrs`) is told from a name by its length. */
const SHORTEST_ADDRESS = 8;
const LONGEST_ADDRESS = 18;

/** Symbol types of nm(1) that are code. */
const CODE = new Set(['t', 'T', 'w', 'W'].map((type) => type.charCodeAt(0)));

/**
 * One line: `name`, `name [module]` (`available_filter_functions`), with an address before it, or with address and type
 * (kallsyms, System.map). Adds the name where it is one of code, and says what form the line has.
 */
function symbolOfLine(
  bytes: Uint8Array,
  from: number,
  to: number,
  { add }: SymbolsBuilder,
): 'bare' | 'typed' | undefined {
  let form: 'bare' | 'typed' = 'bare';
  let addressEnd = from;
  const first = past(bytes, from, to, BLANK);
  let start = first;
  let end = past(bytes, start, to, WORD);
  const second = past(bytes, end, to, BLANK);
  const secondEnd = past(bytes, second, to, WORD);
  if (second > end && secondEnd > second && isAddress(bytes, start, end)) {
    const third = past(bytes, secondEnd, to, BLANK);
    const thirdEnd = past(bytes, third, to, WORD);
    if (secondEnd - second === 1 && third > secondEnd && thirdEnd > third) {
      if (!CODE.has(bytes[second] as number)) return undefined;
      form = 'typed';
      addressEnd = end;
      start = third;
      end = thirdEnd;
    } else if (end - start >= SHORTEST_ADDRESS) {
      addressEnd = end;
      start = second;
      end = secondEnd;
    }
  }
  const named = ((CLASSES[bytes[start] as number] ?? 0) & LETTER) !== 0;
  if (end === start || !named || end - start > LONGEST_SYMBOL) return undefined;
  const rest = past(bytes, end, to, BLANK);
  if (!isEndOrModule(bytes, end, to, rest)) return undefined;
  const half = Math.max(first, addressEnd - 8);
  const high = hexOf(bytes, first, half);
  const low = hexOf(bytes, half, addressEnd);
  add(bytes, start, end, { refused: false, place: rest === to ? 'kernel' : 'module', high, low });
  return form;
}

/** A number of at most eight digits; an `x` counts as 0. */
function hexOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    value = value * 16 + (byte < 0x3a ? byte & 15 : byte === 0x78 ? 0 : (byte & 7) + 9);
  }
  return value;
}

/** The first byte from `at` on that is of another kind. */
function past(bytes: Uint8Array, at: number, to: number, kind: number): number {
  let i = at;
  while (i < to && ((CLASSES[bytes[i] as number] as number) & kind) !== 0) i++;
  return i;
}

function isAddress(bytes: Uint8Array, start: number, end: number): boolean {
  const prefixed = bytes[start] === 0x30 && (bytes[start + 1] ?? 0) === 0x78;
  if (end - start > LONGEST_ADDRESS) return false;
  for (let i = prefixed ? start + 2 : start; i < end; i++)
    if (!((CLASSES[bytes[i] as number] as number) & HEX)) return false;
  return true;
}

const OPENING = 0x5b;
const CLOSING = 0x5d;
const DASH = 0x2d;

/** Whether only a module in brackets follows, if anything. */
function isEndOrModule(bytes: Uint8Array, nameEnd: number, to: number, rest: number): boolean {
  if (rest === to) return true;
  if (rest === nameEnd || bytes[rest] !== OPENING) return false;
  let at = rest + 1;
  while (at < to && (((CLASSES[bytes[at] as number] as number) & WORD) !== 0 || bytes[at] === DASH)) at++;
  if (at === rest + 1 || bytes[at] !== CLOSING) return false;
  for (at++; at < to; at++) if (!((CLASSES[bytes[at] as number] as number) & BLANK)) return false;
  return true;
}
