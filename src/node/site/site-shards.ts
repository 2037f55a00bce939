/** The shards of a static site: what its script finds and draws (`src/pages/shards.ts`). */
import { CAUSES } from '../../domain/causes.js';
import { tunablesOf } from '../../domain/tunables.js';
import {
  type CausesShard,
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
import { functionShards } from './function-shards.js';
import { type SiteFile, shardFile } from './site-file.js';

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
  const data: NamesShard = {
    errnos: [...errnos].map((name) => {
      const errno = requireErrno(name, arch);
      const { number, message } = errnoInfo(errno, arch, pack);
      return errno.aliases.length === 0 ? [name, number, message] : [name, number, message, errno.aliases];
    }),
    syscalls: [...syscalls].map(([name, pairs]) => {
      const letters = [...errnos].map((errno) => ({ true: 'p', false: 'r', undefined: '.' })[`${pairs.get(errno)}`]);
      return [name, letters.join('')];
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
