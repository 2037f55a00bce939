/** Paths as archives and folders spell them → paths below a kernel tree's top, or the reason why not. */

import type { SkipReason } from './skipped.js';

/** A clean relative path without empty, `.` and `..` parts (`''` is the top itself), or why it is passed over. */
export type TreePath = { readonly path: string } | { readonly reason: SkipReason };

/**
 * Cleans a path of an archive. Names that are not UTF-8 reach us decoded, with U+FFFD where bytes were lost, and could
 * no longer be told apart.
 */
export function treePath(raw: string, pathBytes: number): TreePath {
  if (raw.includes('\uFFFD')) return { reason: 'name not in UTF-8' };
  if (/\p{Cc}/u.test(raw)) return { reason: 'control character in name' };
  if (raw.length > pathBytes || Buffer.byteLength(raw) > pathBytes) return { reason: 'path too long' };
  const parts = raw.split('/').filter((part) => part !== '' && part !== '.');
  if (raw.startsWith('/') || parts.includes('..')) return { reason: 'path leads out of the tree' };
  return { path: parts.join('/') };
}

/** Names that stand at the top of a kernel tree, of every release since 2.6. */
const topNames: ReadonlySet<string> = new Set([
  ...['arch', 'block', 'certs', 'crypto', 'Documentation', 'drivers', 'fs', 'include', 'init', 'io_uring', 'ipc'],
  ...[
    'kernel',
    'lib',
    'LICENSES',
    'mm',
    'net',
    'rust',
    'samples',
    'scripts',
    'security',
    'sound',
    'tools',
    'usr',
    'virt',
  ],
]);

/**
 * The folder of an archive that holds the tree, told by the archive's first entry: archives of kernels have one top
 * folder (`linux-6.1/`), or none when they were made inside the tree.
 *
 * @param path clean path of the first entry
 * @returns the top folder with a final `/`, or `''`
 */
export function topFolder(path: string, isFolder: boolean): string {
  const [first = '', ...rest] = path.split('/');
  if (topNames.has(first) || (rest.length === 0 && !isFolder)) return '';
  return `${first}/`;
}
