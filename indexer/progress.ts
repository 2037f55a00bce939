/** How the progress of an index run is shown: a bar on a terminal, a line a phase elsewhere, JSON for machines. */

import { formatBytes, formatCount, formatSeconds } from './amounts.js';
import type { Progress } from './index-summary.js';

/** Shows progress; `end` leaves the screen clean for what is printed next. */
export interface ProgressView {
  update(progress: Progress): void;
  end(): void;
}

/** Writes text, without a line end of its own. */
export type Write = (text: string) => void;

/** Milliseconds from any start. */
export type Clock = () => number;

/** Milliseconds between two drawings: ten a second at most. */
const redrawAfter = 100;

const machineAfter = 1000;

/** Before that a rate is guesswork. */
const rateAfter = 500;

/** One line, drawn over again; fits `columns`, and 80 where the terminal is wider. */
export function barView(write: Write, columns: number, clock: Clock): ProgressView {
  const width = Math.min(columns, 80) - 1;
  const started = new Map<Progress['phase'], number>();
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    update(progress) {
      const now = clock();
      const start = started.get(progress.phase) ?? now;
      started.set(progress.phase, start);
      if (now - drawn < redrawAfter) return;
      drawn = now;
      write(`\r${progressLine(progress, now - start, width)}\u001B[K`);
    },
    end() {
      if (drawn !== Number.NEGATIVE_INFINITY) write('\r\u001B[K');
    },
  };
}

/** `parse [#####     ] 45% 530 MB of 1.19 GB 8.20 MB/s 1:20 left`, at most `width` characters. */
export function progressLine(progress: Progress, elapsed: number, width: number): string {
  const { phase, doneBytes, totalBytes, doneFiles } = progress;
  const perSecond = elapsed >= rateAfter ? (doneBytes * 1000) / elapsed : 0;
  const rate = perSecond > 0 ? ` ${formatBytes(perSecond)}/s` : '';
  const label = phase.padEnd('compress'.length);
  if (totalBytes === null || totalBytes <= 0) {
    const files = doneFiles > 0 ? ` ${formatCount(doneFiles)} files` : '';
    return `${label}${files} ${formatBytes(doneBytes)}${rate}`.slice(0, width);
  }
  const share = Math.min(doneBytes / totalBytes, 1);
  const left = perSecond > 0 ? ` ${formatSeconds(Math.max(totalBytes - doneBytes, 0) / perSecond)} left` : '';
  const amounts = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  const numbers = `${String(Math.floor(share * 100)).padStart(3)}% ${amounts}${rate}${left}`;
  const room = Math.min(width - label.length - numbers.length - 4, 30);
  if (room < 5) return `${label} ${numbers}`.slice(0, width);
  const full = Math.round(share * room);
  return `${label} [${'#'.repeat(full)}${' '.repeat(room - full)}] ${numbers}`;
}

const doing: Readonly<Record<Progress['phase'], string>> = {
  read: 'reading the tree',
  parse: 'parsing',
  link: 'linking',
  write: 'writing the pack',
  compress: 'compressing the pack',
};

/** One line when a phase starts. */
export function lineView(write: Write): ProgressView {
  const seen = new Set<Progress['phase']>();
  return {
    update({ phase }) {
      if (seen.has(phase)) return;
      seen.add(phase);
      write(`errnopath: ${doing[phase]}\n`);
    },
    end() {},
  };
}

/** One JSON object a line: at the start of each phase, then once a second. */
export function jsonView(write: Write, clock: Clock): ProgressView {
  let phase: Progress['phase'] | null = null;
  let written = 0;
  return {
    update(progress) {
      const now = clock();
      if (progress.phase === phase && now - written < machineAfter) return;
      phase = progress.phase;
      written = now;
      write(`${JSON.stringify({ event: 'progress', ...progress })}\n`);
    },
    end() {},
  };
}

/** Shows nothing. */
export const silentView: ProgressView = { update() {}, end() {} };
