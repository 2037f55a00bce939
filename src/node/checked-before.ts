/** Files of the cache that were found whole since the machine started, and that nobody wrote to since. */

import { type BigIntStats, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { temporaryName } from './atomic-file.js';

/** In each folder: a line a file, its name and what it was like when it was checked. */
const NOTES = 'checked';

/** Names the time since the machine started (random(4)). What a disk loses shows when it is read anew. */
const BOOT = '/proc/sys/kernel/random/boot_id';

/**
 * A write that follows another at once may leave the time of change as it was, as kernels count it in ticks of up to 10 ms. Such
 * a file is not noted; the next process does.
 */
const SETTLED_MS = 2000;

/**
 * Whether a file was found whole before. Every write to it changes its time of change, which no program can set (inode(7)).
 * @param stats - of the file, by `fstat` with `bigint`
 */
export function wasChecked(path: string, stats: BigIntStats): boolean {
  const mark = markOf(stats);
  return mark !== undefined && notesOf(dirname(path)).get(basename(path)) === mark;
}

/** Notes that a file is whole. Where nothing can be kept it is checked each time. */
export function noteChecked(path: string, stats: BigIntStats, now = Date.now()): void {
  const mark = markOf(stats);
  const age = now - Number(stats.ctimeMs);
  if (mark === undefined || age < SETTLED_MS) return;
  const folder = dirname(path);
  // Others note files as well: one that is lost is checked once more.
  const notes = readNotes(folder);
  for (const [name, one] of notes) if (bootOf(one) !== bootOf(mark)) notes.delete(name);
  notes.set(basename(path), mark);
  known.set(folder, notes);
  const temporary = temporaryName(join(folder, NOTES));
  try {
    writeFileSync(temporary, [...notes].map(([name, one]) => `${one} ${name}\n`).join(''));
    renameSync(temporary, join(folder, NOTES));
  } catch {
    discard(temporary);
  }
}

function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // There is no such folder.
  }
}

/** By folder, as they were read last. */
const known = new Map<string, Map<string, string>>();

function notesOf(folder: string): Map<string, string> {
  const notes = known.get(folder) ?? readNotes(folder);
  known.set(folder, notes);
  return notes;
}

/** The mark of each file, by name. */
function readNotes(folder: string): Map<string, string> {
  try {
    const lines = readFileSync(join(folder, NOTES), 'utf8').split('\n');
    return new Map(
      lines.flatMap((line): [string, string][] => {
        const at = line.lastIndexOf(' ');
        return at < 0 ? [] : [[line.slice(at + 1), line.slice(0, at)]];
      }),
    );
  } catch {
    return new Map();
  }
}

function markOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string | undefined {
  return boot() && `${boot()} ${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

function bootOf(mark: string): string {
  return mark.slice(0, mark.indexOf(' '));
}

let bootId: string | undefined;

/** '' where the system does not tell. */
function boot(): string {
  if (bootId === undefined) {
    try {
      bootId = readFileSync(BOOT, 'utf8').trim();
    } catch {
      bootId = '';
    }
  }
  return bootId;
}
