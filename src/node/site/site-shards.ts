/** The shards of a static site: what its script finds and draws (`src/pages/shards.ts`). */
import { briefFunctions } from '../../domain/brief-functions.js';
import { CAUSES } from '../../domain/causes.js';
import { tunablesOf } from '../../domain/tunables.js';
import { briefDefinition, type Table, tableOf } from '../../pages/brief.js';
import {
  type CausesShard,
  type FunctionLists,
  type FunctionNames,
  type FunctionShard,
  LENGTH_OF_SHARD,
  NAMES_OF_LIST,
  type NamesShard,
  type SiteShard,
  shardOf,
  TUNABLE_FILES,
  type TunableNames,
  type TunableShard,
} from '../../pages/shards.js';
import type { SiteMap, SiteScope } from '../../pages/static-place.js';
import type { AskedKernel } from '../../routes/asked-kernel.js';
import { errnoInfo } from '../../routes/errnos.js';
import { requireErrno } from '../../routes/resolve.js';
import { tunableAnswer } from '../../routes/tunables.js';
import { type SiteFile, shardFile } from './site-file.js';

/** Neighbours of a function that are told on each side. */
const NEIGHBOURS = 5;
/** Places of a setting that are told. */
const FAILURES = 20;

/** What the script needs to know of the whole site. */
export function siteShards({ scopes }: SiteMap): readonly SiteFile[] {
  const site: SiteShard = { scopes: scopes.map(({ kernel, arch, folder }) => ({ kernel, arch, folder })) };
  const causes: CausesShard = CAUSES.map(({ id, title, summary, tunables, checks, messages, errnos, syscalls }) => {
    return { id, title, summary, tunables, checks, messages, errnos, syscalls };
  });
  return [shardFile('shards/site.js', site), shardFile('shards/causes.js', causes)];
}

/** Settings and functions. */
export async function* scopeShards(asked: AskedKernel, scope: SiteScope): AsyncGenerator<SiteFile> {
  yield* tunableShards(asked, scope);
  yield* functionShards(asked, scope);
}

/** The names of errnos and syscalls, and which failures have a page of their own. */
export function namesShard({ arch, pack }: AskedKernel, { folder, errnos, syscalls }: SiteScope): SiteFile {
  const places = new Map([...errnos].map((name, i) => [name, i]));
  const data: NamesShard = {
    errnos: [...errnos].map((name) => {
      const info = errnoInfo(requireErrno(name, arch), arch, pack);
      return [name, info.number, info.message];
    }),
    syscalls: [...syscalls].map(([name, pairs]) => {
      const of = (page: boolean): number[] =>
        [...pairs].flatMap(([errno, own]) => (own === page ? (places.get(errno) ?? []) : []));
      return [name, of(true), of(false)];
    }),
  };
  return shardFile(`${folder}/shards/names.js`, data);
}

async function* tunableShards(asked: AskedKernel, { folder }: SiteScope): AsyncGenerator<SiteFile> {
  const names: TunableNames = [...new Set(tunablesOf(asked.pack).map((one) => one.name))].sort();
  const files = Array.from({ length: TUNABLE_FILES }, (): Record<string, TunableShard[string]> => ({}));
  for (const name of names) {
    const { tunables } = await tunableAnswer(asked, name);
    const shown = tunables.map((one) => ({ ...one, failures: one.failures.slice(0, FAILURES) }));
    (files[shardOf(name, TUNABLE_FILES)] ?? {})[name] = shown;
  }
  yield shardFile(`${folder}/shards/tunables.js`, names);
  for (const [i, data] of files.entries()) yield shardFile(`${folder}/shards/tunables/${i}.js`, data);
}

async function* functionShards({ pack, arch, compiled }: AskedKernel, { folder }: SiteScope): AsyncGenerator<SiteFile> {
  const files: OpenShard[] = [];
  /** By name its shard: that of its first definition. */
  const places = new Map<string, number>();
  const placeOf = (name: string): number => {
    const known = places.get(name);
    if (known !== undefined) return known;
    if ((files.at(-1)?.length ?? LENGTH_OF_SHARD) >= LENGTH_OF_SHARD) files.push(openShard());
    places.set(name, files.length - 1);
    return files.length - 1;
  };
  let evidence: FunctionShard['evidence'] = 'predicted';
  for await (const one of briefFunctions(pack, arch, compiled, NEIGHBOURS)) {
    const place = placeOf(one.name);
    const file = files[place];
    if (file === undefined) continue;
    const brief = JSON.stringify(briefDefinition(one, file));
    const before = file.functions.get(one.name);
    file.functions.set(one.name, before?.startsWith('[') ? `${before.slice(0, -1)},${brief}]` : `[${brief}]`);
    file.length += one.name.length + brief.length;
    for (const entry of one.entries) {
      if (places.has(entry)) continue;
      places.set(entry, place);
      file.functions.set(entry, JSON.stringify(one.name));
    }
    evidence = one.probe.evidence;
  }
  for (const [i, { texts, tunables, causes, functions }] of files.entries()) {
    const data: FunctionShard = {
      ...{ evidence, texts: texts.all, tunables: tunables.all, causes: causes.all },
      functions: Object.fromEntries([...functions].map(([name, text]) => [name, JSON.parse(text)])),
    };
    yield shardFile(`${folder}/shards/functions/${i}.js`, data);
  }
  const all = [...places.keys()].sort();
  const lists: string[] = [];
  for (let at = 0; at < all.length; at += NAMES_OF_LIST) {
    const names = all.slice(at, at + NAMES_OF_LIST);
    const list: FunctionNames = { names, shards: names.map((name) => places.get(name) ?? 0) };
    yield shardFile(`${folder}/shards/names/${lists.length}.js`, list);
    lists.push(names[0] ?? '');
  }
  const firsts: FunctionLists = lists;
  yield shardFile(`${folder}/shards/functions.js`, firsts);
}

interface OpenShard {
  readonly texts: Table<string>;
  readonly tunables: Table<FunctionShard['tunables'][number]>;
  readonly causes: Table<FunctionShard['causes'][number]>;
  /** Of the definitions in it. */
  length: number;
  /** As JSON, which takes a tenth of what the data do: all stay open to the end, for a later definition of a name. */
  readonly functions: Map<string, string>;
}

function openShard(): OpenShard {
  return {
    texts: tableOf((text) => text),
    tunables: tableOf(JSON.stringify),
    causes: tableOf(({ id }) => id),
    length: 0,
    functions: new Map(),
  };
}
