/** What is asked of tunables: which there are, what each can make fail, and which make a syscall fail with an errno. */

import type { TunableDetail, TunableFailure } from '../schemas/tunables.js';
import { ANY_ERRNO, sourceOf } from '../store/sources.js';
import type { TunableKind } from '../store/tunable-columns.js';
import { nearest } from './nearest.js';
import { type Effort, findOrigins, type OriginsQuery } from './origins.js';
import type { Pack } from './pack.js';
import { sitesById } from './sites.js';
import { type StoredTunable, shownTunable, tunableAt, tunablesOf } from './tunables.js';

export interface TunableFilter {
  readonly kind?: TunableKind;
  /** The beginning of the path. */
  readonly path?: string;
  /** Words that name, path or variable hold, case ignored. */
  readonly text?: string;
  /** Ids of the `errno` table: only what can make something fail with one of them. */
  readonly errnos?: ReadonlySet<number>;
}

/** Ids of tunables in the order of kinds and names. */
export function findTunables(pack: Pack, filter: TunableFilter): number[] {
  const sites = filter.errnos && sitesOfTunables(pack);
  return tunablesOf(pack).flatMap((row, id) => {
    if (!fits(row, filter)) return [];
    const { errnos } = filter;
    const has = !errnos || sites?.[id]?.some((site) => errnos.has(pack.graph.siteErrno[site] as number));
    return has ? [id] : [];
  });
}

function fits(row: StoredTunable, { kind, path, text }: TunableFilter): boolean {
  if (kind !== undefined && row.kind !== kind) return false;
  if (path !== undefined && !row.path.startsWith(path)) return false;
  const words = (text ?? '').toLowerCase().split(/\s+/);
  const whole = `${row.name} ${row.path} ${row.variable}`.toLowerCase();
  return words.every((word) => whole.includes(word));
}

/** A tunable by what it is called: its name, its path, or the path of one of many that share it (`…/conf/eth0/…`). */
export function tunablesNamed(pack: Pack, name: string): number[] {
  const called = idsByName(pack);
  const parts = plainParts(name);
  const sysctls = (called.get(parts.join('.')) ?? []).filter((id) => tunableAt(pack.tunables, id)?.kind === 'sysctl');
  const exact = new Set([...(called.get(name) ?? []), ...sysctls]);
  if (exact.size > 0) return [...exact].sort((a, b) => a - b);
  return tunablesOf(pack).flatMap((row, id) => {
    if (!row.name.includes('*')) return [];
    const own = row.name.split('.');
    return own.length === parts.length && own.every((part, i) => part === '*' || part === parts[i]) ? [id] : [];
  });
}

/** Ids by names and paths; rlimits share one. */
function idsByName(pack: Pack): ReadonlyMap<string, readonly number[]> {
  return pack.memory.recall('tunables by name', '', 1, () => {
    const found = new Map<string, number[]>();
    tunablesOf(pack).forEach(({ name, path, kind }, id) => {
      for (const one of new Set(kind === 'rlimit' ? [name] : [name, path])) {
        const known = found.get(one);
        if (known) known.push(id);
        else found.set(one, [id]);
      }
    });
    return found;
  });
}

/** `/proc/sys/net/ipv4/conf/eth0/rp_filter`, `net/ipv4/…` and `net.ipv4.…` → its parts. */
function plainParts(name: string): string[] {
  return name.replace(/^\/?proc\/sys\//, '').split(name.includes('/') ? '/' : '.');
}

/** Names near a misspelt one. */
export function nearestTunables(pack: Pack, name: string): string[] {
  const names = tunablesOf(pack).map((row) => row.name);
  const near = nearest(name, names);
  // A name without the path to it: `max_map_count`.
  const ends = names.filter((one) => one.endsWith(`.${name}`) || one === `${name}=`);
  return [...new Set([...ends, ...near])].slice(0, 5);
}

/** Everything that is known of some tunables. */
export async function detailsOf(pack: Pack, ids: readonly number[]): Promise<TunableDetail[]> {
  const sites = sitesOfTunables(pack);
  const names = new Map(pack.errnos.map(({ id, name }) => [id, name]));
  const paths = await filePaths(pack, ids);
  return ids.flatMap((id): TunableDetail[] => {
    const row = tunableAt(pack.tunables, id);
    if (row === undefined) return [];
    const own = sites[id] ?? [];
    const errnos = new Set(own.map((site) => errnoOf(names, pack.graph.siteErrno[site] as number)));
    const [file, anchor = ''] = row.documented.split('#');
    return [
      {
        ...shownTunable(row),
        kind: row.kind,
        default_written: row.written || null,
        default_set_by: row.setBy || null,
        min: row.min || null,
        max: row.max || null,
        documented: file ? { file, anchor } : null,
        defined: { file: paths.get(row.file) ?? '', line: row.line || null },
        sites: own.length,
        errnos: [...errnos].sort(),
      },
    ];
  });
}

/** The sites that depend on a tunable, in the order of the tree. */
export async function failuresOf(pack: Pack, id: number, limit: number): Promise<TunableFailure[]> {
  const sites = (sitesOfTunables(pack)[id] ?? []).slice(0, limit);
  return (await sitesById(pack, sites)).map(({ errno, function: fn, file, line, guard }) => {
    return { errno, function: fn, file, line, guard };
  });
}

/** Origins that are looked through for what bounds them. */
const MOST_ORIGINS = 200;
const EFFORT: Effort = { counted: false, ways: 0 };
const SHOWN_ORIGINS = 5;

type Bounded = Pick<TunableDetail, 'origins'> & { readonly id: number };

/** The tunables that can make a syscall fail with an errno, as its origins are ordered. */
export async function tunablesOfFailure(
  pack: Pack,
  query: Pick<OriginsQuery, 'syscall' | 'errno' | 'arch'>,
  filter: TunableFilter,
): Promise<Bounded[]> {
  const { origins } = await findOrigins(pack, { ...query, limit: MOST_ORIGINS, offset: 0, effort: EFFORT });
  const all = tunablesOf(pack);
  const places = new Map(all.map((row, id) => [`${row.kind} ${row.name}`, id]));
  const found = new Map<number, NonNullable<TunableDetail['origins']>>();
  for (const { rank, score, function: fn, file, line, sites } of origins) {
    const own = new Set(
      sites.flatMap((site) => site.tunables.map((one) => places.get(`${one.kind} ${one.name}`) ?? -1)),
    );
    for (const id of own) {
      const row = all[id];
      if (row === undefined || !fits(row, filter)) continue;
      const known = found.get(id) ?? [];
      found.set(id, known);
      if (known.length < SHOWN_ORIGINS) known.push({ rank, score, function: fn, file, line });
    }
  }
  return [...found].map(([id, list]) => ({ id, origins: list }));
}

/** For each tunable the sites that depend on it. */
function sitesOfTunables(pack: Pack): readonly (readonly number[])[] {
  return pack.memory.recall('sites of tunables', '', 1, () => {
    const { sites, start, ids } = pack.tunables;
    const found: number[][] = tunablesOf(pack).map(() => []);
    sites.forEach((site, i) => {
      for (let at = start[i] as number; at < (start[i + 1] as number); at++) found[ids[at] as number]?.push(site);
    });
    return found;
  });
}

function errnoOf(names: ReadonlyMap<number, string>, id: number): string {
  return sourceOf(id) === undefined ? (names.get(id) ?? `errno ${id}`) : ANY_ERRNO;
}

async function filePaths({ store, tunables }: Pack, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const files = new Set(ids.flatMap((id) => tunableAt(tunables, id)?.file ?? []));
  const rows = await Promise.all([...files].map((id) => store.get('SELECT id, path FROM file WHERE id = ?', id)));
  return new Map(rows.flatMap((row) => (row ? [[Number(row.id), String(row.path)] as const] : [])));
}
