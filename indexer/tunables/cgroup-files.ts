/** Files of control groups: tables of `struct cftype`, and the controllers that have them. */

import type { CgroupFileFacts, TunableFacts } from './facts.js';
import { fieldsOf, readTree } from './initializer-tree.js';
import { type SourceText, stringOf } from './source-text.js';
import { settersBelow, writtenPlaces } from './written-places.js';

/** Handlers of a `struct cftype` that store (include/linux/cgroup-defs.h; 5.10 to 7.3). */
const WRITERS = ['write', 'write_u64', 'write_s64'];

/** What is written there is an order and not a setting. */
const NO_SETTING = /(?:^|\.)(?:procs|threads|tasks|kill|event_control|force_empty|reclaim)$/;

export function cgroupFiles(source: SourceText): Pick<TunableFacts, 'cgroupFiles' | 'controllers'> {
  if (!/\b(?:cftype|cgroup_subsys)\b/.test(source.code)) return {};
  const tables: [string, CgroupFileFacts[]][] = [];
  const controllers: [string, string[]][] = [];
  for (const { variable, head, value, start } of source.initializers) {
    if (/\bstruct\s+cftype\b/.test(head)) {
      const tree = readTree(value, source.macros);
      const files = (tree.fields ?? []).flatMap((field): CgroupFileFacts[] => {
        const fields = fieldsOf(field.value);
        const name = stringOf(fields.get('name')?.text);
        if (name === undefined || NO_SETTING.test(name)) return [];
        const writers = WRITERS.flatMap((writer) => fields.get(writer)?.text ?? []);
        const words = fields.get('private')?.text.match(/[A-Z][A-Z0-9_]{2,}/g) ?? [];
        // `MEMFILE_PRIVATE(_MEM, RES_LIMIT)`: the one that a writer has a case for.
        const bodies = writers.flatMap((writer) => source.functions.get(writer)?.body ?? []);
        const cased = words.find((word) => bodies.some((body) => new RegExp(`\\bcase\\s+${word}\\s*:`).test(body)));
        const label = cased ?? words[0];
        const places = writers.flatMap((writer) => writtenPlaces(source, writer, label));
        const through = writers.flatMap((writer) => settersBelow(source, writer));
        return [
          {
            name,
            places,
            ...(through.length && { through }),
            writable: writers.length > 0,
            line: source.lineOf(start + field.at),
          },
        ];
      });
      if (files.length) tables.push([variable, files]);
    } else if (/\bstruct\s+cgroup_subsys\s+\w+_cgrp_subsys\b/.test(head)) {
      const fields = fieldsOf(readTree(value, source.macros));
      const variables = ['dfl_cftypes', 'legacy_cftypes'].flatMap((field) => fields.get(field)?.text ?? []);
      controllers.push([stringOf(fields.get('name')?.text) ?? variable.replace(/_cgrp_subsys$/, ''), variables]);
    }
  }
  // Files that a controller adds when it starts.
  for (const { body } of source.functions.values())
    for (const [, controller = '', variable = ''] of body.matchAll(
      /\bcgroup_add_(?:legacy|dfl)_cftypes\s*\(\s*&(\w+)_cgrp_subsys\s*,\s*(\w+)/g,
    ))
      controllers.push([controller, [variable]]);
  return { ...(tables.length && { cgroupFiles: tables }), ...(controllers.length && { controllers }) };
}
