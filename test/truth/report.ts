/** What `npm run accuracy` prints: one table of figures, then every miss grouped by reason, syscall and errno. */

import type { Measured, Miss } from './measure.js';

/** Everything that was measured of one kernel. */
export interface Report {
  readonly kernel: string;
  readonly arch: string;
  /** By truth file. */
  readonly sets: Readonly<Record<string, Measured>>;
  readonly milliseconds: { readonly median: number; readonly p99: number };
  readonly faults: readonly string[];
  /** Figures under their floor; see floors.json. */
  readonly belowFloor: readonly string[];
}

/** The table and the misses as text; at most `mostMisses` lines a reason. */
export function reportText(report: Report, mostMisses: number): string {
  const rows: [string, string, string][] = [[`Linux ${report.kernel} ${report.arch}`, 'figure', 'value']];
  for (const [name, { cases, figures }] of Object.entries(report.sets)) {
    Object.entries(figures).forEach(([figure, value], i) => {
      rows.push([i === 0 ? `${name} (${cases})` : '', figure, value.toFixed(4)]);
    });
  }
  rows.push(['speed', 'ms median', report.milliseconds.median.toFixed(2)]);
  rows.push(['', 'ms p99', report.milliseconds.p99.toFixed(2)]);
  rows.push(['', 'faults', String(report.faults.length)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = ([set, figure, value]: [string, string, string]): string =>
    `${set.padEnd(widths[0] ?? 0)}  ${figure.padEnd(widths[1] ?? 0)}  ${value.padStart(widths[2] ?? 0)}`;
  const parts = [rows.map(line).join('\n')];
  for (const fault of report.faults) parts.push(`fault: ${fault}`);
  for (const [name, { misses }] of Object.entries(report.sets)) parts.push(...missText(name, misses, mostMisses));
  for (const floor of report.belowFloor) parts.push(`under the floor: ${floor}`);
  return `${parts.join('\n')}\n`;
}

function missText(name: string, misses: readonly Miss[], most: number): string[] {
  const reasons = groups(misses, (miss) => miss.reason);
  return [...reasons]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([reason, list]) => {
      const pairs = groups(list, (miss) => `${miss.syscall} ${miss.errno}`);
      const lines = [...pairs].flatMap(([pair, ofPair]) => ofPair.map((miss) => `  ${pair}: ${miss.text}`));
      const rest = lines.length > most ? [`  … and ${lines.length - most} more`] : [];
      return ['', `${name}, ${reason}: ${list.length}`, ...lines.slice(0, most), ...rest];
    });
}

/** In the order of first appearance. */
function groups<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const known = found.get(key(item));
    if (known) known.push(item);
    else found.set(key(item), [item]);
  }
  return found;
}
