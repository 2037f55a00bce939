/** What one C file says of the kernel's tunables. */

import type { Item } from '../parse/items.js';
import { bootValues } from './boot-values.js';
import { cgroupFiles } from './cgroup-files.js';
import type { Place, TunableFacts } from './facts.js';
import { moduleParameters } from './module-parameters.js';
import { mountOptions } from './mount-options.js';
import { procFiles } from './proc-files.js';
import { sourceText } from './source-text.js';
import { sysctlTables } from './sysctl-tables.js';
import { mayMakeAttributes, sysfsAttributes } from './sysfs-attributes.js';
import { constantsIn, fieldValues, limitsIn, membersIn, settingsIn, staticsIn, valuesIn, zerosIn } from './values.js';
import { setters } from './written-places.js';

/** Words without which a file says nothing of tunables. */
const SPEAKS_OF_TUNABLES =
  /\b(?:procname|ctl_table|module_param\w*|core_param\w*|__setup|early_param|cftype|cgroup_subsys|fs_parameter_spec|proc_create|REG|DECLARE_SYSCTL_BASE|register_(?:net_)?sysctl\w*)\b/;

/** Where handlers of settings hand their values to another file. */
const HOLDS_SETTERS = /^(?:kernel|mm|block|net\/(?:core|ipv[46]))\/.*\.c$/;
const SETTER_HEAD = /^\w[\w \t*]*\b\w*set_\w*\(/m;

/** A file while it is read; offsets mean the same in both texts. */
interface ReadFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Comments and contents of literals blanked (`cleanText`). */
  readonly clean: string;
  /** The same without directives and dead branches (`preprocess`). */
  readonly text: string;
  readonly items: readonly Item[];
  readonly lineOf: (offset: number) => number;
}

/** Undefined where the file says nothing. */
export function extractTunables({ path, bytes, clean, text, items, lineOf }: ReadFile): TunableFacts | undefined {
  const speaks = SPEAKS_OF_TUNABLES.test(clean) || mayMakeAttributes(path, clean);
  const common = {
    ...constantsIn(path, clean, speaks),
    ...membersIn(path, clean),
    ...settingsIn(path, text, items),
    ...bootValues(path, text, items, speaks),
  };
  const values = [
    ...valuesIn(path, text, items, speaks),
    ...zerosIn(path, text, items, speaks),
    ...limitsIn(path, clean),
  ];
  const mayHold =
    (HOLDS_SETTERS.test(path) && SETTER_HEAD.test(text)) || (path.endsWith('.c') && /\bctl_table\b/.test(text));
  if (!speaks && !mayHold) return some({ ...common, ...(values.length && { values }) });
  const source = sourceText(path, bytes, clean, text, items, lineOf);
  const written = mayHold ? setters(source) : [];
  if (!speaks)
    return some({ ...common, ...(values.length && { values }), ...(written.length && { setters: written }) });
  const sysctls = sysctlTables(source);
  const params = moduleParameters(source);
  const made = [procFiles(source), sysfsAttributes(source)].flatMap(({ knobs }) => knobs ?? []);
  const knobs = [...(params.knobs ?? []), ...made];
  const groups = cgroupFiles(source);
  const options = mountOptions(source);
  const places = [sysctls.tables, groups.cgroupFiles, options.mountOptions]
    .flatMap((tables) => (tables ?? []).flatMap(([, list]) => [...list] as { readonly places: readonly Place[] }[]))
    .concat(knobs)
    .flatMap((one) => one.places);
  const named = [sysctls.tables, groups.cgroupFiles, options.mountOptions].flatMap((tables) =>
    (tables ?? []).map(([variable]) => `G:${variable}`),
  );
  const statics = staticsIn(text, items, [...places, ...named]);
  const all = [...values, ...fieldValues(source.initializers, places)];
  return some({
    ...common,
    ...(all.length && { values: all }),
    ...sysctls,
    ...groups,
    ...options,
    ...params,
    ...(statics.length && { statics }),
    ...(knobs.length && { knobs }),
    ...(written.length && { setters: written }),
  });
}

function some(facts: TunableFacts): TunableFacts | undefined {
  return Object.keys(facts).length ? facts : undefined;
}
