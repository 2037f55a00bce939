/** Scores the guards that a pack has of the sites which were read against the source. */

import type { Rows, SitesExport } from './exports.js';
import type { Measured, Miss } from './measured.js';
import type { GuardRow } from './rows.js';
import { share } from './score.js';

/**
 * `found`: of the sites that were read, the share that the pack has; `right`: the share whose guard is the one that was read
 * to be right. A guard that has become another one counts as wrong until it is read again.
 */
export async function scoreGuards(readings: readonly GuardRow[], sites: Rows<SitesExport>): Promise<Measured> {
  const wanted = new Map(readings.map((row) => [keyOf(row), row]));
  const misses: Miss[] = [];
  let right = 0;
  for await (const site of sites) {
    const key = keyOf(site);
    const reading = wanted.get(key);
    if (!reading) continue;
    wanted.delete(key);
    const same = (site.guard ?? null) === reading.guard;
    if (same && reading.right) right += 1;
    else
      misses.push({
        reason: same ? `right: ${reading.why ?? 'read as wrong'}` : 'right: another guard than was read',
        subject: key,
        text: `${site.guard ?? 'none'}; the source has ${reading.source}`,
      });
  }
  for (const [key, { guard }] of wanted)
    misses.push({ reason: 'found: no such site', subject: key, text: guard ?? 'none' });
  const found = readings.length - wanted.size;
  return {
    cases: readings.length,
    figures: { found: share(found, readings.length), right: share(right, readings.length) },
    misses,
  };
}

function keyOf(row: { file: string; line: number; function: string; errno: string }): string {
  return `${row.file}:${row.line} ${row.function} ${row.errno}`;
}
