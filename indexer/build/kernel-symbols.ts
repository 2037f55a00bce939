/** The kernel itself: the functions of its image, or of a list with addresses, with what can be attached to each. */

import type { Arch } from '../../src/domain/arch.js';
import type { Build, BuildSymbol } from '../../src/domain/build.js';
import { bodyCalls } from './body-calls.js';
import { attachOf } from './function-places.js';
import { readKallsyms } from './kallsyms-table.js';
import type { KernelImage } from './kernel-image.js';
import { type KernelMemory, kernelMemory } from './kernel-memory.js';
import { isFunctionName } from './noise.js';
import { unnamedTables } from './unnamed-tables.js';

/** Symbol types of nm(1) that are code. */
const CODE = /^[tTwW]$/;

/** Code between these symbols is never probed: populate_kprobe_blacklist and what arches add (kernel/kprobes.c, 6.12). */
const REFUSED_RANGES: readonly (readonly [from: string, to: string])[] = [
  ['__noinstr_text_start', '__noinstr_text_end'],
  ['__kprobes_text_start', '__kprobes_text_end'],
  ['__entry_text_start', '__entry_text_end'],
  ['__hyp_text_start', '__hyp_text_end'],
  ['__hyp_idmap_text_start', '__hyp_idmap_text_end'],
  ['__idmap_text_start', '__idmap_text_end'],
];

/** Arches that keep probes from the handlers of interrupts as well (arch_populate_kprobe_blacklist, 6.12). */
const REFUSES_INTERRUPTS: ReadonlySet<Arch> = new Set(['arm64', 'riscv', 's390']);

/** Memory that is freed after boot, or the code in it where kallsyms has no data symbols (`CONFIG_KALLSYMS_ALL=n`). */
const INIT_RANGES: readonly (readonly [from: string, to: string])[] = [
  ['__init_begin', '__init_end'],
  ['_sinittext', '_einittext'],
];

/** Data, which 7.2 lists with the types of code (Debian's 7.2.13, x86). */
const DATA_RANGES: readonly (readonly [from: string, to: string])[] = [['_sdata', '_edata']];

/** A symbol of the kernel at an address, in one space of addresses. */
export interface KernelPlace {
  readonly name: string;
  readonly type: string;
  readonly address: number;
}

/** What an image tells. */
export interface ImageSymbols {
  readonly symbols: readonly BuildSymbol[];
  /** As in a `Build`. */
  readonly calls: Build['calls'];
}

/**
 * Functions of an image, and what the bodies of syscalls call.
 *
 * @throws IndexError when it has no symbol table that can be read
 */
export function imageSymbols(image: KernelImage): ImageSymbols {
  const table = readKallsyms(image.bytes, image.name);
  const places = table.entries.flatMap(({ name, type, address }) =>
    address === null ? [] : [{ name, type, address }],
  );
  const memory = kernelMemory(image, table);
  const at = new Map(places.map(({ name, address }) => [name, address]));
  const called = memory === null ? new Map<string, readonly string[]>() : bodyCalls(memory, places, image.arch);
  return { symbols: symbolsOf(image, memory, places, at), calls: called };
}

function symbolsOf(
  image: KernelImage,
  memory: KernelMemory | null,
  places: readonly KernelPlace[],
  at: ReadonlyMap<string, number>,
): readonly BuildSymbol[] {
  const calls = pointersBetween(memory, at, '__start_mcount_loc', '__stop_mcount_loc');
  const refused = pointersBetween(memory, at, '__start_kprobe_blacklist', '__stop_kprobe_blacklist');
  if (calls !== null || memory === null) return placedSymbols(places, image.arch, calls, refused ?? []);
  const code = places.filter(({ type }) => CODE.test(type)).map(({ address }) => address);
  const [first = 0, last = 0] = [code.at(0), code.at(-1)]; // the table is sorted by address
  const unnamed = unnamedTables(memory, new Set(code), (address) => address >= first && address <= last);
  return placedSymbols(places, image.arch, unnamed.calls, unnamed.refused);
}

/**
 * @param places in the order of kallsyms
 * @param calls where calls stand that ftrace hooks; null where this is not known
 * @param refused starts of functions on the kprobe blacklist
 */
export function placedSymbols(
  places: readonly KernelPlace[],
  arch: Arch | null,
  calls: readonly number[] | null,
  refused: readonly number[],
): readonly BuildSymbol[] {
  const at = new Map(places.map(({ name, address }) => [name, address]));
  const interrupts = ['__irqentry_text_start', '__irqentry_text_end'] as const;
  const keepsInterrupts = arch !== null && REFUSES_INTERRUPTS.has(arch);
  const attach = attachOf({
    symbols: places,
    calls,
    refused: new Set(refused),
    isRefused: within(keepsInterrupts ? [...REFUSED_RANGES, interrupts] : REFUSED_RANGES, at),
    isInit: within(INIT_RANGES, at),
  });
  const isData = within(DATA_RANGES, at);
  return places
    .filter(({ name, type, address }) => CODE.test(type) && isFunctionName(name) && !isData(address))
    .map((place) => ({ name: place.name, module: null, attach: attach(place) }));
}

/** What the array between two symbols points to; null where the image does not tell. */
function pointersBetween(
  memory: KernelMemory | null,
  at: ReadonlyMap<string, number>,
  start: string,
  end: string,
): readonly number[] | null {
  const from = at.get(start);
  const to = at.get(end);
  if (memory === null || from === undefined || to === undefined) return null;
  return memory.pointers(from, to);
}

/** Whether an address lies in one of the ranges; one whose end has no symbol goes on to the end of all. */
function within(
  ranges: readonly (readonly [from: string, to: string])[],
  at: ReadonlyMap<string, number>,
): (address: number) => boolean {
  const known = ranges.flatMap(([start, end]) => {
    const from = at.get(start);
    return from === undefined ? [] : [[from, at.get(end) ?? Number.POSITIVE_INFINITY] as const];
  });
  return (address) => known.some(([from, to]) => address >= from && address < to);
}
