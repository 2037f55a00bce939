/** `GET /v1/errnos` and `/v1/errnos/{errno}`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Arch } from '../domain/arch.js';
import { ERRNOS, type Errno as ErrnoFacts, errnoNumber } from '../domain/errno.js';
import type { KnownPack } from '../domain/pack.js';
import { ErrnoInfo, ErrnosAnswer } from '../schemas/errnos.js';
import { ArchName, Errno, Paging, parameters } from '../schemas/query.js';
import type { App, AppDeps } from './app-deps.js';
import { newestFirst } from './kernels.js';
import { pageOf } from './paging.js';
import { documentedProblems } from './problems.js';
import { parsedArch, requireErrno } from './resolve.js';

const list = createRoute({
  method: 'get',
  path: '/v1/errnos',
  summary: 'Every errno, ordered by number',
  request: { query: parameters({ arch: ArchName.optional(), ...Paging }) },
  responses: {
    200: { description: 'The errnos', content: { 'application/json': { schema: ErrnosAnswer } } },
    ...documentedProblems(400, 404),
  },
});

const one = createRoute({
  method: 'get',
  path: '/v1/errnos/{errno}',
  summary: 'One errno, by name, number or message',
  request: { params: z.object({ errno: Errno }), query: parameters({ arch: ArchName.optional() }) },
  responses: {
    200: { description: 'The errno', content: { 'application/json': { schema: ErrnoInfo } } },
    ...documentedProblems(400, 404),
  },
});

export function errnoRoutes(app: App, { packs }: AppDeps): void {
  const newest = newestFirst(packs)[0];
  app.openapi(list, (c) => {
    const query = c.req.valid('query');
    const arch = query.arch === undefined ? undefined : parsedArch(query.arch);
    const { items, ...page } = pageOf(ERRNOS, c.get('dataset'), query);
    return c.json({ errnos: items.map((errno) => errnoInfo(errno, arch, newest)), ...page }, 200);
  });
  app.openapi(one, (c) => {
    const { arch: archText } = c.req.valid('query');
    const arch = archText === undefined ? undefined : parsedArch(archText);
    return c.json(errnoInfo(requireErrno(c.req.valid('param').errno, arch), arch, newest), 200);
  });
}

/** @param newest - the pack that says on which line the errno is defined */
export function errnoInfo(errno: ErrnoFacts, arch: Arch | undefined, newest: KnownPack | undefined): ErrnoInfo {
  const row = newest?.errnos.find(({ name }) => name === errno.name);
  const file = row?.file ?? errno.definedIn;
  return {
    name: errno.name,
    number: errnoNumber(errno, arch),
    numbers: { ...errno.numbers },
    message: errno.message,
    where: file === null ? null : { file, line: row?.line ?? null },
    internal: errno.internal,
    aliases: [...errno.aliases],
    translated_to: errno.userVisible,
    translated_from: ERRNOS.filter(({ userVisible }) => userVisible === errno.name).map(({ name }) => name),
  };
}
