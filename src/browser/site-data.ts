/** What the shards of the site say, as it is asked for. */
import {
  type CausesShard,
  type FunctionLists,
  type FunctionNames,
  type NamesShard,
  pairsIn,
  type SiteShard,
  type TunableNames,
} from '../pages/shards.js';
import type { SiteMap, SiteScope } from '../pages/static-place.js';
import type { Searched } from './find.js';
import type { Here } from './here.js';
import { load } from './load.js';

/** Undefined where the shards of the site cannot be read. */
export async function searchedSite({ top }: Here): Promise<Searched | undefined> {
  const site = await load<SiteShard>(top, 'shards/site.js');
  if (site === undefined) return undefined;
  return {
    ...site,
    causes: async () => (await load<CausesShard>(top, 'shards/causes.js')) ?? [],
    names: (folder) => load<NamesShard>(top, `${folder}/shards/names.js`),
    tunables: (folder) => load<TunableNames>(top, `${folder}/shards/tunables.js`),
    functionLists: (folder) => load<FunctionLists>(top, `${folder}/shards/functions.js`),
    functions: (folder, list) => load<FunctionNames>(top, `${folder}/shards/names/${list}.js`),
  };
}

/** What links need to know, with the names of those kernels whose shards were read. */
export async function siteMap(searched: Searched, folders: readonly string[]): Promise<SiteMap> {
  const scopes: SiteScope[] = [];
  for (const scope of searched.scopes) {
    const names = folders.includes(scope.folder) ? await searched.names(scope.folder) : undefined;
    scopes.push({ ...scope, ...namesOf(names) });
  }
  return { scopes };
}

function namesOf(names: NamesShard | undefined): Pick<SiteScope, 'syscalls' | 'errnos'> {
  if (names === undefined) return { syscalls: new Map(), errnos: new Set() };
  return {
    syscalls: new Map(names.syscalls.map(([name, pairs]) => [name, pairsIn(names, pairs)])),
    errnos: new Set(names.errnos.map(([name]) => name)),
  };
}
