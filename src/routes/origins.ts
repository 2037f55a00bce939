/** `GET /v1/kernels/{kernel}/origins`: the main answer. */
import { createRoute, z } from '@hono/zod-openapi';
import { findOrigins } from '../domain/origins.js';
import { OriginsAnswer } from '../schemas/origins.js';
import {
  ArchName,
  COMMAND,
  Errno,
  FAMILY,
  Kernel,
  Name,
  NameList,
  Paging,
  parameters,
  Syscall,
} from '../schemas/query.js';
import type { App, AppDeps } from './app-deps.js';
import { decodeCursor, encodeCursor } from './paging.js';
import { documentedProblems } from './problems.js';
import { errnoRef, requireArch, requireErrno, requireKernel, requireSyscall } from './resolve.js';

const list = createRoute({
  method: 'get',
  path: '/v1/kernels/{kernel}/origins',
  summary: 'The functions in which the errno can originate for a syscall, best first',
  request: {
    params: z.object({ kernel: Kernel }),
    query: parameters({
      syscall: Syscall,
      errno: Errno,
      arch: ArchName.optional(),
      fs: NameList.optional(),
      module: NameList.optional(),
      cmd: Name.optional().openapi({
        description: COMMAND,
        example: 'F_SETLK',
      }),
      family: Name.optional().openapi({ description: FAMILY, example: 'AF_UNIX' }),
      ...Paging,
    }),
  },
  responses: {
    200: { description: 'The origins', content: { 'application/json': { schema: OriginsAnswer } } },
    ...documentedProblems(400, 404),
  },
});

export function originRoutes(app: App, { packs }: AppDeps): void {
  app.openapi(list, async (c) => {
    const query = c.req.valid('query');
    const { pack, kernel } = requireKernel(packs, c.req.valid('param').kernel);
    const arch = requireArch(pack, query.arch);
    const errno = requireErrno(query.errno, arch);
    const syscall = await requireSyscall(pack, query.syscall, arch, 'query');
    const offset = decodeCursor(c.get('dataset'), query.cursor) ?? 0;
    const { total, entry, origins, warnings } = await findOrigins(pack, {
      syscall: syscall.name,
      errno: errno.name,
      arch,
      limit: query.limit,
      offset,
      ...(query.fs !== undefined && { fs: query.fs }),
      ...(query.module !== undefined && { module: query.module }),
      ...(query.cmd !== undefined && { cmd: query.cmd }),
      ...(query.family !== undefined && { family: query.family }),
    });
    const end = offset + origins.length;
    const next_cursor = origins.length > 0 && end < total ? encodeCursor(c.get('dataset'), end) : null;
    const answer = { kernel, arch, syscall: syscall.name, entry, errno: errnoRef(errno, arch) };
    return c.json({ ...answer, warnings, total, origins, next_cursor }, 200);
  });
}
