/** Which errnos the manual documents for a syscall (section 2 of man-pages 6.20 and liburing 2.15). */
import { z } from 'zod';
import documentedRows from '../../data/documented-errnos.json' with { type: 'json' };
import { withoutWidth } from './syscall-name.js';

const documented: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(z.record(z.string(), z.string()).parse(documentedRows)).map(([name, errnos]) => [
    name,
    new Set(errnos.split(' ')),
  ]),
);

/**
 * What the manual documents for a syscall, in the order of names; undefined where it has no list of errors for it.
 * @param syscall - as for {@link isDocumented}
 */
export function documentedErrnos(syscall: string): ReadonlySet<string> | undefined {
  return documented.get(syscall) ?? documented.get(withoutWidth(syscall));
}

/**
 * Whether the manual documents an errno for a syscall, whose later widths share a page; null where it has no list of errors for the syscall.
 * @param syscall - canonical name, as the kernel's table has it.
 * @param errno - canonical name.
 */
export function isDocumented(syscall: string, errno: string): boolean | null {
  const errnos = documentedErrnos(syscall);
  return errnos === undefined ? null : errnos.has(errno);
}
