/** Where errnos from outside the C code come from, and the ids that stand for "any errno, from this source" in a pack. */

/** The order is stored: append only. */
export const SOURCES = [
  'seccomp',
  'ptrace',
  'bpf',
  'netfilter',
  'injection',
  'fuse',
  'nfs',
  '9p',
  'smb',
  'ceph',
  'user',
  'peer',
  'device',
  'hypervisor',
  'disk',
] as const;
export type Source = (typeof SOURCES)[number];

/** Site ids of errnos are bytes: those from here on are no errno of the release, but any errno from a source. */
export const FIRST_ANY = 224;

const LAST_ANY = 255;

/** The id that a site has whose errno a source decides. */
export function anyErrno(source: Source): number {
  return LAST_ANY - SOURCES.indexOf(source);
}

/** The source behind an errno id; undefined for an errno of the release. */
export function sourceOf(errnoId: number): Source | undefined {
  return errnoId < FIRST_ANY ? undefined : SOURCES[LAST_ANY - errnoId];
}

/** What is written where a site has any errno. */
export const ANY_ERRNO = 'any';
