/** The summary of an index run as text. */

import { formatBytes, formatCount, formatSeconds } from './amounts.js';
import type { IndexSummary } from './index-summary.js';

/** Lines for people, the pack's path first. `timings` adds the seconds of each phase, and those of all threads by stage. */
export function summaryText(summary: IndexSummary, timings: boolean): string {
  const { counts, skipped, seconds } = summary;
  const rows: [string, string][] = [
    ['files', `${formatCount(counts.files)} (${formatBytes(counts.bytes)})`],
    ...(summary.cached > 0 ? [['known', `${formatCount(summary.cached)} of the files`] as [string, string]] : []),
    ['functions', formatCount(counts.functions)],
    ['sites', formatCount(counts.sites)],
    ['edges', formatCount(counts.edges)],
    ['ops tables', formatCount(counts.opsTables)],
    ['syscalls', formatCount(counts.syscalls)],
    ['skipped', skippedText(skipped)],
    ['peak memory', formatBytes(summary.peakBytes)],
  ];
  if (timings)
    rows.push(
      ...Object.entries(seconds).map(([phase, value]): [string, string] => [`time ${phase}`, formatSeconds(value)]),
      ...Object.entries(summary.stages).map(([stage, value]): [string, string] => [
        `busy ${stage}`,
        formatSeconds(value),
      ]),
    );
  const width = Math.max(...rows.map(([label]) => label.length));
  const head = `Linux ${summary.kernel}: ${summary.packPath} (${formatBytes(summary.packBytes)})${summary.kept ? ', as it was' : ''}`;
  return [head, ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`), ''].join('\n');
}

function skippedText(skipped: IndexSummary['skipped']): string {
  const reasons = Object.entries(skipped).filter(([, times]) => times > 0);
  if (reasons.length === 0) return 'nothing';
  return reasons.map(([reason, times]) => `${formatCount(times)} × ${reason}`).join(', ');
}
