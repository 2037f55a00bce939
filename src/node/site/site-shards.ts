/** The shards of a static site: what its script finds and draws (`src/pages/shards.ts`). */
import { briefFunctions } from '../../domain/brief-functions.js';
import { CAUSES } from '../../domain/causes.js';
import { tunablesOf } from '../../domain/tunables.js';
import { briefDefinition, tableOf } from '../../pages/brief.js';
import {
  type BriefDefinition,
  FUNCTION_FILES,
  type FunctionNames,
  type FunctionShard,
  type NamesShard,
  prefixOf,
  type SiteShard,
  shardOf,
  TUNABLE_FILES,
  type TunableNames,
  type TunableShard,
} from '../../pages/shards.js';
import type { SiteMap, SiteScope } from '../../pages/static-place.js';
import { type AskedKernel, requireAskedKernel } from '../../routes/asked-kernel.js';
import { errnoInfo } from '../../routes/errnos.js';
import type { PageGround } from '../../routes/pages/page-data.js';
import { requireErrno } from '../../routes/resolve.js';
import { tunableAnswer } from '../../routes/tunables.js';
import { type SiteFile, shardFile } from './site-file.js';

/** Neighbours of a function that are told on each side. */
const NEIGHBOURS = 5;
/** Places of a setting that are told. */
const FAILURES = 20;

export function siteShard({ scopes }: SiteMap): SiteFile {
  const data: SiteShard = {
    scopes: scopes.map(({ kernel, arch, folder }) => ({ kernel, arch, folder })),
    causes: CAUSES.map(({ id, title, summary, tunables, checks, messages, errnos, syscalls }) => {
      return { id, title, summary, tunables, checks, messages, errnos, syscalls };
    }),
  };
  return shardFile('shards/site.js', data);
}

export async function* scopeShards(ground: PageGround, scope: SiteScope): AsyncGenerator<SiteFile> {
  const asked = await requireAskedKernel(ground.deps, scope.kernel, scope.arch);
  yield namesShard(asked, scope);
  yield* tunableShards(asked, scope);
  yield* functionShards(asked, scope);
}

function namesShard({ arch, pack }: AskedKernel, { folder, errnos, syscalls }: SiteScope): SiteFile {
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
  const files = Array.from({ length: FUNCTION_FILES }, () => ({
    texts: tableOf<string>((text) => text),
    tunables: tableOf<FunctionShard['tunables'][number]>(JSON.stringify),
    functions: new Map<string, BriefDefinition[] | string>(),
  }));
  const names = new Map<string, Set<string>>();
  const named = (name: string): (typeof files)[number] => {
    const prefix = prefixOf(name);
    names.set(prefix, (names.get(prefix) ?? new Set()).add(name));
    return files[shardOf(name, FUNCTION_FILES)] as (typeof files)[number];
  };
  let evidence: FunctionShard['evidence'] = 'predicted';
  for await (const one of briefFunctions(pack, arch, compiled, NEIGHBOURS)) {
    const file = named(one.name);
    const before = file.functions.get(one.name);
    const known = Array.isArray(before) ? before : [];
    known.push(briefDefinition(one, file));
    file.functions.set(one.name, known);
    for (const entry of one.entries)
      if (!named(entry).functions.has(entry)) named(entry).functions.set(entry, one.name);
    evidence = one.probe.evidence;
  }
  for (const [i, { texts, tunables, functions }] of files.entries()) {
    const data: FunctionShard = {
      ...{ evidence, texts: texts.all, tunables: tunables.all },
      functions: Object.fromEntries(functions),
    };
    yield shardFile(`${folder}/shards/functions/${i}.js`, data);
  }
  for (const [prefix, all] of [...names].sort()) {
    const list: FunctionNames = [...all].sort();
    yield shardFile(`${folder}/shards/names/${prefix}.js`, list);
  }
}
