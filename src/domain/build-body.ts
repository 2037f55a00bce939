/** The body of a build file: a build as bytes that compress well, and back. */

import { type BuildIdentity, buildIdentitySchema } from '../schemas/build-head.js';
import { decodeColumn, encodeColumn } from '../store/columns.js';
import { ATTACH_KINDS, type Build, type BuildSymbol } from './build.js';
import { isSymbol } from './symbols.js';

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

/**
 * Six sections, each with its length in front: identity (JSON), options (`X=y` a line), modules (a name a line), the
 * number of symbols of the kernel and of each module, then the names by place and in order: how many bytes each shares
 * with the one before it, and the rest. A rest ends with the byte 1 + n, n the kind of `ATTACH_KINDS`, as kinds go with
 * the ends of names (`.cold`).
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
  const sorted = places.flatMap((place) => (byPlace.get(place) ?? []).sort(byNameAndKind));
  const shared: number[] = [];
  let rests = '';
  let previous = '';
  for (const { name, attach } of sorted) {
    if (!isSymbol(name)) throw new Error(`"${name.slice(0, 100)}" is no symbol`);
    const length = sharedStart(previous, name);
    shared.push(length);
    rests += name.slice(length) + String.fromCharCode(1 + ATTACH_KINDS.indexOf(attach));
    previous = name;
  }
  checkLines(options, OPTION, 'option');
  checkLines(modules, MODULE, 'module');
  const counts = places.map((place) => byPlace.get(place)?.length ?? 0);
  return joined([
    utf8(JSON.stringify(identity)),
    utf8(options.join('\n')),
    utf8(modules.join('\n')),
    encodeColumn(counts, 'plain'),
    encodeColumn(shared, 'plain'),
    utf8(rests),
  ]);
}

/**
 * Reads what `encodeBuild` wrote; nothing of the bytes is trusted.
 *
 * @throws Error `the build is damaged: …`
 */
export function decodeBuild(bytes: Uint8Array): Build {
  const [identityBytes, optionBytes, moduleBytes, countBytes, sharedBytes, rests] = sectionsOf(bytes);
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
  const symbols: BuildSymbol[] = [];
  let at = 0;
  for (const [place, count] of counts.entries()) {
    const module = place === 0 ? null : (moduleLines[place - 1] ?? null);
    for (const end = at + count; at < end; at++) {
      const attach = ATTACH_KINDS[names.kinds[at] as number];
      if (attach === undefined) throw damaged('a symbol has no kind');
      symbols.push({ name: names.text.slice(names.starts[at], names.starts[at + 1]), module, attach });
    }
  }
  return { ...identity, options, modules: new Set(moduleLines), symbols };
}

/** All names written out, one after the other, and where each starts. */
interface Names {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly kinds: Uint8Array;
}

/** One text for all: slices of it share its memory, which is faster and smaller than a string each. */
function namesOf(shared: Uint32Array, rests: Uint8Array): Names {
  const count = shared.length;
  const length = shared.reduce((sum, bytes) => sum + bytes, rests.length - count);
  if (length < 0 || length > MOST_NAME_BYTES) throw damaged('its names have no sensible length');
  const text = new Uint8Array(length);
  const starts = new Uint32Array(count + 1);
  const kinds = new Uint8Array(count);
  let from = 0;
  let start = 0;
  let end = 0;
  for (let i = 0; i < count; i++) {
    const bytes = shared[i] as number;
    if (bytes > end - start) throw damaged('a name shares more with the one before than that has');
    text.copyWithin(end, start, start + bytes);
    start = end;
    end += bytes;
    let byte = rests[from++];
    while (byte !== undefined && byte >= 0x20) {
      text[end++] = byte;
      byte = rests[from++];
    }
    if (byte === undefined || byte === 0 || end === start) throw damaged('its names end early');
    kinds[i] = byte - 1;
    starts[i + 1] = end;
  }
  if (from !== rests.length) throw damaged('something follows its names');
  return { text: new TextDecoder('latin1').decode(text), starts, kinds };
}

function byNameAndKind(a: BuildSymbol, b: BuildSymbol): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return ATTACH_KINDS.indexOf(a.attach) - ATTACH_KINDS.indexOf(b.attach);
}

function sharedStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
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

const SECTIONS = 6;
type Sections = readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

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
  const sections: Sections = [next(0), next(1), next(2), next(3), next(4), next(5)];
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
