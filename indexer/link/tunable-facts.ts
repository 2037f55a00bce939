/** What all files of a tree say of tunables, gathered. */

import type {
  CgroupFileFacts,
  KnobFacts,
  MountOptionFacts,
  Place,
  SysctlEntry,
  TunableFacts,
} from '../tunables/facts.js';

/** Something and the file that says it. */
interface In<T> {
  readonly file: number;
  readonly facts: T;
  /** It is of an arch that is not the common one. */
  readonly foreign?: boolean;
}

export interface GatheredTunables {
  /** By variable; names repeat. */
  readonly tables: Map<string, In<readonly SysctlEntry[]>[]>;
  readonly registered: In<readonly [path: string, table: string]>[];
  readonly gives: Map<string, In<string>>;
  readonly knobs: In<KnobFacts>[];
  /** `MODULE_PARAM_PREFIX` by file. */
  readonly prefixes: Map<number, string>;
  readonly cgroupFiles: Map<string, In<readonly CgroupFileFacts[]>[]>;
  readonly controllers: In<readonly [name: string, variables: readonly string[]]>[];
  readonly mountOptions: Map<string, In<readonly MountOptionFacts[]>[]>;
  readonly fileSystems: In<readonly [name: string, variable: string]>[];
  readonly setters: Map<string, In<readonly Place[]>[]>;
  readonly values: Map<string, In<string>[]>;
  readonly settings: Map<Place, string>;
  /** Fields that code which sets a namespace up computes: place → function. */
  readonly computed: Map<Place, string>;
  readonly boot: Map<string, In<readonly [text: string, fn: string]>[]>;
  readonly constants: Map<string, In<string>[]>;
  readonly members: Map<string, string>;
  /** `file variable`: of that file alone. */
  readonly statics: Set<string>;
}

export function gatheredTunables(): GatheredTunables {
  return {
    tables: new Map(),
    registered: [],
    gives: new Map(),
    knobs: [],
    prefixes: new Map(),
    cgroupFiles: new Map(),
    controllers: [],
    mountOptions: new Map(),
    fileSystems: [],
    setters: new Map(),
    values: new Map(),
    settings: new Map(),
    computed: new Map(),
    boot: new Map(),
    constants: new Map(),
    members: new Map(),
    statics: new Set(),
  };
}

/** Where several arches have a value of their own, that of this one is told. */
const FOREIGN = /^arch\/(?!x86\/)/;

/** Called for every file, in the order of paths. */
export function gatherTunables(
  all: GatheredTunables,
  facts: TunableFacts | undefined,
  file: number,
  path: string,
): void {
  if (!facts) return;
  const foreign = FOREIGN.test(path);
  for (const [name, entries] of facts.tables ?? []) push(all.tables, name, file, entries);
  for (const one of facts.registered ?? []) all.registered.push({ file, facts: one });
  for (const [fn, table] of facts.gives ?? []) if (!all.gives.has(fn)) all.gives.set(fn, { file, facts: table });
  for (const knob of facts.knobs ?? []) all.knobs.push({ file, facts: knob });
  if (facts.prefix !== undefined) all.prefixes.set(file, facts.prefix);
  for (const [name, files] of facts.cgroupFiles ?? []) push(all.cgroupFiles, name, file, files);
  for (const one of facts.controllers ?? []) all.controllers.push({ file, facts: one });
  for (const [name, options] of facts.mountOptions ?? []) push(all.mountOptions, name, file, options);
  for (const one of facts.fileSystems ?? []) all.fileSystems.push({ file, facts: one });
  for (const [name, places] of facts.setters ?? []) push(all.setters, name, file, places);
  for (const [name, text] of facts.values ?? []) push(all.values, name, file, text, foreign);
  for (const [place, text] of facts.settings ?? []) if (!all.settings.has(place)) all.settings.set(place, text);
  for (const [place, fn] of facts.computed ?? []) if (!all.computed.has(place)) all.computed.set(place, fn);
  for (const [name, text, fn] of facts.boot ?? []) push(all.boot, name, file, [text, fn] as const, foreign);
  for (const [name, text] of facts.constants ?? []) push(all.constants, name, file, text, foreign);
  for (const name of facts.statics ?? []) all.statics.add(`${file} ${name}`);
  for (const [name, field] of facts.members ?? []) if (!all.members.has(name)) all.members.set(name, field);
}

function push<T>(into: Map<string, In<T>[]>, name: string, file: number, facts: T, foreign = false): void {
  const one: In<T> = { file, facts, ...(foreign && { foreign }) };
  const known = into.get(name);
  if (known) known.push(one);
  else into.set(name, [one]);
}

/** What `name` means in a file: its own, else the first of another's, of the common arch or of all. */
export function meant<T>(of: ReadonlyMap<string, readonly In<T>[]>, name: string, file: number): In<T> | undefined {
  const all = of.get(name);
  return all?.find((one) => one.file === file) ?? all?.find((one) => !one.foreign) ?? all?.[0];
}

/** The table that a variable means in a file: its own, else one that others can see. */
export function tableMeant<T>(
  { statics }: GatheredTunables,
  of: ReadonlyMap<string, readonly In<T>[]>,
  name: string,
  file: number,
): In<T> | undefined {
  const root = name.split(/[.[]/)[0];
  const all = of.get(name)?.filter((one) => one.file === file || !statics.has(`${one.file} ${root}`));
  return all?.find((one) => one.file === file) ?? all?.[0];
}
