/** The shards of a static site that hold its functions, and the lists by which a name is found in them. */
import { briefFunctions, flowingNames } from '../../domain/brief-functions.js';
import { briefDefinition, type Table, tableOf } from '../../pages/brief.js';
import {
  type FunctionLists,
  type FunctionNames,
  type FunctionShard,
  LENGTH_OF_SHARD,
  NAMES_OF_LIST,
} from '../../pages/shards.js';
import type { SiteScope } from '../../pages/static-place.js';
import type { AskedKernel } from '../../routes/asked-kernel.js';
import { type SiteFile, shardFile } from './site-file.js';

/** Neighbours of a function that are told on each side. */
const NEIGHBOURS = 5;

/**
 * Functions in the order of the tree, as neighbours name the same files and each other. Names with several definitions
 * stand in shards of their own, which stay open until the last one is read; others are written when they are full.
 */
export async function* functionShards(
  { pack, arch, compiled }: AskedKernel,
  { folder }: SiteScope,
): AsyncGenerator<SiteFile> {
  const times = await flowingNames(pack, arch);
  /** By name its shard. */
  const places = new Map<string, number>();
  const several: OpenShard[] = [];
  let single: OpenShard | undefined;
  let shards = 0;
  let evidence: FunctionShard['evidence'] = 'predicted';
  const written = (shard: OpenShard): SiteFile =>
    shardFile(`${folder}/shards/functions/${shard.number}.js`, dataOf(shard, evidence));
  for await (const one of briefFunctions(pack, arch, compiled, NEIGHBOURS)) {
    evidence = one.probe.evidence;
    const repeated = (times.get(one.name) ?? 0) > 1;
    let shard = repeated ? (several.find(({ number }) => number === places.get(one.name)) ?? several.at(-1)) : single;
    if (shard === undefined || (shard.length >= LENGTH_OF_SHARD && !shard.functions.has(one.name))) {
      if (shard !== undefined && !repeated) yield written(shard);
      shard = openShard(shards++);
      if (repeated) several.push(shard);
      else single = shard;
    }
    places.set(one.name, shard.number);
    addTo(shard, one.name, JSON.stringify(briefDefinition(one, shard)));
    for (const entry of one.entries) {
      if (places.has(entry) || times.has(entry)) continue;
      places.set(entry, shard.number);
      shard.functions.set(entry, JSON.stringify(one.name));
    }
  }
  for (const shard of [...(single === undefined ? [] : [single]), ...several]) yield written(shard);
  yield* nameLists(folder, places);
}

function* nameLists(folder: string, places: ReadonlyMap<string, number>): Generator<SiteFile> {
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
  readonly number: number;
  readonly texts: Table<string>;
  readonly tunables: Table<FunctionShard['tunables'][number]>;
  readonly causes: Table<FunctionShard['causes'][number]>;
  /** Of the definitions in it. */
  length: number;
  /** As JSON, which takes a tenth of the memory. */
  readonly functions: Map<string, string>;
}

function openShard(number: number): OpenShard {
  return {
    number,
    texts: tableOf((text) => text),
    tunables: tableOf(JSON.stringify),
    causes: tableOf(({ id }) => id),
    length: 0,
    functions: new Map(),
  };
}

/** @param brief - a definition */
function addTo(shard: OpenShard, name: string, brief: string): void {
  const before = shard.functions.get(name);
  shard.functions.set(name, before === undefined ? `[${brief}]` : `${before.slice(0, -1)},${brief}]`);
  shard.length += name.length + brief.length;
}

function dataOf({ texts, tunables, causes, functions }: OpenShard, evidence: FunctionShard['evidence']): FunctionShard {
  return {
    ...{ evidence, texts: texts.all, tunables: tunables.all, causes: causes.all },
    functions: Object.fromEntries([...functions].map(([name, text]) => [name, JSON.parse(text)])),
  };
}
