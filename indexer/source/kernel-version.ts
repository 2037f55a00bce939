/** Which release a kernel tree is, read from its top Makefile. */

import { IndexError } from '../index-error.js';

/** A release, such as 6.1.192: `id` '6.1.192', `line` '6.1', `extraversion` ''. */
export interface KernelVersion {
  /** VERSION.PATCHLEVEL.SUBLEVEL, with EXTRAVERSION only where it marks a release candidate (`7.3.0-rc2`). */
  readonly id: string;
  /** VERSION.PATCHLEVEL. */
  readonly line: string;
  /** As written in the Makefile, for instance `-rc2`; mostly empty. */
  readonly extraversion: string;
}

/** Earlier kernels enter their syscalls through `SyS_…` stubs, and have neither the tables nor the wrappers that are read here. */
const OLDEST = { version: 4, patchlevel: 17 } as const;

/** Other programs that are built the same way count years there: U-Boot's is 2024.01. */
const HIGHEST_VERSION = 99;

/** `NAME = value` at the start of a line; the first one counts, as the build's own scripts take it. */
function makeVariable(makefile: string, name: string): string | null {
  const match = new RegExp(`^${name}[ \\t]*:?=[ \\t]*([^\\r\\n#]*)`, 'm').exec(makefile);
  return match?.[1]?.trim() ?? null;
}

function versionNumber(makefile: string, name: string): number {
  const value = makeVariable(makefile, name);
  if (value !== null && /^\d{1,4}$/.test(value)) return Number(value);
  const found = value === null ? `sets no ${name}` : `sets ${name} to '${value.slice(0, 40)}', which is no number`;
  throw new IndexError(`not a kernel tree: the top Makefile ${found}`, 'give the top folder of a Linux source tree');
}

/**
 * Reads VERSION, PATCHLEVEL, SUBLEVEL and EXTRAVERSION.
 *
 * @param makefile text of the Makefile at the tree's top
 * @throws IndexError when one of the three numbers is missing, no number or no release that can be read, or EXTRAVERSION holds other than letters,
 *   digits and `.+~_-`
 */
export function parseKernelVersion(makefile: string): KernelVersion {
  const version = versionNumber(makefile, 'VERSION');
  if (version > HIGHEST_VERSION) {
    throw new IndexError(
      `not a kernel tree: the top Makefile sets VERSION to ${version}, which no Linux has`,
      'give the top folder of a Linux source tree',
    );
  }
  const patchlevel = versionNumber(makefile, 'PATCHLEVEL');
  const sublevel = versionNumber(makefile, 'SUBLEVEL');
  if (version < OLDEST.version || (version === OLDEST.version && patchlevel < OLDEST.patchlevel)) {
    throw new IndexError(
      `the top Makefile names release ${version}.${patchlevel}.${sublevel}, and Linux ${OLDEST.version}.${OLDEST.patchlevel} is the oldest that can be read`,
      'give the top folder of a newer Linux source tree',
    );
  }
  const extraversion = makeVariable(makefile, 'EXTRAVERSION') ?? '';
  if (!/^[A-Za-z0-9.+~_-]{0,64}$/.test(extraversion)) {
    throw new IndexError(
      `the top Makefile sets EXTRAVERSION to '${extraversion.slice(0, 40)}', which is not part of a kernel's name`,
      'write letters, digits and .+~_- there',
    );
  }
  const line = `${version}.${patchlevel}`;
  const candidate = /^-rc\d+/.exec(extraversion)?.[0] ?? '';
  return { id: `${line}.${sublevel}${candidate}`, line, extraversion };
}
