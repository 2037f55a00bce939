/** What a static site knows of the errnos of a syscall that have no page of their own. */
import { isDocumented } from '../../domain/documented-errnos.js';
import { findOrigins } from '../../domain/origins.js';
import { syscallsOf } from '../../domain/syscalls.js';
import { briefOrigin, tableOf } from '../../pages/brief.js';
import type { RestShard } from '../../pages/shards.js';
import type { AskedKernel } from '../../routes/asked-kernel.js';
import { syscallArches } from '../../routes/pages/page-data.js';
import type { Origin } from '../../schemas/origin.js';

interface Rest {
  readonly shard: RestShard;
  /** The likeliest origin, by errno. */
  readonly origins: ReadonlyMap<string, Origin>;
}

const EFFORT = { counted: false, ways: 0, script: false } as const;

/** @param pairs - all errnos of the syscall, and which have a page */
export async function restOf(
  { pack, arch, compiled }: AskedKernel,
  syscall: string,
  pairs: ReadonlyMap<string, boolean>,
): Promise<Rest> {
  const frames = tableOf<RestShard['frames'][number]>(JSON.stringify);
  const causes = tableOf<RestShard['causes'][number]>(({ id }) => id);
  const origins = new Map<string, Origin>();
  const brief: Record<string, RestShard['origins'][string]> = {};
  for (const [errno, page] of pairs) {
    if (page) continue;
    const found = await findOrigins(pack, { syscall, errno, arch, compiled, limit: 1, offset: 0, effort: EFFORT });
    const [best] = found.origins;
    if (best === undefined) continue;
    origins.set(errno, best);
    brief[errno] = briefOrigin(best, errno, { frames, causes });
  }
  const entry = (await syscallsOf(pack, arch)).find(({ name }) => name === syscall)?.entry ?? '';
  const shard: RestShard = {
    ...{ entry, arches: await syscallArches(pack, syscall) },
    documented: isDocumented(syscall, '') === null ? null : false,
    ...{ frames: frames.all, causes: causes.all, origins: brief },
  };
  return { shard, origins };
}
