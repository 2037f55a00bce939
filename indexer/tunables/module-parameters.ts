/** Parameters of modules and of the boot line. */

import { splitTopLevel } from '../parse/split-top-level.js';
import type { KnobFacts, TunableFacts } from './facts.js';
import { NO_LOCALS, placesOf } from './places.js';
import { insideParens, type SourceText, stringOf } from './source-text.js';
import { modeOf } from './sysctl-tables.js';
import { writtenPlaces } from './written-places.js';

/**
 * Macros that make a parameter: where its variable stands among the arguments (include/linux/moduleparam.h; 5.10 to
 * 7.3). The name is the first of them, the permissions the last; `_call` and `_cb` have the argument of their handler.
 */
const VARIABLE_AT: ReadonlyMap<string, number> = new Map([
  ['module_param', 0],
  ['module_param_unsafe', 0],
  ['module_param_hw', 0],
  ['module_param_array', 0],
  ['module_param_hw_array', 0],
  ['module_param_named', 1],
  ['module_param_named_unsafe', 1],
  ['module_param_hw_named', 1],
  ['module_param_array_named', 1],
  ['module_param_string', 1],
  ['module_param_cb', 2],
  ['module_param_cb_unsafe', 2],
  ['module_param_call', 3],
  ['core_param', 1],
  ['core_param_cb', 2],
  ['kernel_param_cb', 2],
]);

const PARAMETER = /^[ \t]*((?:module|core|kernel)_param\w*)\s*\(/gm;
const BOOT = /^[ \t]*(?:__setup|early_param|__setup_param)\s*\(/gm;

/** The parameters that a file makes. */
export function moduleParameters(source: SourceText): Pick<TunableFacts, 'knobs' | 'prefix'> {
  const { code, lineOf } = source;
  const knobs: KnobFacts[] = [];
  for (const match of code.matchAll(PARAMETER)) {
    const macro = match[1] ?? '';
    const at = VARIABLE_AT.get(macro);
    if (at === undefined) continue;
    const args = splitTopLevel(insideParens(code, match.index + match[0].length - 1)).map((arg) => arg.trim());
    const [name = ''] = args;
    if (!/^\w+$/.test(name)) continue;
    const mode = modeOf(args.at(-1));
    const places = placesOf(args[at] ?? '', NO_LOCALS);
    const kind = macro.startsWith('module') ? 'module' : 'core';
    knobs.push({ kind, name, places, ...(mode !== undefined && { mode }), line: lineOf(match.index) });
  }
  for (const match of code.matchAll(BOOT)) {
    const args = splitTopLevel(insideParens(code, match.index + match[0].length - 1));
    const name = stringOf(args[0]);
    if (name === undefined || !/^[\w.-]+=?$/.test(name)) continue;
    const places = writtenPlaces(source, args[1]?.trim() ?? '').filter((place) => place.startsWith('G:'));
    knobs.push({ kind: 'boot', name, places, line: lineOf(match.index) });
  }
  const prefix = knobs.length ? stringOf(source.macros.get('MODULE_PARAM_PREFIX')?.body) : undefined;
  return { ...(knobs.length && { knobs }), ...(prefix !== undefined && { prefix }) };
}
