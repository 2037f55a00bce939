/** Tables of an image whose symbols have no data (`CONFIG_KALLSYMS_ALL=n`, Debian's 6.1 on arm64): known by what they hold. */

import type { KernelMemory } from './kernel-memory.js';

export interface UnnamedTables {
  /** Where calls stand that ftrace hooks; null where no table looks like it. */
  readonly calls: readonly number[] | null;
  /** Starts of functions that must not be probed. */
  readonly refused: readonly number[];
}

/** No other table has so many pointers to functions in a row; a kernel with ftrace has tens of thousands. */
const FEWEST_CALLS = 1000;

/** The kprobe blacklist has some ninety (arm64, 6.1). */
const FEWEST_REFUSED = 16;

/** Words between both tables: include/asm-generic/vmlinux.lds.h puts small tables between them (INIT_DATA, 5.10 to 6.12). */
const FARTHEST = 128 * 1024;

/** Of the pointers in a table, those that must lead to the start of a function. The rest are overridden weak functions. */
const SHARE = 0.9;

/** A row of pointers into code, and the place behind it. */
interface Run {
  readonly pointers: readonly number[];
  readonly end: number;
}

/**
 * @param starts addresses of functions
 * @param isCode whether an address is one of code
 */
export function unnamedTables(
  memory: KernelMemory,
  starts: ReadonlySet<number>,
  isCode: (address: number) => boolean,
): UnnamedTables {
  const runs = runsOf(memory, isCode);
  const leading = ({ pointers }: Run, displacements: readonly number[]): boolean => {
    const hits = pointers.filter((pointer) => displacements.some((bytes) => starts.has(pointer + bytes)));
    return hits.length >= pointers.length * SHARE;
  };
  // In front of the call may stand `bti c`, or behind the place two nops (function-places.ts).
  const calls = runs.find((run) => run.pointers.length >= FEWEST_CALLS && leading(run, [0, -4, 8]));
  if (calls === undefined) return { calls: null, refused: [] };
  const refused = runs.find(
    (run) => run.end > calls.end && run.end - run.pointers.length <= calls.end + FARTHEST && leading(run, [0]),
  );
  return { calls: calls.pointers, refused: refused?.pointers ?? [] };
}

function runsOf(memory: KernelMemory, isCode: (address: number) => boolean): readonly Run[] {
  const runs: Run[] = [];
  let pointers: number[] = [];
  let end = 0;
  for (const pointer of memory.allPointers()) {
    if (isCode(pointer)) pointers.push(pointer);
    else if (pointers.length > 0) {
      if (pointers.length >= FEWEST_REFUSED) runs.push({ pointers, end });
      pointers = [];
    }
    end++;
  }
  return runs;
}
