/** How a pack stores tunables: what they are, and which sites depend on which. */

import { z } from 'zod';
import type { ColumnEncoding } from './columns.js';

/** As stored: append only. */
export const TUNABLE_KINDS = [
  'boot',
  'cgroup',
  'constant',
  'module',
  'mount',
  'proc',
  'rlimit',
  'sysctl',
  'sysfs',
] as const;
export type TunableKind = (typeof TUNABLE_KINDS)[number];

/** The blob `tunables`: JSON, one list a column. */
export const TUNABLES_BLOB = 'tunables';

/** In `path` and `variable`: as the name tells (`usualPath`, `usualVariable`). */
export const AS_USUAL = '=';

/** `documents`: file and anchor with `#` between; `documented` counts from 1 into it, 0 for none. */
export const tunablesSchema = z.object({
  kind: z.array(z.int()),
  name: z.array(z.string()),
  path: z.array(z.string()),
  variable: z.array(z.string()),
  default: z.array(z.string()),
  /** Of few: the place in these lists, and the default as the code has it where the configuration decides. */
  written: z.array(z.tuple([z.int(), z.string()])),
  /** Of few: the place in these lists, and the function that computes the default. */
  set_by: z.array(z.tuple([z.int(), z.string()])),
  min: z.array(z.string()),
  max: z.array(z.string()),
  documents: z.array(z.string()),
  documented: z.array(z.int()),
  file: z.array(z.int()),
  line: z.array(z.int()),
  /** Sites that depend on any, and how many tunables they depend on altogether. */
  sites: z.int(),
  links: z.int(),
});
export type StoredTunables = z.infer<typeof tunablesSchema>;

/**
 * Site `tunable_site[i]` depends on the next `tunable_count[i]` of `tunable_id`, the nearest first; these are places in the
 * lists of {@link tunablesSchema}.
 */
export const TUNABLE_COLUMNS = {
  tunable_site: 'delta',
  tunable_count: 'plain',
  tunable_id: 'delta',
} as const satisfies Readonly<Record<string, ColumnEncoding>>;
export type TunableColumn = keyof typeof TUNABLE_COLUMNS;

/** Where the kernel shows a tunable of that name, as a rule; '' for nowhere. */
export function usualPath(kind: TunableKind, name: string): string {
  switch (kind) {
    case 'sysctl':
      return `/proc/sys/${name.replaceAll('.', '/')}`;
    case 'module':
      return `/sys/module/${name.replace('.', '/parameters/')}`;
    case 'cgroup':
      return `/sys/fs/cgroup/GROUP/${name}`;
    case 'proc':
    case 'sysfs':
      return name;
    case 'rlimit':
      return '/proc/PID/limits';
    default:
      return '';
  }
}

/** What a parameter of a module or of the boot line is kept in, as a rule. */
export function usualVariable(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replace(/=$/, '');
}
