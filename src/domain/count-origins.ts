/** How many functions an errno can originate in, for what is entered at a syscall. */

import type { AbsentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { breathing } from './breathe.js';
import { errnoByName } from './errno.js';
import { Memory } from './memory.js';
import { originStarts } from './origin-starts.js';
import { type Counted, type Functions, originWalk } from './origin-walk.js';
import type { Pack } from './pack.js';
import { canGive } from './reach.js';

/** Counts that are remembered of a pack, and sets: some 20 KB each. */
const MOST_COUNTS = 50_000;
const MOST_SETS = 32;
/** Syscalls whose counts are remembered of a pack: an entry an errno each. */
const MOST_SYSCALLS = 2000;

/** How many functions with a site of one of the errnos can be reached. */
export function countFunctions(pack: Pack, counted: Counted): number {
  const memory = memoryOf(pack, counted.absent);
  return memory.recall('count', keyOf(counted), MOST_COUNTS, () => originFunctions(pack, counted).size);
}

/** What is remembered of a pack, or of it without the code that a build lacks: as long as that is known. */
function memoryOf(pack: Pack, absent: AbsentCode | undefined): Memory {
  if (absent === undefined) return pack.memory;
  const memory = withoutCode.get(absent) ?? new Memory();
  withoutCode.set(absent, memory);
  return memory;
}

const withoutCode = new WeakMap<AbsentCode, Memory>();

/** The functions with a site of one of the errnos that can be reached. */
export function originFunctions(pack: Pack, counted: Counted): Functions {
  if (counted.absent !== undefined) return originWalk(pack, counted);
  return pack.memory.recall('origin functions', keyOf(counted), MOST_SETS, () => originWalk(pack, counted));
}

function keyOf({ entry, arch, errnos, origins }: Counted): string {
  return `${origins} ${entry} ${arch} ${errnos.join(' ')}`;
}

/** The errno ids that user space sees as `name`: the errno itself and internal codes that are turned into it. */
export function errnoIds(pack: Pack, name: string): number[] {
  return pack.errnos
    .filter((row) => row.alias_of === null && (row.name === name || errnoByName(row.name)?.userVisible === name))
    .map((row) => row.id);
}

/** For an errno, by its id, whether it can come out of a node by the kernel's own code. */
export interface ErrnoNodes {
  readonly id: number;
  readonly ids: readonly number[];
  readonly give: (node: number) => boolean;
}

/**
 * The nodes of every errno; the first time for an arch that is a walk for each, unless they are kept.
 * @param breathe - called between them; it may reject, which ends the work
 */
export async function errnoNodes(pack: Pack, arch: Arch, breathe = breathing()): Promise<readonly ErrnoNodes[]> {
  const found: ErrnoNodes[] = [];
  for (const { id, name, alias_of } of pack.errnos) {
    if (alias_of !== null) continue;
    const ids = errnoIds(pack, name);
    found.push({ id, ids, give: canGive(pack, ids, arch, 'own') });
    await breathe();
  }
  return found;
}

/** The ids of the errnos that can come out of `entry`. */
export function errnosOf(all: readonly ErrnoNodes[], entry: number): number[] {
  return all.filter(({ give }) => give(entry)).map(({ id }) => id);
}

/** Errno id → number of functions whose own code it can originate in, for what is entered at `entry`. */
export async function countOrigins(
  pack: Pack,
  entry: number,
  arch: Arch,
  breathe = breathing(),
): Promise<ReadonlyMap<number, number>> {
  const key = `${entry} ${arch}`;
  const known = pack.memory.known<ReadonlyMap<number, number>>('counts', key);
  if (known !== undefined) return known;
  const given = (await errnoNodes(pack, arch, breathe)).filter(({ give }) => give(entry));
  const starts = originStarts(
    pack,
    entry,
    arch,
    given.flatMap(({ ids }) => ids),
  );
  const counts = new Map<number, number>();
  for (const { id, ids } of given) {
    const counted = { entry, arch, errnos: ids, origins: 'own' } as const;
    counts.set(id, originWalk(pack, counted, undefined, starts).size);
    await breathe();
  }
  pack.memory.keep('counts', key, MOST_SYSCALLS, counts);
  return counts;
}
