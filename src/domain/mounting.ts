/** What a type of file system means where one is mounted: what it does for that, not what its files do on the way there. */

import type { Graph } from './graph.js';
import type { NamedGround } from './named-ground.js';

/** Syscalls that are told a type, or what one is to do: mount(2), and since 5.2 fsopen(2) and fsconfig(2). */
const TAKE_A_TYPE: ReadonlySet<string> = new Set(['mount', 'fsopen', 'fsconfig']);

/** Whether what a syscall fails with is about mounting a type of file system. */
export function takesType(syscall: string): boolean {
  return TAKE_A_TYPE.has(syscall);
}

/** The edges through which named code is asked to mount. @param named - for each function, 0: it is not */
export function mountingEdges(
  { edgeTarget }: Graph,
  { mounting }: NamedGround,
  named: Uint8Array,
): ReadonlySet<number> {
  return new Set(mounting.filter((edge) => named[edgeTarget[edge] as number]));
}
