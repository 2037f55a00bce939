/** The body of a build file: a build as bytes that compress well, and back. */

import { type BuildIdentity, buildIdentitySchema } from '../schemas/build-head.js';
import { decodeColumn, encodeColumn } from '../store/columns.js';
import { ATTACH_KINDS, type Attach, type Build, type BuildSymbol } from './build.js';
import { isSymbol, LONGEST_SYMBOL } from './symbols.js';

/**
 * What a body may unpack to, several times what the largest kernel of a distribution has (0.3 million symbols): bounds
 * that keep a made body from filling memory.
 */
const MOST_SYMBOLS = 4_000_000;
const MOST_NAME_BYTES = 256 * 1024 * 1024;

/** Modules are named like their files, with underscores. */
const MODULE = /^[A-Za-z0-9_]{1,128}$/;

/** An option without its `CONFIG_` and its value, which is one line. */
const OPTION = /^([A-Za-z0-9_]{1,120})=([^\n]*)$/;

/** The body of a syscall: `sys_mount`, `compat_sys_mount`. */
const BODY = /^(?:compat_)?sys_\w{1,100}$/;

/**
 * A symbol `X.cold`, untraced, that follows X in the order is a mark on X: it is the part of a function that the compiler
 * takes to be rare, and one function in nine has it.
 */
const COLD = '.cold';
const COLD_KIND = 'untraced';

/**
 * Eight sections, each with its length in front: identity (JSON), options (`X=y` a line), modules (a name a line), the
 * number of names of the kernel and of each module, then the names by place and in order: how many words each shares with
 * the one before it, and the rest; then bodies of syscalls (a name a line), and for each how many symbols it calls and which, as
 * places among the kernel's names, the first whole and each as the difference from the one before. A rest ends with a byte: 1 + n, n the kind of `ATTACH_KINDS`, and as many more as there
 * are kinds where its `.cold` follows; kinds go with the ends of names. Measured on 294,676 symbols of 6.1.0-56-amd64,
 * packed: 853 KB; with characters for words 905 KB, with the cold ones as names of their own 941 KB, names whole 1,193 KB.
 *
 * @param build in any order; names that could not be written into a probe and modules with odd names are an error
 * @throws Error when it holds what a build cannot
 */
export function encodeBuild(build: Build): Uint8Array {
  const { release, kernel, arch, source } = build;
  const identity = buildIdentitySchema.parse({ release, kernel, arch, source });
  const modules = [...build.modules].sort();
  const options = [...build.options].map(([name, value]) => `${name.replace(/^CONFIG_/, '')}=${value}`).sort();
  const places = [null, ...modules];
  const byPlace = new Map<string | null, BuildSymbol[]>(places.map((place) => [place, []]));
  for (const symbol of build.symbols) {
    const list = byPlace.get(symbol.module);
    if (list === undefined) throw new Error(`the symbol ${symbol.name} is of a module that the build has not`);
    list.push(symbol);
  }
  const folded = places.map((place) => foldCold((byPlace.get(place) ?? []).sort(byNameAndKind)));
  const shared: number[] = [];
  const rests: string[] = [];
  let previous: readonly string[] = [];
  for (const { name, kind } of folded.flat()) {
    if (!isSymbol(name)) throw new Error(`"${name.slice(0, 100)}" is no symbol`);
    const words = wordsOf(name);
    let count = 0;
    while (count < words.length && words[count] === previous[count]) count++;
    shared.push(count);
    rests.push(words.slice(count).join(''), String.fromCharCode(kind));
    previous = words;
  }
  checkLines(options, OPTION, 'option');
  checkLines(modules, MODULE, 'module');
  const counts = folded.map(({ length }) => length);
  const calls = [...build.calls].sort(([a], [b]) => (a < b ? -1 : 1));
  const bodies = calls.map(([body]) => body);
  checkLines(bodies, BODY, 'body of a syscall');
  return joined([
    utf8(JSON.stringify(identity)),
    utf8(options.join('\n')),
    utf8(modules.join('\n')),
    encodeColumn(counts, 'plain'),
    encodeColumn(shared, 'plain'),
    utf8(rests.join('')),
    utf8(bodies.join('\n')),
    encodeColumn(callColumn(calls, folded[0] ?? []), 'plain'),
  ]);
}

/** What is not among the kernel's names (the part `.cold` of a function) is left out. */
function callColumn(calls: readonly (readonly [string, readonly string[]])[], names: readonly Written[]): number[] {
  const places = new Map<string, number>();
  for (const [i, { name }] of names.entries()) if (!places.has(name)) places.set(name, i);
  return calls.flatMap(([, called]) => {
    const found = [...new Set(called.flatMap((name) => places.get(name) ?? []))].sort((a, b) => a - b);
    return [found.length, ...found.map((place, i) => place - (found[i - 1] ?? 0))];
  });
}

/**
 * Reads what `encodeBuild` wrote; nothing of the bytes is trusted.
 *
 * @throws Error `the build is damaged: …`
 */
export function decodeBuild(bytes: Uint8Array): Build {
  const [identityBytes, optionBytes, moduleBytes, countBytes, sharedBytes, rests, bodyBytes, callBytes] =
    sectionsOf(bytes);
  const identity = identityOf(identityBytes);
  const optionLines = linesOf(optionBytes);
  const moduleLines = linesOf(moduleBytes);
  checkLines(optionLines, OPTION, 'option', damaged);
  checkLines(moduleLines, MODULE, 'module', damaged);
  const options = new Map(optionLines.map((line) => [`CONFIG_${line.slice(0, line.indexOf('='))}`, afterEquals(line)]));
  const counts = numbersOf(countBytes, moduleLines.length + 1);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total > MOST_SYMBOLS) throw damaged(`it says to have ${total} symbols`);
  const names = namesOf(numbersOf(sharedBytes, total), rests);
  const symbols = { [Symbol.iterator]: () => symbolsOf(names, counts, moduleLines) };
  const calls = callsOf(linesOf(bodyBytes), callBytes, names, counts[0] ?? 0);
  return { ...identity, options, modules: new Set(moduleLines), calls, symbols };
}

function callsOf(
  bodies: readonly string[],
  bytes: Uint8Array,
  { text, starts }: Names,
  known: number,
): ReadonlyMap<string, readonly string[]> {
  checkLines(bodies, BODY, 'body of a syscall', damaged);
  // Each number ends with a byte below 128.
  const numbers = numbersOf(
    bytes,
    bytes.reduce((sum, byte) => sum + (byte < 128 ? 1 : 0), 0),
  );
  const calls = new Map<string, readonly string[]>();
  let at = 0;
  for (const body of bodies) {
    const count = numbers[at++] ?? 0;
    if (at + count > numbers.length) throw damaged('its calls end early');
    const called: string[] = [];
    for (let place = 0, end = at + count; at < end; at++) {
      place += numbers[at] as number;
      if (place >= known) throw damaged('it calls what it has not');
      called.push(text.slice(starts[place], starts[place + 1]));
    }
    calls.set(body, called);
  }
  if (at !== numbers.length) throw damaged('something follows its calls');
  return calls;
}

/** Made as they are asked for: to keep a third of a million objects costs more time than the rest of the decoding. */
function* symbolsOf(names: Names, counts: Uint32Array, modules: readonly string[]): Generator<BuildSymbol> {
  const { text, starts, kinds } = names;
  let at = 0;
  for (const [place, count] of counts.entries()) {
    const module = place === 0 ? null : (modules[place - 1] ?? null);
    for (const end = at + count; at < end; at++) {
      const kind = kinds[at] as number;
      const name = text.slice(starts[at], starts[at + 1]);
      yield { name, module, attach: ATTACH_KINDS[kind % ATTACH_KINDS.length] as Attach };
      if (kind >= ATTACH_KINDS.length) yield { name: name + COLD, module, attach: COLD_KIND };
    }
  }
}

/** A name that is written, and the byte that ends it. */
interface Written {
  readonly name: string;
  readonly kind: number;
}

function foldCold(sorted: readonly BuildSymbol[]): readonly Written[] {
  const written: Written[] = [];
  for (const { name, attach } of sorted) {
    const last = written.at(-1);
    const kinds = ATTACH_KINDS.length;
    if (attach === COLD_KIND && last !== undefined && last.kind <= kinds && name === last.name + COLD) {
      written[written.length - 1] = { name: last.name, kind: last.kind + kinds };
    } else written.push({ name, kind: 1 + ATTACH_KINDS.indexOf(attach) });
  }
  return written;
}

/** `__do_sys_open.cold` is `__do`, `_sys`, `_open`, `.cold`: a word starts at a dot, or at the first of some underscores. */
function wordsOf(name: string): readonly string[] {
  return name.match(/_+[^_.]*|\.[^_.]*|[^_.]+/g) ?? [];
}

/** All names written out, one after the other, where each starts, and its kind with the mark. */
interface Names {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly kinds: Uint8Array;
}

const UNDERSCORE = 0x5f;
const DOT = 0x2e;

/** One text for all: slices of it share its memory, which is faster and smaller than a string each. */
function namesOf(shared: Uint32Array, rests: Uint8Array): Names {
  const count = shared.length;
  const starts = new Uint32Array(count + 1);
  const kinds = new Uint8Array(count);
  let text: Uint8Array = new Uint8Array(Math.max(rests.length * 3, 64));
  let from = 0;
  let start = 0;
  let end = 0;
  for (let i = 0; i < count; i++) {
    const next = wordsEnd(text, start, end, shared[i] as number);
    if (end + LONGEST_SYMBOL * 2 > text.length) text = grown(text);
    text.copyWithin(end, start, next);
    const length = next - start;
    start = end;
    end += length;
    let byte = rests[from++];
    while (byte !== undefined && byte >= 0x20 && end - start < LONGEST_SYMBOL) {
      text[end++] = byte;
      byte = rests[from++];
    }
    if (byte === undefined || byte === 0 || byte > ATTACH_KINDS.length * 2) throw damaged('a name has no end');
    if (end === start) throw damaged('a name is empty');
    kinds[i] = byte - 1;
    starts[i + 1] = end;
  }
  if (from !== rests.length) throw damaged('something follows its names');
  return { text: new TextDecoder('latin1').decode(text.subarray(0, end)), starts, kinds };
}

/** Where the first `words` words of the name from `start` to `end` end. */
function wordsEnd(text: Uint8Array, start: number, end: number, words: number): number {
  if (words === 0) return start;
  let left = words;
  for (let at = start + 1; at < end; at++) {
    const byte = text[at];
    if ((byte === DOT || (byte === UNDERSCORE && text[at - 1] !== UNDERSCORE)) && --left === 0) return at;
  }
  return end;
}

function grown(text: Uint8Array): Uint8Array {
  if (text.length > MOST_NAME_BYTES) throw damaged('its names are too long');
  const larger = new Uint8Array(text.length * 2 + LONGEST_SYMBOL * 4);
  larger.set(text);
  return larger;
}

function byNameAndKind(a: BuildSymbol, b: BuildSymbol): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return ATTACH_KINDS.indexOf(a.attach) - ATTACH_KINDS.indexOf(b.attach);
}

function checkLines(
  lines: readonly string[],
  pattern: RegExp,
  what: string,
  error = (said: string) => new Error(said),
) {
  const odd = lines.find((line) => !pattern.test(line));
  if (odd !== undefined) throw error(`"${odd.slice(0, 100)}" is no ${what}`);
}

function identityOf(bytes: Uint8Array): BuildIdentity {
  try {
    return buildIdentitySchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw damaged('it does not say what it is of', cause);
  }
}

function numbersOf(bytes: Uint8Array, count: number): Uint32Array {
  if (count > bytes.length) throw damaged('its numbers end early'); // each takes a byte at least: bounds the array
  try {
    return decodeColumn(bytes, 'plain', new Uint32Array(count));
  } catch (cause) {
    throw damaged('its numbers end early', cause);
  }
}

const SECTIONS = 8;
type Bytes = Uint8Array;
type Sections = readonly [Bytes, Bytes, Bytes, Bytes, Bytes, Bytes, Bytes, Bytes];

function joined(sections: Sections): Uint8Array {
  const lengths = new Uint32Array(sections.map(({ length }) => length));
  const head = new Uint8Array(SECTIONS * 4);
  const view = new DataView(head.buffer);
  for (const [i, length] of lengths.entries()) view.setUint32(i * 4, length, true);
  const bytes = new Uint8Array(head.length + lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const part of [head, ...sections]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function sectionsOf(bytes: Uint8Array): Sections {
  if (bytes.length < SECTIONS * 4) throw damaged('it is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = SECTIONS * 4;
  const next = (i: number): Uint8Array => {
    const start = at;
    at += view.getUint32(i * 4, true);
    return bytes.subarray(start, at);
  };
  const sections: Sections = [next(0), next(1), next(2), next(3), next(4), next(5), next(6), next(7)];
  if (at !== bytes.length) throw damaged(`it has ${bytes.length} bytes instead of ${at}`);
  return sections;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return bytes.length === 0 ? [] : new TextDecoder().decode(bytes).split('\n');
}

function afterEquals(line: string): string {
  return line.slice(line.indexOf('=') + 1);
}

function damaged(what: string, cause?: unknown): Error {
  return new Error(`the build is damaged: ${what}`, cause === undefined ? {} : { cause });
}
