/** What a static site has pages of: the kernels on their arches, with the names that links lead to. */

import type { Arch } from '../../domain/arch.js';
import { flowingNames } from '../../domain/brief-functions.js';
import { CAUSES } from '../../domain/causes.js';
import { errnoNodes } from '../../domain/count-origins.js';
import { isDocumented } from '../../domain/documented-errnos.js';
import { errnoByName } from '../../domain/errno.js';
import type { Pack } from '../../domain/pack.js';
import { syscallsOf } from '../../domain/syscalls.js';
import { tunablesOf } from '../../domain/tunables.js';
import { type SiteScope, scopeFolder } from '../../pages/static-place.js';
import type { AppDeps } from '../../routes/app-deps.js';
import { requireAskedKernel, requireNamedKernel } from '../../routes/asked-kernel.js';
import { onlyDocumented } from '../../routes/pages/page-data.js';
import { errnoNames } from '../../routes/syscalls.js';

/** Names that are names of files anywhere; a pack may hold others, which get no page. */
const PLAIN = /^(?!\.)[\w.+~-]{1,100}$/;

/** A kernel can have errnos that this program does not know: there is nothing to tell of them. */
function isShown(errno: string): boolean {
  return PLAIN.test(errno) && errnoByName(errno) !== undefined;
}

/** The names of functions that the site can draw: those that take part, and the entries of syscalls. */
async function drawnFunctions(pack: Pack, arch: Arch): Promise<ReadonlySet<string>> {
  const found = new Set((await flowingNames(pack, arch)).keys());
  for (const { function: body, entry, compat } of await syscallsOf(pack, arch))
    if (body !== null) for (const one of [entry, ...compat.map((other) => other.entry)]) found.add(one);
  return found;
}

/** Failures that known causes are about. */
const OF_CAUSES: ReadonlySet<string> = new Set(
  CAUSES.flatMap(({ syscalls, errnos }) => syscalls.flatMap((syscall) => errnos.map((errno) => `${syscall} ${errno}`))),
);

/** A scope that is to be written. */
export interface PlannedScope extends SiteScope {
  /** Failures, as {@link pairOf} names them, whose page has the plan: others have the likeliest origin alone. */
  readonly planned: ReadonlySet<string>;
}

/** The scope with pages of these of its failures beside those that are planned. */
export function withPages(scope: PlannedScope, pages: ReadonlySet<string>): PlannedScope {
  const syscalls = [...scope.syscalls].map(([syscall, errnos]) => {
    const own = [...errnos.keys()].map((errno) => {
      const pair = pairOf(syscall, errno);
      return [errno, scope.planned.has(pair) || pages.has(pair)] as const;
    });
    return [syscall, new Map(own)] as const;
  });
  return { ...scope, syscalls: new Map(syscalls) };
}

/** `mount ENOSPC` */
export function pairOf(syscall: string, errno: string): string {
  return `${syscall} ${errno}`;
}

/** What gets pages beside what the manual lists, and what known causes are about. */
export interface WantedPages {
  /** Arches beside the kernel's own, where it has them. */
  readonly arches: readonly string[];
  /** Failures that get one with a plan, as {@link pairOf} names them. */
  readonly also: ReadonlySet<string>;
  /** How many others get one, the likeliest: as many as there is room for unless told. */
  readonly likely?: number | undefined;
  /** What a kernel on an arch may take. */
  readonly room: Room;
}

export interface Room {
  readonly files: number;
  readonly bytes: number;
}

/** What hosts of static sites take. */
export const ROOM: Room = { files: 20_000, bytes: 250_000_000 };

/** The scopes of a kernel, its own arch first, with pages of what is planned. */
export async function siteScopes(
  deps: AppDeps,
  kernel: string,
  { arches, also }: WantedPages,
): Promise<readonly PlannedScope[]> {
  const own = await requireNamedKernel(deps, kernel);
  const others = arches.filter((arch) => arch !== own.arch && own.pack.manifest.arches.includes(arch));
  const scopes: PlannedScope[] = [];
  for (const name of [own.arch, ...others]) {
    const { pack, arch } = await requireAskedKernel(deps, kernel, name);
    const sets = await errnoNodes(pack, arch);
    const planned = new Set<string>();
    const names: [syscall: string, errnos: readonly string[]][] = [];
    for (const one of await syscallsOf(pack, arch)) {
      if (one.function === null || !PLAIN.test(one.name)) continue;
      const found = errnoNames(pack, one, sets);
      const all = [...found, ...onlyDocumented(one.name, found)].filter(isShown);
      names.push([one.name, all.sort()]);
      for (const errno of all) {
        const pair = pairOf(one.name, errno);
        if (isDocumented(one.name, errno) || OF_CAUSES.has(pair) || also.has(pair)) planned.add(pair);
      }
    }
    const syscalls = names.map(([syscall, all]) => {
      return [syscall, new Map(all.map((errno) => [errno, planned.has(pairOf(syscall, errno))]))] as const;
    });
    const errnos = pack.errnos.filter((one) => one.alias_of === null && isShown(one.name)).map((one) => one.name);
    scopes.push({
      ...{ kernel, arch, folder: scopeFolder(kernel, arch, own.arch) },
      syscalls: new Map(syscalls),
      errnos: new Set(errnos),
      functions: await drawnFunctions(pack, arch),
      tunables: new Set(tunablesOf(pack).map((one) => one.name)),
      planned,
    });
  }
  return scopes;
}
