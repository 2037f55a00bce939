/** `GET /v1/kernels/{kernel}/tunables` and `…/tunables/{name}`. */
import { createRoute, z } from '@hono/zod-openapi';
import {
  detailsOf,
  failuresOf,
  findTunables,
  nearestTunables,
  type TunableFilter,
  tunablesNamed,
  tunablesOfFailure,
} from '../domain/tunable-answers.js';
import { ArchName, Errno, Kernel, MAX_LIMIT, Name, Paging, parameters, Syscall } from '../schemas/query.js';
import { TunableAnswer, TunableKindName, TunablesAnswer } from '../schemas/tunables.js';
import type { App, AppDeps } from './app-deps.js';
import { type NamedKernel, requireNamedKernel } from './asked-kernel.js';
import { pageOf } from './paging.js';
import { documentedProblems, invalidField, ProblemError } from './problems.js';
import { errnoRef, requireErrno, requireSyscall } from './resolve.js';

const list = createRoute({
  method: 'get',
  path: '/v1/kernels/{kernel}/tunables',
  summary: 'Settings that errnos depend on; with syscall and errno those that can make the call fail, likeliest first',
  request: {
    params: z.object({ kernel: Kernel }),
    query: parameters({
      kind: TunableKindName.optional(),
      path: Name.optional().openapi({ description: 'The beginning of its path.', example: '/proc/sys/fs/' }),
      q: Name.optional().openapi({ description: 'Words that its name, path or variable holds.' }),
      syscall: Syscall.optional().openapi({ description: 'Only with `errno`.' }),
      errno: Errno.optional().openapi({ description: 'Without `syscall`: what can make anything fail with it.' }),
      arch: ArchName.optional(),
      ...Paging,
    }),
  },
  responses: {
    200: { description: 'The tunables', content: { 'application/json': { schema: TunablesAnswer } } },
    ...documentedProblems(400, 404),
  },
});

const one = createRoute({
  method: 'get',
  path: '/v1/kernels/{kernel}/tunables/{name}',
  summary: 'A setting, and what it can make fail',
  request: {
    params: z.object({
      kernel: Kernel,
      name: Name.openapi({ description: 'Its name, or its path.', example: 'fs.mount-max' }),
    }),
    query: parameters({}),
  },
  responses: {
    200: { description: 'The tunable', content: { 'application/json': { schema: TunableAnswer } } },
    ...documentedProblems(400, 404),
  },
});

export function tunableRoutes(app: App, deps: AppDeps): void {
  app.openapi(list, async (c) => {
    const query = c.req.valid('query');
    const { pack, kernel, arch } = await requireNamedKernel(deps, c.req.valid('param').kernel, query.arch);
    const errno = query.errno === undefined ? undefined : requireErrno(query.errno, arch);
    const filter: TunableFilter = {
      ...(query.kind !== undefined && { kind: query.kind }),
      ...(query.path !== undefined && { path: query.path }),
      ...(query.q !== undefined && { text: query.q }),
    };
    const answer = {
      kernel,
      arch: query.arch === undefined ? null : arch,
      errno: errno ? errnoRef(errno, arch) : null,
    };
    if (query.syscall === undefined) {
      const names = errno && new Set([errno.name, ...errno.aliases]);
      const errnos = names && new Set(pack.errnos.flatMap(({ id, name }) => (names.has(name) ? [id] : [])));
      const page = pageOf(findTunables(pack, { ...filter, ...(errnos && { errnos }) }), c.get('dataset'), query);
      const { items, total, next_cursor } = page;
      return c.json({ ...answer, syscall: null, tunables: await detailsOf(pack, items), total, next_cursor }, 200);
    }
    if (errno === undefined) throw invalidField('query', 'errno', 'is needed beside syscall');
    const syscall = await requireSyscall(pack, query.syscall, arch, 'query');
    const bounded = await tunablesOfFailure(pack, { syscall: syscall.name, errno: errno.name, arch }, filter);
    const { items, total, next_cursor } = pageOf(bounded, c.get('dataset'), query);
    const details = await detailsOf(
      pack,
      items.map(({ id }) => id),
    );
    const tunables = details.map((detail, i) => ({ ...detail, origins: items[i]?.origins ?? [] }));
    return c.json({ ...answer, arch, syscall: syscall.name, tunables, total, next_cursor }, 200);
  });

  app.openapi(one, async (c) => {
    const { kernel: requested, name } = c.req.valid('param');
    return c.json(await tunableAnswer(await requireNamedKernel(deps, requested), name), 200);
  });
}

/** @param name - a name, or a path */
export async function tunableAnswer({ pack, kernel }: NamedKernel, name: string): Promise<TunableAnswer> {
  const ids = tunablesNamed(pack, name);
  if (ids.length === 0) {
    const suggestions = nearestTunables(pack, name);
    throw new ProblemError('unknown-tunable', `"${name}" is no tunable of ${kernel.id}`, { suggestions });
  }
  const details = await detailsOf(pack, ids);
  const tunables = await Promise.all(
    details.map(async (detail, i) => ({ ...detail, failures: await failuresOf(pack, ids[i] as number, MAX_LIMIT) })),
  );
  return { kernel, name: details[0]?.name ?? name, tunables };
}
