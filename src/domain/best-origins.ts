/** The likeliest origin of each errno of a syscall: a line each without the way there. */
import type { BestOrigin } from '../schemas/pages.js';
import { sourceOf } from '../store/sources.js';
import { absentCode } from './absent-code.js';
import type { Arch } from './arch.js';
import { breathing } from './breathe.js';
import { asBuilt } from './built-costs.js';
import type { CompiledKernel } from './compiled-kernel.js';
import { errnoIds } from './count-origins.js';
import { functionRows, siteRows } from './function-rows.js';
import type { Pack } from './pack.js';
import { siteCost } from './rank.js';
import { search } from './search.js';

interface BestQuery {
  /** The function that is the syscall's body. */
  readonly entry: number;
  readonly arch: Arch;
  readonly compiled: CompiledKernel;
  /** Canonical names. */
  readonly errnos: readonly string[];
}

interface Best {
  readonly errno: string;
  readonly function: number;
  /** The first one. */
  readonly site: number;
}

async function likeliest(
  opened: Pack,
  { entry, arch, compiled: { options, kin }, errnos }: BestQuery,
  breathe: () => Promise<void>,
): Promise<readonly Best[]> {
  const pack = await asBuilt(opened, options ?? kin?.options);
  const absent = options && (await absentCode(pack, options));
  const found: Best[] = [];
  for (const errno of errnos) {
    await breathe();
    const query = { entry, arch, errnos: errnoIds(pack, errno), wanted: 1, absent, uncounted: true };
    const [best] = search(pack, query, (sites) => siteCost(pack, sites)).found;
    if (best === undefined) continue;
    found.push({ errno, function: best.function, site: Math.min(...best.sites) });
  }
  return found;
}

/** By errno; those that have none are absent. */
export async function bestOrigins(
  pack: Pack,
  query: BestQuery,
  breathe = breathing(),
): Promise<ReadonlyMap<string, BestOrigin>> {
  const found = await likeliest(pack, query, breathe);
  const functions = await functionRows(pack, new Set(found.map((one) => one.function)));
  const sites = await siteRows(
    pack,
    found.map(({ site }) => site),
  );
  return new Map(
    found.flatMap(({ errno, function: id, site }) => {
      const row = functions.get(id);
      if (row === undefined) return [];
      const at = sites.get(site);
      const source = sourceOf(at?.errno ?? 0);
      const best = { function: row.name, file: row.file, line: at?.line ?? row.line, guard: at?.guard ?? null };
      return [[errno, { ...best, ...(source !== undefined && { source }) }] as const];
    }),
  );
}
