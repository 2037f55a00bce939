/** Definitions of functions and origins as shards hold them, and as pages show them. */
import type { CauseRef } from '../schemas/cause.js';
import type { Origin, PathFrame, Tunable } from '../schemas/origin.js';
import type {
  BriefDefinition,
  BriefNeighbour,
  BriefOrigin,
  FunctionShard,
  PlainDefinition,
  RestShard,
  ShownDefinition,
  ShownNeighbour,
} from './shards.js';

/** Gives what is said often a number. */
export interface Table<T> {
  readonly all: T[];
  add(one: T): number;
}

/** @param keyOf - equal for what counts as the same */
export function tableOf<T>(keyOf: (one: T) => string): Table<T> {
  const places = new Map<string, number>();
  const all: T[] = [];
  const add = (one: T): number => {
    const key = keyOf(one);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, all.length);
    all.push(one);
    return all.length - 1;
  };
  return { all, add };
}

interface Tables {
  readonly texts: Table<string>;
  readonly tunables: Table<Tunable>;
  readonly causes: Table<CauseRef>;
}

const FLAGS = ['static', 'inline', 'weak', 'stub'] as const;

export function briefDefinition(
  one: ShownDefinition & { readonly name: string },
  { texts, tunables, causes: known }: Tables,
): BriefDefinition {
  const neighbour = ({ function: name, file, line, via, table }: ShownNeighbour): BriefNeighbour => {
    const plain = [texts.add(name), texts.add(file), line ?? 0, texts.add(via)] as const;
    return table === undefined ? plain : [...plain, texts.add(table)];
  };
  const { probe, entries, causes = [] } = one;
  const more = {
    ...(entries.length > 0 && { entries }),
    ...(one.tunables.length > 0 && { tunables: one.tunables.map(tunables.add) }),
    ...(causes.length > 0 && { causes: causes.map(known.add) }),
  };
  const brief: PlainDefinition = [
    texts.add(one.file),
    one.line,
    FLAGS.reduce((sum, flag, bit) => sum + (one[flag] ? 1 << bit : 0), 0),
    one.config ?? 0,
    probe.symbol === one.name ? 0 : probe.symbol,
    Math.round(probe.likelihood * 1000) / 1000,
    one.sites.map(({ errno, line, guard, config }) =>
      config !== null
        ? [texts.add(errno), line, guard ?? 0, config]
        : guard !== null
          ? [texts.add(errno), line, guard]
          : [texts.add(errno), line],
    ),
    one.callers.map(neighbour),
    one.callers_total,
    one.callees.map(neighbour),
    one.callees_total,
  ];
  return Object.keys(more).length > 0 ? [...brief, more] : brief;
}

export function shownDefinition(
  name: string,
  brief: BriefDefinition,
  { texts, tunables, causes, evidence }: FunctionShard,
): ShownDefinition {
  const [
    file,
    line,
    flags,
    config,
    symbol,
    likelihood,
    sites,
    callers,
    callersTotal,
    callees,
    calleesTotal,
    more = {},
  ] = brief;
  const text = (at: number): string => texts[at] ?? '';
  const neighbour = ([other, where, at, via, table]: BriefNeighbour): ShownNeighbour => ({
    ...{ function: text(other), file: text(where), line: at || null, via: text(via) },
    ...(table !== undefined && { table: text(table) }),
  });
  const has = (flag: (typeof FLAGS)[number]): boolean => (flags & (1 << FLAGS.indexOf(flag))) !== 0;
  return {
    ...{ file: text(file), line, config: config || null },
    ...{ static: has('static'), inline: has('inline'), weak: has('weak'), stub: has('stub') },
    probe: { symbol: symbol || name, likelihood, evidence },
    sites: sites.map(([errno, at, guard, option]) => {
      return { errno: text(errno), line: at, guard: guard || null, config: option || null };
    }),
    ...{ callers: callers.map(neighbour), callers_total: callersTotal },
    ...{ callees: callees.map(neighbour), callees_total: calleesTotal },
    entries: [...(more.entries ?? [])],
    tunables: (more.tunables ?? []).flatMap((at) => tunables[at] ?? []),
    causes: (more.causes ?? []).flatMap((at) => causes[at] ?? []),
  };
}

interface RestTables {
  readonly frames: Table<PathFrame>;
  readonly causes: Table<CauseRef>;
}

/** @param asked - the errno that the origin is one of */
export function briefOrigin(
  { path, causes, alternatives: _, ...origin }: Origin,
  asked: string,
  tables: RestTables,
): BriefOrigin {
  const frames = path.map(({ errno, ...frame }) =>
    errno === asked || errno === undefined ? frame : { ...frame, errno },
  );
  return {
    ...origin,
    path: frames.map(tables.frames.add),
    ...(causes !== undefined && { causes: causes.map(tables.causes.add) }),
  };
}

export function shownOrigin({ path, causes, ...origin }: BriefOrigin, asked: string, shard: RestShard): Origin {
  return {
    ...origin,
    path: path.flatMap((at) => (shard.frames[at] === undefined ? [] : [{ errno: asked, ...shard.frames[at] }])),
    alternatives: [],
    ...(causes !== undefined && { causes: causes.flatMap((at) => shard.causes[at] ?? []) }),
  };
}
