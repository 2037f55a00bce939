/** Finds the files that code makes in procfs, debugfs and their like: which name goes with which ops table. */

import { splitTopLevel } from './split-top-level.js';

/**
 * Calls and macros that make a file: its name is their first argument, the ops table their last (include/linux/proc_fs.h,
 * debugfs.h, security.h, kernel/trace/trace.h, fs/proc/base.c; 5.10 to 7.3).
 */
const MAKERS =
  /\b(proc_create(?:_data)?|debugfs_create_file(?:_unsafe)?|tracefs_create_file|trace_create_(?:cpu_)?file|securityfs_create_file|REG)\s*\(\s*"/g;

/** Behind the ops table comes what is handed to its functions (include/linux/proc_fs.h, 5.10 to 7.3). */
const WITH_DATA = 'proc_create_data';

const LONGEST = 400;

/** [name, variable] in the order of the text; `clean` has literals blanked, `written` has them. */
export function madeFiles(
  clean: string,
  written: (start: number, end: number) => string,
): readonly (readonly [string, string])[] {
  const files: (readonly [string, string])[] = [];
  for (const match of clean.matchAll(MAKERS)) {
    const quote = match.index + match[0].length - 1;
    const text = clean.slice(quote, quote + LONGEST);
    const end = text.indexOf('"', 1);
    if (end < 0) continue;
    const name = written(quote + 1, quote + end);
    const args = splitTopLevel(text.slice(end + 1, closing(text, end + 1)));
    const variable = /^\s*&?\s*(\w*[a-z]\w*)\s*$/.exec(args.at(match[1] === WITH_DATA ? -2 : -1) ?? '')?.[1];
    if (variable !== undefined && /^[\w.:-]+$/.test(name)) files.push([name, variable]);
  }
  return files;
}

/** The offset of the parenthesis that closes a list which is open at `from`. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return text.length;
}
