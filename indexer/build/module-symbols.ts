/** One module (`.ko`): its name, and its functions with what can be attached to each. */

import { basename } from 'node:path';
import type { Arch } from '../../src/domain/arch.js';
import type { BuildSymbol } from '../../src/domain/build.js';
import {
  type Elf,
  type ElfSymbol,
  elfSymbols,
  readElf,
  relocationsOf,
  SectionFlag,
  SymbolType,
  sectionBytes,
} from './elf.js';
import { attachOf } from './function-places.js';
import { isFunctionName } from './noise.js';

export interface ModuleFile {
  /** With underscores, as `lsmod` prints it. */
  readonly name: string;
  readonly arch: Arch | null;
  /** The `uname -r` it was built for; null where it does not say. */
  readonly release: string | null;
  readonly symbols: readonly BuildSymbol[];
}

/** Sections with the places of calls that ftrace hooks: by -mrecord-mcount or recordmcount, and by -fpatchable-function-entry. */
const CALL_SECTIONS = ['__mcount_loc', '__patchable_function_entries'];
const BLACKLIST_SECTION = '_kprobe_blacklist';
/** Sections whose code is never probed: add_module_kprobe_blacklist, kernel/kprobes.c (5.9). */
const REFUSED_SECTIONS = ['.kprobes.text', '.noinstr.text'];

/**
 * Reads a module that is unpacked already.
 *
 * @param path where it stands, for its name and for errors
 * @throws IndexError when it is no module or damaged
 */
export function readModule(bytes: Uint8Array, path: string): ModuleFile {
  const elf = readElf(bytes, path);
  const info = moduleInfo(elf);
  const name = (info.get('name') ?? basename(path).replace(/\.ko.*$/, '')).replaceAll('-', '_');
  const release = info.get('vermagic')?.split(' ')[0] ?? null;
  const symbols = elfSymbols(elf);
  const calls = placesIn(elf, symbols, CALL_SECTIONS);
  const refused = placesIn(elf, symbols, [BLACKLIST_SECTION]);
  const found = elf.sections.flatMap(({ name: section, flags }, index) => {
    const code = SectionFlag.alloc | SectionFlag.executable;
    if ((flags & code) !== code) return [];
    const placed = symbols
      .filter((symbol) => symbol.section === index && namesCode(symbol))
      .map((symbol) => ({ name: symbol.name, address: symbol.value }));
    const attach = attachOf({
      symbols: placed,
      calls: calls.known ? (calls.places.get(index) ?? []) : null,
      refused: new Set(refused.places.get(index) ?? []),
      isRefused: () => REFUSED_SECTIONS.includes(section),
      isInit: () => section.startsWith('.init'),
    });
    return placed
      .filter((symbol) => isFunctionName(symbol.name))
      .map((symbol) => ({ name: symbol.name, module: name, attach: attach(symbol) }));
  });
  return { name, arch: elf.arch, release, symbols: found };
}

/** Mapping symbols (`$x`, `.L…`) are passed over by kallsyms as well (is_mapping_symbol, include/linux/module_symbol.h). */
function namesCode({ name, type }: ElfSymbol): boolean {
  return name !== '' && !/^(\$|\.L|L0)/.test(name) && type !== SymbolType.section && type !== SymbolType.file;
}

/** `name=value` texts, each ended by NUL. */
function moduleInfo(elf: Elf): ReadonlyMap<string, string> {
  const section = elf.sections.find(({ name }) => name === '.modinfo');
  if (section === undefined) return new Map();
  const texts = Buffer.from(sectionBytes(elf, section)).toString('utf8').split('\0');
  return new Map(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
}

interface Places {
  /** Whether the sections were there at all. */
  readonly known: boolean;
  /** By section, the places that the pointers in those sections lead to. */
  readonly places: ReadonlyMap<number, readonly number[]>;
}

/** Where the pointers in sections of some names lead to, once they are relocated. */
function placesIn(elf: Elf, symbols: readonly ElfSymbol[], names: readonly string[]): Places {
  const places = new Map<number, number[]>();
  let known = false;
  for (const [index, section] of elf.sections.entries()) {
    if (!names.includes(section.name)) continue;
    known = true;
    for (const { symbol, addend } of relocationsOf(elf, index)) {
      const target = symbols[symbol];
      if (target === undefined) continue;
      const list = places.get(target.section) ?? [];
      list.push(target.value + addend);
      places.set(target.section, list);
    }
  }
  return { known, places };
}
