/** `GET /v1/kernels/{kernel}/syscalls` and `/v1/kernels/{kernel}/syscalls/{syscall}`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Arch } from '../domain/arch.js';
import { breathing } from '../domain/breathe.js';
import { countOrigins, errnoNodes, errnosOf } from '../domain/count-origins.js';
import { isDocumented } from '../domain/documented-errnos.js';
import { functionsById } from '../domain/functions.js';
import type { Pack } from '../domain/pack.js';
import { type Syscall as SyscallFacts, syscallsOf } from '../domain/syscalls.js';
import { ArchName, Kernel, Paging, parameters, Syscall } from '../schemas/query.js';
import { SyscallAnswer, SyscallsAnswer } from '../schemas/syscalls.js';
import type { App, AppDeps } from './app-deps.js';
import { requireNamedKernel } from './asked-kernel.js';
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
    params: z.object({ kernel: Kernel, syscall: Syscall }),
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
      const ids = new Set(syscall.function === null ? [] : errnosOf(sets, syscall.function));
      const errnos = pack.errnos.filter(({ id }) => ids.has(id)).map(({ name }) => name);
      return { ...entryFields(syscall), errnos: errnos.sort() };
    });
    return c.json({ kernel, arch, syscalls, ...page }, 200);
  });
  app.openapi(one, async (c) => {
    const { kernel: requested, syscall: text } = c.req.valid('param');
    const { pack, kernel, arch } = await requireNamedKernel(deps, requested, c.req.valid('query').arch);
    const syscall = await requireSyscall(pack, text, arch, 'path');
    const body =
      syscall.function === null ? undefined : (await functionsById(pack, [syscall.function])).get(syscall.function);
    const counts = await withinTime(c, deps, LESS, (stop) => errnoCounts(pack, syscall, arch, breathing(stop)));
    const errnos = counts.map((count) => ({ ...count, documented: isDocumented(syscall.name, count.name) }));
    const place = { file: body?.file ?? null, line: body?.line ?? null };
    return c.json({ kernel, arch, syscall: syscall.name, ...entryFields(syscall), ...place, errnos }, 200);
  });
}

function entryFields({ name, number, abi, entry, compat }: SyscallFacts) {
  const compat_entries = compat.map((other) => ({ abi: other.abi, number: other.number, entry: other.entry }));
  return { name, number, abi, entry, compat_entries };
}

/** The errnos that a syscall can return, by name, with the number of their origins. */
async function errnoCounts(
  pack: Pack,
  syscall: SyscallFacts,
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
