/** `GET /v1/kernels/{kernel}/syscalls` and `/v1/kernels/{kernel}/syscalls/{syscall}`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Arch } from '../domain/arch.js';
import { breathing } from '../domain/breathe.js';
import { countOrigins, type ErrnoNodes, errnoNodes, errnosOf } from '../domain/count-origins.js';
import { isDocumented } from '../domain/documented-errnos.js';
import { functionsById } from '../domain/functions.js';
import type { Pack } from '../domain/pack.js';
import { type Syscall, syscallsOf } from '../domain/syscalls.js';
import { ArchName, Kernel, Paging, parameters, Syscall as SyscallName } from '../schemas/query.js';
import { SyscallAnswer, type SyscallFacts, SyscallsAnswer } from '../schemas/syscalls.js';
import type { App, AppDeps } from './app-deps.js';
import { type NamedKernel, requireNamedKernel } from './asked-kernel.js';
import { pageOf } from './paging.js';
import { documentedProblems } from './problems.js';
import { requireSyscall } from './resolve.js';
import { withinTime } from './time-limit.js';

const list = createRoute({
  method: 'get',
  path: '/v1/kernels/{kernel}/syscalls',
  summary: 'The syscalls of an arch, with the symbols to trace and the errnos they can return',
  request: { params: z.object({ kernel: Kernel }), query: parameters({ arch: ArchName.optional(), ...Paging }) },
  responses: {
    200: { description: 'The syscalls, by name', content: { 'application/json': { schema: SyscallsAnswer } } },
    ...documentedProblems(400, 404, 503),
  },
});

const one = createRoute({
  method: 'get',
  path: '/v1/kernels/{kernel}/syscalls/{syscall}',
  summary: 'One syscall, with every errno it can return and the number of origins',
  request: {
    params: z.object({ kernel: Kernel, syscall: SyscallName }),
    query: parameters({ arch: ArchName.optional() }),
  },
  responses: {
    200: { description: 'The syscall', content: { 'application/json': { schema: SyscallAnswer } } },
    ...documentedProblems(400, 404, 503),
  },
});

/** What takes long is the first question about an arch. */
const LESS = 'Ask again: what was found so far is kept.';

export function syscallRoutes(app: App, deps: AppDeps): void {
  app.openapi(list, async (c) => {
    const query = c.req.valid('query');
    const { pack, kernel, arch } = await requireNamedKernel(deps, c.req.valid('param').kernel, query.arch);
    const { items, ...page } = pageOf(await syscallsOf(pack, arch), c.get('dataset'), query);
    const sets = await withinTime(c, deps, LESS, (stop) => errnoNodes(pack, arch, breathing(stop)));
    const syscalls = items.map((syscall) => {
      return { ...entryFields(syscall), errnos: errnoNames(pack, syscall, sets) };
    });
    return c.json({ kernel, arch, syscalls, ...page }, 200);
  });
  app.openapi(one, async (c) => {
    const { kernel: requested, syscall: text } = c.req.valid('param');
    const named = await requireNamedKernel(deps, requested, c.req.valid('query').arch);
    const { pack, arch } = named;
    const syscall = await requireSyscall(pack, text, arch, 'path');
    const counts = await withinTime(c, deps, LESS, (stop) => errnoCounts(pack, syscall, arch, breathing(stop)));
    const errnos = counts.map((count) => ({ ...count, documented: isDocumented(syscall.name, count.name) }));
    return c.json({ ...(await syscallFacts(named, syscall)), errnos }, 200);
  });
}

/** Where the body of a syscall is, and how it is entered. */
export async function syscallFacts({ pack, kernel, arch }: NamedKernel, syscall: Syscall): Promise<SyscallFacts> {
  const body =
    syscall.function === null ? undefined : (await functionsById(pack, [syscall.function])).get(syscall.function);
  const place = { file: body?.file ?? null, line: body?.line ?? null };
  return { kernel, arch, syscall: syscall.name, ...entryFields(syscall), ...place };
}

function entryFields({ name, number, abi, entry, compat }: Syscall) {
  const compat_entries = compat.map((other) => ({ abi: other.abi, number: other.number, entry: other.entry }));
  return { name, number, abi, entry, compat_entries };
}

/** The errnos that a syscall can return, by name. */
export function errnoNames(pack: Pack, { function: body }: Syscall, sets: readonly ErrnoNodes[]): string[] {
  const ids = new Set(body === null ? [] : errnosOf(sets, body));
  return pack.errnos
    .filter(({ id }) => ids.has(id))
    .map(({ name }) => name)
    .sort();
}

/** The errnos that a syscall can return, by name, with the number of their origins. */
async function errnoCounts(
  pack: Pack,
  syscall: Syscall,
  arch: Arch,
  breathe: () => Promise<void>,
): Promise<readonly { name: string; origins: number }[]> {
  if (syscall.function === null) return [];
  const counts = await countOrigins(pack, syscall.function, arch, breathe);
  return pack.errnos
    .flatMap(({ id, name }) => {
      const origins = counts.get(id) ?? 0;
      return origins === 0 ? [] : [{ name, origins }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
