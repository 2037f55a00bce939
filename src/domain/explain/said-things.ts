/** What the words of a program or of the kernel's log tell beside the syscall: the kind of socket, the file system. */
import type { Known } from '../search-context.js';

/** Calls whose code differs by the family of the socket. */
const OF_SOCKETS =
  /^(?:socket|socketpair|bind|connect|listen|accept4?|send(?:to|m?msg)|recv(?:from|m?msg)|[gs]etsockopt)$/;

/** How addresses are written: those of files first, as they can stand behind a host's. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:dial|listen) unix\b|\bunix:\/|\.sock\b/, 'AF_UNIX'],
  [/\[[0-9a-f:]{2,39}\]:\d{1,5}|(?:^|\s):::\d{1,5}\b|\b(?:tcp|udp)6\b/i, 'AF_INET6'],
  [/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?:^|\s)\*?:\d{1,5}\b|\b(?:tcp|udp)4?\b|\bjava\.net\./i, 'AF_INET'],
];

/** How file systems begin their lines of the kernel's log. */
const LOGGING: readonly (readonly [RegExp, string])[] = [
  [/\bEXT4-fs\b/, 'ext4'],
  [/\bXFS \(/, 'xfs'],
  [/\bBTRFS\b/, 'btrfs'],
  [/\bF2FS-fs\b/, 'f2fs'],
  [/\boverlayfs: /, 'overlay'],
  [/\b(?:NFS|nfs): /, 'nfs'],
  [/\bCIFS: /, 'cifs'],
  [/\bFAT-fs\b/, 'vfat'],
];

/** @param syscall - what failed */
export function toldByWords(line: string, syscall: string): Pick<Known, 'family' | 'fs'> {
  const first = (table: typeof LOGGING): string | undefined => table.find(([pattern]) => pattern.test(line))?.[1];
  const family = OF_SOCKETS.test(syscall) ? first(FAMILIES) : undefined;
  const fs = first(LOGGING);
  return { ...(family !== undefined && { family }), ...(fs !== undefined && { fs: [fs] }) };
}
