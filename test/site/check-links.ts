/** Whether every link of a static site leads to something: those in pages, and those that its script draws from shards. */
import { dirname, join, normalize } from 'node:path';
import {
  type CausesShard,
  type FunctionLists,
  type FunctionNames,
  type FunctionShard,
  listOf,
  type NamesShard,
  pairsIn,
  type RestShard,
  type SiteShard,
  shardOf,
  TUNABLE_FILES,
  type TunableNames,
  type TunableShard,
} from '../../src/pages/shards.js';
import type { ReadSite } from './read-site.js';

export interface CheckedLinks {
  /** Each as one line. */
  readonly problems: readonly string[];
  /** Links of pages, and targets of shards, that were looked at. */
  readonly links: number;
}

/** The search, and what is drawn, need these names; each is checked against what it stands for. */
interface ScopeNames {
  readonly functions: ReadonlySet<string>;
  readonly tunables: ReadonlySet<string>;
}

export function checkLinks(site: ReadSite): CheckedLinks {
  const problems: string[] = [];
  let links = 0;
  const holds = (fact: boolean, problem: () => string): void => {
    links++;
    if (!fact) problems.push(problem());
  };
  const ids = idsOf(site);
  const causes = new Set(site.shard<CausesShard>('shards/causes.js').map(({ id }) => id));
  for (const id of causes) holds(ids('causes.html').has(id), () => `causes.html: no ${id}`);
  const { scopes: all } = site.shard<SiteShard>('shards/site.js');
  const scopes = new Map(all.map(({ folder }) => [folder, checkScope(site, folder, causes, ids, holds)]));
  for (const path of site.paths.filter((one) => one.endsWith('.html'))) {
    for (const [, address = ''] of site.text(path).matchAll(/\s(?:href|src|action)="([^"]*)"/g)) {
      if (address.startsWith('https://')) continue;
      const [file = '', mark] = plain(address)
        .replace(/\?[^#]*/, '')
        .split('#');
      const target = file === '' ? path : normalize(join(dirname(path), file));
      const scope = scopes.get(dirname(target));
      const name = decodeURIComponent(mark ?? '');
      const found =
        mark === undefined ||
        (target.endsWith('/function.html') && scope?.functions.has(name)) ||
        (target.endsWith('/tunable.html') && scope?.tunables.has(name)) ||
        ids(target).has(name);
      holds(site.has(target) && found, () => `${path}: ${address}`);
    }
  }
  return { problems, links };
}

type Holds = (fact: boolean, problem: () => string) => void;
type Ids = (path: string) => ReadonlySet<string>;

/** The marks of a page, by its path; none where there is no such page. */
function idsOf(site: ReadSite): Ids {
  const known = new Map<string, ReadonlySet<string>>();
  return (path) => {
    const marks =
      known.get(path) ??
      new Set(site.has(path) ? [...site.text(path).matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => plain(id)) : []);
    known.set(path, marks);
    return marks;
  };
}

function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function checkScope(site: ReadSite, folder: string, causeIds: ReadonlySet<string>, ids: Ids, holds: Holds): ScopeNames {
  const names = site.shard<NamesShard>(`${folder}/shards/names.js`);
  for (const [errno] of names.errnos)
    holds(site.has(`${folder}/errno/${errno}.html`), () => `${folder}: no page of ${errno}`);
  for (const [syscall, pairs] of names.syscalls) {
    const path = `${folder}/syscall/${syscall}`;
    const rest = site.shard<RestShard>(`${path}.rest.js`);
    for (const [errno, page] of pairsIn(names, pairs)) {
      if (page) {
        holds(site.has(`${path}/${errno}.html`), () => `${path}: no page of ${errno}`);
        continue;
      }
      holds(ids(`${path}.html`).has(errno), () => `${path}: no row of ${errno}`);
      holds(Object.hasOwn(rest.origins, errno), () => `${path}: no origin of ${errno}`);
    }
    for (const [errno, { path: frames, causes: of = [] }] of Object.entries(rest.origins)) {
      holds(
        rest.errnos.some(([name]) => name === errno) && names.errnos.some(([name]) => name === errno),
        () => `${path}: nothing is told of ${errno}`,
      );
      holds(
        frames.every((at) => rest.frames[at] !== undefined),
        () => `${path} ${errno}: no such frame`,
      );
      holds(
        of.every((at) => causeIds.has(rest.causes[at]?.id ?? '')),
        () => `${path} ${errno}: no such cause`,
      );
    }
  }
  const tunables = site.shard<TunableNames>(`${folder}/shards/tunables.js`);
  const shards = Array.from({ length: TUNABLE_FILES }, (_, i) =>
    site.shard<TunableShard>(`${folder}/shards/tunables/${i}.js`),
  );
  for (const name of tunables) {
    const at = shardOf(name, TUNABLE_FILES);
    holds(Object.hasOwn(shards[at] ?? {}, name), () => `${folder}/shards/tunables/${at}.js: no ${name}`);
  }
  return { functions: checkFunctions(site, folder, causeIds, holds), tunables: new Set(tunables) };
}

function checkFunctions(
  site: ReadSite,
  folder: string,
  causeIds: ReadonlySet<string>,
  holds: Holds,
): ReadonlySet<string> {
  const places = new Map<string, number>();
  const lists = site.shard<FunctionLists>(`${folder}/shards/functions.js`);
  for (const at of lists.keys()) {
    const path = `${folder}/shards/names/${at}.js`;
    if (!site.has(path)) {
      holds(false, () => `${folder}/shards/functions.js: no ${path}`);
      continue;
    }
    const { names, shards } = site.shard<FunctionNames>(path);
    names.forEach((name, i) => {
      holds(listOf(lists, name) === at, () => `${path}: ${name} is not looked for there`);
      places.set(name, shards[i] ?? -1);
    });
  }
  for (const path of site.paths.filter((one) => one.startsWith(`${folder}/shards/functions/`))) {
    const { functions, texts, tunables, causes } = site.shard<FunctionShard>(path);
    const number = Number(/(\d+)\.js$/.exec(path)?.[1]);
    for (const [name, found] of Object.entries(functions)) {
      holds(places.get(name) === number, () => `${path}: ${name} is looked for in ${places.get(name)}`);
      if (typeof found === 'string') {
        holds(Object.hasOwn(functions, found), () => `${path}: ${name} stands for ${found}`);
        continue;
      }
      for (const [, , , , , , , callers, , callees, , more] of found) {
        for (const [other] of [...callers, ...callees])
          holds(places.has(texts[other] ?? ''), () => `${path}: ${name} leads to ${texts[other]}`);
        for (const at of more?.causes ?? [])
          holds(causeIds.has(causes[at]?.id ?? ''), () => `${path}: ${name}, cause ${at}`);
        for (const at of more?.tunables ?? [])
          holds(tunables[at] !== undefined, () => `${path}: ${name}, setting ${at}`);
      }
    }
  }
  return new Set(places.keys());
}
