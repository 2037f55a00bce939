/** What `npm run accuracy` prints: one table of figures, then every miss grouped by reason. */

import type { Measured, Miss } from './measured.js';

/** Everything that was measured of one kernel. */
export interface Report {
  readonly kernel: string;
  readonly arch: string;
  /** By truth file. */
  readonly sets: Readonly<Record<string, Measured>>;
  /** Names of sets that have no truth for this kernel. */
  readonly without: readonly string[];
  /** See floors.json. */
  readonly floors: Floors;
  readonly milliseconds: { readonly median: number; readonly p99: number };
  readonly faults: readonly string[];
  /** Figures under their floor. */
  readonly belowFloor: readonly string[];
}

/** Truth file of the table → figure → the least that `--ci` accepts. */
export type Floors = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A row of the table: what was scored, figure, value, floor, what a perfect answer reaches. */
type Line = readonly [string, string, string, string, string];

/** The table and the misses as text; at most `mostMisses` lines a reason. */
export function reportText(report: Report, mostMisses: number): string {
  const rows: Line[] = [[`Linux ${report.kernel} ${report.arch}`, 'figure', 'value', 'floor', 'best']];
  const shown = (value: number | undefined): string => value?.toFixed(4) ?? '';
  for (const [name, { cases, figures, best = {} }] of Object.entries(report.sets)) {
    Object.entries(figures).forEach(([figure, value], i) => {
      const floor = report.floors[name]?.[figure];
      rows.push([i === 0 ? `${name} (${cases})` : '', figure, shown(value), shown(floor), shown(best[figure])]);
    });
  }
  for (const name of report.without) rows.push([name, 'no truth for this kernel', '', '', '']);
  rows.push(['speed', 'ms median', report.milliseconds.median.toFixed(2), '', '']);
  rows.push(['', 'ms p99', report.milliseconds.p99.toFixed(2), '', '']);
  rows.push(['', 'faults', String(report.faults.length), '', '']);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: Line): string =>
    row
      .map((text, column) => (column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const parts = [rows.map(line).join('\n')];
  for (const floor of report.belowFloor) parts.push(`under the floor: ${floor}`);
  for (const fault of report.faults) parts.push(`fault: ${fault}`);
  for (const [name, { misses }] of Object.entries(report.sets)) parts.push(...missText(name, misses, mostMisses));
  return `${parts.join('\n')}\n`;
}

/** The reasons, most frequent first; of a reason that has more lines than `most`, some from everywhere in it. */
function missText(name: string, misses: readonly Miss[], most: number): string[] {
  return [...groups(misses, (miss) => miss.reason)]
    .sort(([a, ofA], [b, ofB]) => ofB.length - ofA.length || (a < b ? -1 : 1))
    .flatMap(([reason, list]) => {
      const lines = [...groups(list, (miss) => miss.subject)].flatMap(([subject, ofSubject]) =>
        ofSubject.map((miss) => `  ${subject}: ${miss.text}`),
      );
      const head = ['', `${name}, ${reason}: ${list.length}`];
      if (lines.length <= most) return [...head, ...lines];
      const some = lines.filter((_, i) => (i * most) % lines.length < most);
      return [...head, ...some, `  … and ${lines.length - most} more`];
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
