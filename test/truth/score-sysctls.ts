/** Scores the sysctls that the indexer found against those of a running kernel. */

import type { Rows, TunablesExport } from './exports.js';
import type { Measured, Miss } from './measured.js';
import type { SysctlRow } from './rows.js';
import { share } from './score.js';

/**
 * `found`: of the files that can be written, the share that is known by name; `default`: of the defaults that are told
 * for these, the share that the running kernel shows. That is a lower bound: some are set at boot by the size of memory,
 * by a configuration, or are shown in another unit.
 */
export async function scoreSysctls(truth: readonly SysctlRow[], tunables: Rows<TunablesExport>): Promise<Measured> {
  const known = new Map<string, string | null | undefined>();
  for await (const row of tunables) if (row.kind === 'sysctl') known.set(row.name, row.default);
  const misses: Miss[] = [];
  let found = 0;
  let told = 0;
  let right = 0;
  for (const { name, value } of truth) {
    if (!known.has(name)) {
      misses.push({ reason: 'found: not among the tunables', subject: name, text: value ?? '' });
      continue;
    }
    found += 1;
    const initial = known.get(name);
    if (initial === undefined || initial === null || value === undefined) continue;
    told += 1;
    if (initial === value) right += 1;
    else misses.push({ reason: 'default: another one', subject: name, text: `${initial}, the kernel shows ${value}` });
  }
  return { cases: truth.length, figures: { found: share(found, truth.length), default: share(right, told) }, misses };
}
