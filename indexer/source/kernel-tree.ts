/** What tells a kernel tree from any other folder or archive. */

import { IndexError } from '../index-error.js';
import { parseKernelVersion } from './kernel-version.js';

/** Path of the file that names the release; always read, wanted or not. */
export const topMakefile = 'Makefile';

const marks = [
  { name: topMakefile, holds: (path: string) => path === topMakefile },
  { name: 'Kconfig', holds: (path: string) => path === 'Kconfig' },
  { name: 'include/linux/', holds: (path: string) => path.startsWith('include/linux/') },
] as const;

const archiveName = /\.(tar(\.[a-z0-9]+)?|t[gx]z|deb|zip|rpm)$/i;

/** Watches the paths of a source go by, and says at the end whether they were a kernel's. */
export interface KernelTreeCheck {
  /** Notes one file of the tree. */
  see(path: string): void;
  /** Throws `IndexError` with what was missing, unless all marks of a kernel tree were seen. */
  finish(): void;
}

/** A check for one source; `name` is what the user gave. */
export function kernelTreeCheck(name: string): KernelTreeCheck {
  const missing = new Set<(typeof marks)[number]>(marks);
  let nested: string | null = null;
  return {
    see(path) {
      for (const mark of missing) if (mark.holds(path)) missing.delete(mark);
      if (nested === null && archiveName.test(path)) nested = path;
    },
    finish() {
      if (missing.size === 0) return;
      const names = [...missing].map((mark) => mark.name).join(', ');
      const remedy =
        nested !== null && missing.size === marks.length
          ? `it holds the archive ${nested}: unpack it and give that one`
          : 'give the top folder of a Linux source tree, an archive of it, or a linux-source package';
      throw new IndexError(`${name} is not a kernel tree: no ${names} at its top`, remedy);
    },
  };
}

/** Throws `IndexError` when the bytes of the top Makefile name no release. */
export function checkTopMakefile(bytes: Uint8Array): void {
  parseKernelVersion(new TextDecoder().decode(bytes));
}
