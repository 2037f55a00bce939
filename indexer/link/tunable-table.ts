/** All tunables of a tree: their names, paths and defaults, from what its files say. */

import type { StoredTunable } from '../../src/domain/tunables.js';
import type { Documentation, Documented } from '../tunables/documentation.js';
import type { Place, SysctlEntry, TunableUnit } from '../tunables/facts.js';
import { type TunableDefaults, tunableDefaults } from './tunable-defaults.js';
import { type GatheredTunables, meant, tableMeant } from './tunable-facts.js';
import { MOST_OF_ONE, placeKeys } from './tunable-places.js';
import { type TypeTable, tagOf } from './type-table.js';
import { userLimit } from './user-limits.js';

/** A tunable before it is stored: where it is documented is still file and anchor. */
export interface TunableRow extends Omit<StoredTunable, 'documented'> {
  readonly documented: Documented | undefined;
}

export interface TunableTable {
  readonly rows: readonly TunableRow[];
  /** Key of a place (`placeKeys`) → indexes of rows; `file key` for a variable of that file alone. */
  readonly byKey: ReadonlyMap<string, readonly number[]>;
  /** The value of a constant that a file names, and the file that defines it; undefined for none, or no plain number. */
  readonly constant: (name: string, file: number) => { readonly value: string; readonly file: number } | undefined;
}

export interface TunableInput {
  readonly gathered: GatheredTunables;
  readonly types: TypeTable;
  readonly paths: readonly string[];
  readonly documents: Documentation;
  /** The numbers that the configuration gives (`configNumbers`). */
  readonly numbers: ReadonlyMap<string, string>;
  /** The module that a file is built into, '' for the kernel itself. */
  readonly moduleOf: (file: number) => string | null;
}

/** A row while it is made. */
interface Draft extends Omit<TunableRow, 'default' | 'variable' | 'written' | 'setBy'> {
  readonly places: readonly Place[];
  /** What it starts with, where that is known beforehand; '' for what is not to be told. */
  readonly own?: string | undefined;
  readonly by?: string | undefined;
  readonly unit?: TunableUnit | undefined;
}

export function tunableTable(input: TunableInput): TunableTable {
  const { gathered, types } = input;
  const defaults = tunableDefaults(gathered, types, input.numbers);
  const drafts = [
    ...sysctls(input),
    ...resourceLimits(input),
    ...cgroupFiles(input),
    ...knobs(input),
    ...mountOptions(input),
  ].sort((a, b) => order(a.kind, b.kind) || order(a.name, b.name) || a.file - b.file || a.line - b.line);
  const rows: TunableRow[] = [];
  const byKey = new Map<string, number[]>();
  const known = new Map<string, number>();
  for (const draft of drafts) {
    const key = `${draft.kind} ${draft.name}`;
    const earlier = known.get(key);
    const id = earlier ?? rows.length;
    if (earlier === undefined) {
      known.set(key, id);
      rows.push(rowOf(defaults, draft));
    }
    for (const place of draft.places)
      for (const plain of placeKeys(types, gathered.members, place, draft.file)) {
        if (isWhole(types, plain)) continue;
        const variable = /^G:(\w+)/.exec(plain)?.[1] ?? '';
        const one = gathered.statics.has(`${draft.file} ${variable}`) ? `${draft.file} ${plain}` : plain;
        const ids = byKey.get(one) ?? [];
        byKey.set(one, ids);
        // Attributes of sysfs come last: what is known as few settings' place stays theirs.
        if (!ids.includes(id) && (draft.kind !== 'sysfs' || ids.length < MOST_OF_ONE)) ids.push(id);
      }
  }
  return {
    rows,
    byKey,
    constant: (name, file) => {
      const found = meant(gathered.constants, name, file);
      const value = found && defaults.constant(found.facts, found.file);
      return value === undefined ? undefined : { value, file: found?.file ?? file };
    },
  };
}

/** Whether a place is a struct whole, such as `init_net`: the handler knows which field. */
function isWhole(types: TypeTable, place: Place): boolean {
  const variable = /^G:(\w+)$/.exec(place)?.[1];
  return variable !== undefined && tagOf(types, types.globals.get(variable) ?? '') !== '';
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rowOf(defaults: TunableDefaults, { places, own, by, unit, ...draft }: Draft): TunableRow {
  const kept = places.filter((place) => !place.startsWith('K:'));
  const [, leaf = ''] = draft.kind === 'cgroup' ? draft.name.split('.') : [];
  // Of several that a handler writes, the one that is called like it.
  const alike = kept.find((place) => leaf !== '' && place.slice(place.lastIndexOf('.') + 1).startsWith(leaf));
  const first = alike ?? kept[0] ?? '';
  const { value, written, setBy } = defaults.initial({
    first,
    own,
    by,
    unit,
    file: draft.file,
    isFile: draft.kind === 'sysctl',
  });
  return {
    ...draft,
    variable: first.replace(/^[GS]:/, ''),
    default: value,
    written,
    setBy,
    min: defaults.shown(draft.min, draft.file),
    max: defaults.shown(draft.max, draft.file),
  };
}

const NOWHERE = { min: '', max: '' };
const MAX_DEPTH = 8;
const WRITABLE = 0o222;

/** Every element of a table that is registered, below its path. */
function sysctls({ gathered, documents, types }: TunableInput): Draft[] {
  const drafts: Draft[] = [];
  const add = (path: string, name: string, file: number, depth: number): void => {
    const given = name.endsWith('()') ? gathered.gives.get(name.slice(0, -2)) : undefined;
    const table = tableMeant(gathered, gathered.tables, given?.facts ?? name, given?.file ?? file);
    if (!table || depth > MAX_DEPTH) return;
    for (const entry of table.facts) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.child !== undefined) add(below, entry.child, table.file, depth + 1);
      else if (((entry.mode ?? WRITABLE) & WRITABLE) !== 0) drafts.push(sysctl(below, entry, table.file));
    }
  };
  const sysctl = (path: string, entry: SysctlEntry, file: number): Draft => {
    const name = path.replaceAll('/', '.');
    const { min = '', max = '', line, through } = entry;
    const told = entry.places.filter((place) => !isWhole(types, place));
    const written = (through ?? []).map((fn) => meant(gathered.setters, fn, file)?.facts ?? []);
    const places = told.length > 0 ? told : (written.find((one) => one.length > 0) ?? entry.places).slice(0, 2);
    return {
      kind: 'sysctl',
      name,
      path: `/proc/sys/${path}`,
      places,
      unit: entry.unit,
      ...userLimit(name, places),
      min,
      max,
      documented: documents.sysctl(name),
      file,
      line,
    };
  };
  for (const { facts, file } of gathered.registered) add(facts[0], facts[1], file, 0);
  return drafts;
}

/** Limits of processes are constants of their own (include/uapi/asm-generic/resource.h). */
function resourceLimits({ gathered, paths }: TunableInput): Draft[] {
  const file = paths.indexOf('include/uapi/asm-generic/resource.h');
  if (file < 0) return [];
  return [...gathered.constants].flatMap(([name, all]): Draft[] => {
    if (!/^RLIMIT_[A-Z]+$/.test(name) || !all.some((one) => one.file === file)) return [];
    return [
      {
        kind: 'rlimit',
        name,
        path: '/proc/PID/limits',
        places: [`K:${name}`, `K:UCOUNT_${name}`],
        own: gathered.values.get(name)?.[0]?.facts ?? '',
        ...NOWHERE,
        documented: undefined,
        file,
        line: 1,
      },
    ];
  });
}

/** Files of control groups: `pids.max`, those of the core by their own name (`cgroup.max.depth`). */
function cgroupFiles({ gathered, documents }: TunableInput): Draft[] {
  return gathered.controllers
    .flatMap(({ facts: [controller, variables], file }) =>
      variables.flatMap((variable) =>
        (tableMeant(gathered, gathered.cgroupFiles, variable, file)?.facts ?? []).flatMap(cgroupFile(controller, file)),
      ),
    )
    .concat(
      [...gathered.cgroupFiles].flatMap(([, all]) =>
        all.flatMap(({ facts, file }) =>
          facts.filter((one) => one.name.startsWith('cgroup.')).flatMap(cgroupFile('', file)),
        ),
      ),
    );

  function cgroupFile(
    controller: string,
    file: number,
  ): (one: {
    name: string;
    places: readonly Place[];
    through?: readonly string[];
    writable: boolean;
    line: number;
  }) => Draft[] {
    return ({ name: own, places, through, writable, line }) => {
      if (!writable) return [];
      const name = controller === '' || own.startsWith('cgroup.') ? own : `${controller}.${own}`;
      const documented = documents.cgroupFile(name);
      const further = (through ?? []).flatMap((fn) => meant(gathered.setters, fn, file)?.facts ?? []);
      return [
        {
          kind: 'cgroup',
          name,
          path: `/sys/fs/cgroup/GROUP/${name}`,
          places: [...new Set([...places, ...further])],
          // What a group starts with is set in many ways; the tree's own documentation tells.
          own: documented?.initial ? `"${documented.initial}"` : '',
          ...NOWHERE,
          documented,
          file,
          line,
        },
      ];
    };
  }
}

/** Parameters of modules and of the boot line, and files of procfs. */
function knobs({ gathered, documents, moduleOf, paths }: TunableInput): Draft[] {
  return gathered.knobs.map(({ facts, file }): Draft => {
    const { kind, name, places, mode, line } = facts;
    const common = { places, ...NOWHERE, file, line };
    if (kind === 'proc') {
      const documented = name.startsWith('PID/') ? documents.process(name.slice(4)) : undefined;
      return { ...common, kind: 'proc', name: `/proc/${name}`, path: `/proc/${name}`, own: '', documented };
    }
    if (kind === 'sysfs') {
      const source = paths[file] ?? '';
      const documented = documents.attribute(name, source);
      const path = facts.path ?? documented?.anchor ?? '';
      return { ...common, kind, name: path || attributeName(source, name), path, own: '', documented };
    }
    if (kind === 'module') {
      const path = paths[file] ?? '';
      const stem = path.slice(path.lastIndexOf('/') + 1, -2).replaceAll('-', '_');
      const prefix = gathered.prefixes.get(file) ?? `${moduleOf(file) ?? stem}.`;
      const module = prefix.replace(/\.$/, '');
      const full = module === '' ? name : `${module}.${name}`;
      const documented = documents.parameter(full) ?? documents.parameter(name);
      const shownAt = mode === 0 ? '' : `/sys/module/${module === '' ? 'kernel' : module}/parameters/${name}`;
      return { ...common, kind: 'module', name: full, path: shownAt, documented };
    }
    const plain = name.replace(/=$/, '');
    const documented = documents.parameter(plain);
    const written = documented?.value || name !== plain || kind === 'core' ? `${plain}=` : plain;
    const path = kind === 'core' && mode !== 0 ? `/sys/module/kernel/parameters/${plain}` : '';
    return { ...common, kind: 'boot', name: written, path, documented };
  });
}

/** Of an attribute whose place nobody tells: after the folder of the file that makes it, or the file. */
function attributeName(source: string, name: string): string {
  const [file = '', folder = '', ...above] = source.split('/').reverse();
  return `${above.length ? folder : file.replace(/\.c$/, '')}/${name}`;
}

/** Options of file systems: `tmpfs.nr_inodes`. */
function mountOptions({ gathered, documents }: TunableInput): Draft[] {
  return gathered.fileSystems.flatMap(({ facts: [fs, variable], file }) => {
    const table = tableMeant(gathered, gathered.mountOptions, variable, file);
    return (table?.facts ?? []).map(
      ({ name, places, initial = '', by, line }): Draft => ({
        kind: 'mount',
        name: `${fs}.${name}`,
        path: '',
        places,
        own: initial,
        by,
        ...NOWHERE,
        documented: documents.mountOption(fs, name),
        file: table?.file ?? file,
        line,
      }),
    );
  });
}
