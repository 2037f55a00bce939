/** What a static site knows of the errnos of a syscall that have no page of their own. */
import { isDocumented } from '../../domain/documented-errnos.js';
import { syscallsOf } from '../../domain/syscalls.js';
import { briefOrigin, tableOf } from '../../pages/brief.js';
import type { RestShard } from '../../pages/shards.js';
import type { AskedKernel } from '../../routes/asked-kernel.js';
import { syscallArches } from '../../routes/pages/page-data.js';
import { errnoRef, requireErrno } from '../../routes/resolve.js';
import type { Origin } from '../../schemas/origin.js';

/** @param best - the likeliest origin of each of these errnos */
export async function restShard(
  { pack, arch }: AskedKernel,
  syscall: string,
  best: ReadonlyMap<string, Origin>,
): Promise<RestShard> {
  const frames = tableOf<RestShard['frames'][number]>(JSON.stringify);
  const causes = tableOf<RestShard['causes'][number]>(({ id }) => id);
  const origins: Record<string, RestShard['origins'][string]> = {};
  for (const [errno, origin] of best) origins[errno] = briefOrigin(origin, errno, { frames, causes });
  const entry = (await syscallsOf(pack, arch)).find(({ name }) => name === syscall)?.entry ?? '';
  return {
    ...{ entry, arches: await syscallArches(pack, syscall) },
    documented: isDocumented(syscall, '') === null ? null : false,
    errnos: [...best.keys()].map((errno): RestShard['errnos'][number] => {
      const { name, number, message } = errnoRef(requireErrno(errno, arch), arch);
      return [name, number, message];
    }),
    ...{ frames: frames.all, causes: causes.all, origins },
  };
}

/** The shard without these errnos, and without what only they have. */
export function withoutErrnos(
  { frames: all, causes: known, errnos, ...shard }: RestShard,
  left: ReadonlySet<string>,
): RestShard {
  const frames = tableOf<number>(String);
  const causes = tableOf<number>(String);
  const kept = Object.entries(shard.origins).filter(([errno]) => !left.has(errno));
  const origins = kept.map(([errno, { path, causes: of, ...origin }]) => {
    const brief = { ...origin, path: path.map(frames.add), ...(of !== undefined && { causes: of.map(causes.add) }) };
    return [errno, brief] as const;
  });
  return {
    ...shard,
    errnos: errnos.filter(([errno]) => !left.has(errno)),
    frames: frames.all.flatMap((at) => all[at] ?? []),
    causes: causes.all.flatMap((at) => known[at] ?? []),
    origins: Object.fromEntries(origins),
  };
}
