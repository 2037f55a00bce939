/** One of the two releases that are compared, and what it says of an errno. */
import { type AbsentCode, absentCode } from '../absent-code.js';
import type { Arch } from '../arch.js';
import type { CompiledKernel } from '../compiled-kernel.js';
import { errnoIds, originFunctions } from '../count-origins.js';
import { functionRows, siteRows } from '../function-rows.js';
import type { Pack } from '../pack.js';
import { scored, siteCost } from '../rank.js';
import { archMask } from '../reach.js';
import { search } from '../search.js';
import { findSyscall } from '../syscalls.js';
import { type ComparedFunction, placeOf } from './compared-function.js';
import type { Definition } from './match-function.js';

export interface Release {
  readonly pack: Pack;
  readonly arch: Arch;
  /** A canonical name. */
  readonly errno: string;
  /** The function that a syscall enters; null where its body is not in the tree, undefined where none is asked about. */
  readonly entry: number | null | undefined;
  readonly absent: AbsentCode | undefined;
}

export interface ReleaseQuery {
  readonly pack: Pack;
  readonly compiled: CompiledKernel;
  readonly arch: Arch;
  readonly errno: string;
  readonly syscall?: string;
}

export async function releaseOf({ pack, compiled, arch, errno, syscall }: ReleaseQuery): Promise<Release> {
  const found = syscall === undefined ? undefined : await findSyscall(pack, syscall, arch);
  const entry = found === undefined ? undefined : found.ok ? found.syscall.function : null;
  const { options } = compiled;
  return { pack, arch, errno, entry, absent: options && (await absentCode(pack, options)) };
}

/** A function and the sites by which it is compared; not yet read from the store. */
export interface Draft {
  readonly function: number;
  readonly errno: number;
  readonly rank: number | null;
  readonly score: number | null;
  readonly sites: readonly number[];
}

/** The likeliest origins for the syscall, or every function with a site where none is asked about. */
export function drafts(release: Release, most: number): readonly Draft[] {
  return release.entry === undefined ? functionsWithSites(release) : bestOrigins(release, release.entry, most);
}

function bestOrigins({ pack, arch, errno, absent }: Release, entry: number | null, most: number): readonly Draft[] {
  if (entry === null) return [];
  const query = { entry, arch, errnos: errnoIds(pack, errno), wanted: most, absent };
  const { found } = search(pack, query, (sites) => siteCost(pack, sites));
  return scored(found.slice(0, most)).map((one, i) => ({ ...one, rank: i + 1 }));
}

function functionsWithSites(release: Release): readonly Draft[] {
  const { pack, arch, errno, absent } = release;
  const { siteErrno, siteFunction, functionArch } = pack.graph;
  const mask = archMask(pack.graph, arch);
  const errnos = new Set(errnoIds(pack, errno));
  const found: Draft[] = [];
  // Sites of one function stand together.
  let [last, ofLast] = [-1, new Map<number, number[]>()];
  siteErrno.forEach((own, site) => {
    const fn = siteFunction[site] as number;
    if (!errnos.has(own) || !mask[functionArch[fn] as number] || absent?.sites[site]) return;
    if (fn !== last) [last, ofLast] = [fn, new Map()];
    const known = ofLast.get(own);
    if (known) {
      known.push(site);
      return;
    }
    const sites = [site];
    ofLast.set(own, sites);
    found.push({ function: fn, errno: own, rank: null, score: null, sites });
  });
  return found;
}

/** Whether a function is an origin at all, however unlikely: the best ones are not all. */
export function originTest(release: Release): (fn: number) => boolean {
  const { pack, arch, errno, entry, absent } = release;
  if (entry === undefined) return () => true;
  if (entry === null) return () => false;
  return originFunctions(pack, { entry, arch, errnos: errnoIds(pack, errno), origins: 'all', absent }).has;
}

/** The draft of a function that is none of the best: its sites of an errno, by its name; undefined without any. */
export function draftOf({ pack, absent }: Release, fn: number, errno: string): Draft | undefined {
  const { siteErrno, nodeSiteStart, nodeSite } = pack.graph;
  const id = pack.errnos.find(({ name }) => name === errno)?.id;
  if (id === undefined) return undefined;
  const sites = [...nodeSite.subarray(nodeSiteStart[fn], nodeSiteStart[fn + 1])]
    .filter((site) => siteErrno[site] === id && !absent?.sites[site])
    .sort((a, b) => a - b);
  return sites.length === 0 ? undefined : { function: fn, errno: id, rank: null, score: null, sites };
}

/** Drafts that are read between two pauses. */
const AT_ONCE = 400;

/** Reads what the drafts are about, in their order; definitions of one name in one file, under different options, are one. */
export async function compared(
  { pack }: Release,
  list: readonly Draft[],
  breathe: () => Promise<void>,
): Promise<readonly ComparedFunction[]> {
  const names = new Map(pack.errnos.map(({ id, name }) => [id, name]));
  const found = new Map<string, ComparedFunction>();
  for (let at = 0; at < list.length; at += AT_ONCE) {
    await breathe();
    const part = list.slice(at, at + AT_ONCE);
    const functions = await functionRows(
      pack,
      part.map((draft) => draft.function),
    );
    const sites = await siteRows(
      pack,
      part.flatMap((draft) => draft.sites),
    );
    for (const { function: id, errno: of, rank, score, sites: ids } of part) {
      const row = functions.get(id);
      if (row === undefined) continue;
      const { name, file, line } = row;
      const own = ids.flatMap((site) => sites.get(site) ?? []);
      const one = { id, name, file, line, errno: names.get(of) ?? '', rank, score, sites: own };
      const twin = found.get(placeOf(one));
      const all = [...(twin?.sites ?? []), ...own].sort((a, b) => a.line - b.line);
      found.set(placeOf(one), { ...(twin ?? one), sites: all });
    }
  }
  return [...found.values()];
}

/** D1 binds at most 100 parameters. */
const MOST_PARAMETERS = 100;

/** Every definition of the names. */
export async function definitions({ pack }: Release, names: Iterable<string>): Promise<Map<string, Definition[]>> {
  const all = [...new Set(names)];
  const found = new Map<string, Definition[]>(all.map((name) => [name, []]));
  for (let at = 0; at < all.length; at += MOST_PARAMETERS) {
    const part = all.slice(at, at + MOST_PARAMETERS);
    const sql = `SELECT f.id, f.name, p.path FROM function f JOIN file p ON p.id = f.file
      WHERE f.name IN (${part.map(() => '?').join(', ')}) ORDER BY f.id`;
    for (const row of await pack.store.all(sql, ...part)) {
      const one = { id: Number(row.id), name: String(row.name), file: String(row.path) };
      found.get(one.name)?.push(one);
    }
  }
  return found;
}
