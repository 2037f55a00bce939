/** What a static site has pages of: the kernels on their arches, with the names that links lead to. */

import type { Arch } from '../../domain/arch.js';
import { flowingNames } from '../../domain/brief-functions.js';
import { CAUSES } from '../../domain/causes.js';
import { errnoNodes } from '../../domain/count-origins.js';
import { isDocumented } from '../../domain/documented-errnos.js';
import type { Pack } from '../../domain/pack.js';
import { syscallsOf } from '../../domain/syscalls.js';
import { tunablesOf } from '../../domain/tunables.js';
import { type SiteScope, scopeFolder } from '../../pages/static-place.js';
import type { AppDeps } from '../../routes/app-deps.js';
import { requireNamedKernel } from '../../routes/asked-kernel.js';
import { errnoNames } from '../../routes/syscalls.js';

/** Names that are names of files anywhere; a pack may hold others, which get no page. */
const PLAIN = /^(?!\.)[\w.+~-]{1,100}$/;

/** The names of functions that the site can draw: those that take part, and the entries of syscalls. */
async function drawnFunctions(pack: Pack, arch: Arch): Promise<ReadonlySet<string>> {
  const found = await flowingNames(pack, arch);
  for (const { function: body, entry, compat } of await syscallsOf(pack, arch))
    if (body !== null) for (const one of [entry, ...compat.map((other) => other.entry)]) found.add(one);
  return found;
}

/** Failures that known causes are about. */
const OF_CAUSES: ReadonlySet<string> = new Set(
  CAUSES.flatMap(({ syscalls, errnos }) => syscalls.flatMap((syscall) => errnos.map((errno) => `${syscall} ${errno}`))),
);

/**
 * The scopes of a kernel, its own arch first.
 * @param arches - those that are wanted beside it, where the kernel has them
 * @param also - failures that get a page beside those that the manual lists and those of known causes
 */
export async function siteScopes(
  deps: AppDeps,
  kernel: string,
  arches: readonly string[],
  also: ReadonlySet<string>,
): Promise<readonly SiteScope[]> {
  const own = await requireNamedKernel(deps, kernel);
  const others = arches.filter((arch) => arch !== own.arch && own.pack.manifest.arches.includes(arch));
  const scopes: SiteScope[] = [];
  for (const name of [own.arch, ...others]) {
    const { pack, arch } = await requireNamedKernel(deps, kernel, name);
    const sets = await errnoNodes(pack, arch);
    const syscalls = (await syscallsOf(pack, arch))
      .filter((one) => one.function !== null && PLAIN.test(one.name))
      .map((one) => {
        const errnos = errnoNames(pack, one, sets).filter((errno) => PLAIN.test(errno));
        const page = (errno: string): boolean =>
          isDocumented(one.name, errno) === true ||
          OF_CAUSES.has(`${one.name} ${errno}`) ||
          also.has(`${one.name} ${errno}`);
        return [one.name, new Map(errnos.map((errno) => [errno, page(errno)]))] as const;
      });
    const errnos = pack.errnos.filter((one) => one.alias_of === null && PLAIN.test(one.name)).map((one) => one.name);
    scopes.push({
      ...{ kernel, arch, folder: scopeFolder(kernel, arch, own.arch) },
      syscalls: new Map(syscalls),
      errnos: new Set(errnos),
      functions: await drawnFunctions(pack, arch),
      tunables: new Set(tunablesOf(pack).map((one) => one.name)),
    });
  }
  return scopes;
}
