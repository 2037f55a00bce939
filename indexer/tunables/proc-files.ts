/** Files of procfs that can be written: those of processes, and those that code makes by name. */

import { splitTopLevel } from '../parse/split-top-level.js';
import type { KnobFacts, Place, TunableFacts } from './facts.js';
import { fieldsOf, readTree } from './initializer-tree.js';
import { insideParens, type SourceText, stringOf } from './source-text.js';
import { modeOf } from './sysctl-tables.js';
import { writtenPlaces } from './written-places.js';

/** `REG("oom_score_adj", 0644, ops)` of fs/proc/base.c, `proc_create("mtrr", 0644, NULL, &ops)` of anyone (5.10 to 7.3). */
const MADE = /\b(REG|proc_create)\s*\(\s*"/g;

export function procFiles(source: SourceText): Pick<TunableFacts, 'knobs'> {
  const { code, lineOf } = source;
  const knobs: KnobFacts[] = [];
  for (const match of code.matchAll(MADE)) {
    const args = splitTopLevel(insideParens(code, code.indexOf('(', match.index))).map((arg) => arg.trim());
    const name = stringOf(args[0]);
    const mode = modeOf(args[1]);
    if (name === undefined || mode === undefined || (mode & 0o222) === 0) continue;
    const ofProcess = match[1] === 'REG';
    // Files below a folder that is a variable have no path that could be told here.
    if (!ofProcess && args[2] !== 'NULL') continue;
    const places = setBy(source, args.at(-1)?.replace(/^&/, '') ?? '');
    knobs.push({ kind: 'proc', name: ofProcess ? `PID/${name}` : name, places, mode, line: lineOf(match.index) });
  }
  return knobs.length ? { knobs } : {};
}

/** What the `write` of an ops table of this file sets. */
function setBy(source: SourceText, variable: string): Place[] {
  const table = source.initializers.find((one) => one.variable === variable);
  if (!table) return [];
  const fields = fieldsOf(readTree(table.value, source.macros));
  const writer = fields.get('write')?.text ?? fields.get('proc_write')?.text;
  return writer === undefined ? [] : writtenPlaces(source, writer);
}
