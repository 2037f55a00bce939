/** `GET /v1/kernels/{kernel}/errnos/{errno}/sites`. */
import { createRoute, z } from '@hono/zod-openapi';
import { causesOfFunction } from '../domain/causes.js';
import { findDefinitions, nearestFunctions } from '../domain/functions.js';
import type { Pack } from '../domain/pack.js';
import { findSites } from '../domain/sites.js';
import { ArchName, Errno, Kernel, Name, Paging, parameters } from '../schemas/query.js';
import { SitesAnswer } from '../schemas/sites.js';
import type { App, AppDeps } from './app-deps.js';
import { requireNamedKernel } from './asked-kernel.js';
import { decodeCursor, encodeCursor } from './paging.js';
import { documentedProblems, ProblemError } from './problems.js';
import { errnoRef, requireErrno } from './resolve.js';

const list = createRoute({
  method: 'get',
  path: '/v1/kernels/{kernel}/errnos/{errno}/sites',
  summary: 'Which functions return an errno, and where',
  request: {
    params: z.object({ kernel: Kernel, errno: Errno }),
    query: parameters({
      path: Name.optional().openapi({
        description: 'A file, a folder, or the beginning of a path.',
        example: 'fs/ext4/',
      }),
      function: Name.optional(),
      arch: ArchName.optional().openapi({ description: 'Leaves out files of other arches.' }),
      ...Paging,
    }),
  },
  responses: {
    200: {
      description: 'The sites, in the order of the tree',
      content: { 'application/json': { schema: SitesAnswer } },
    },
    ...documentedProblems(400, 404),
  },
});

export function siteRoutes(app: App, deps: AppDeps): void {
  app.openapi(list, async (c) => {
    const { kernel: requested, errno: errnoText } = c.req.valid('param');
    const query = c.req.valid('query');
    const named = await requireNamedKernel(deps, requested, query.arch);
    const { pack, kernel } = named;
    const arch = query.arch === undefined && named.build === undefined ? undefined : named.arch;
    const errno = requireErrno(errnoText, arch);
    const names = new Set([errno.name, ...errno.aliases]);
    const after = decodeCursor(c.get('dataset'), query.cursor);
    const found = await findSites(pack, {
      errnos: new Set(pack.errnos.flatMap(({ id, name }) => (names.has(name) ? [id] : []))),
      limit: query.limit,
      ...(query.path !== undefined && { path: query.path.replace(/^(?:\.?\/)+/, '') }),
      ...(query.function !== undefined && { functions: await functionIds(pack, query.function) }),
      ...(arch !== undefined && { arch }),
      ...(after !== undefined && { after }),
    });
    const next_cursor = found.next === null ? null : encodeCursor(c.get('dataset'), found.next);
    const release = pack.manifest.kernel.version;
    const sites = found.sites.map((site) => {
      return { ...site, ...causesOfFunction(release, { name: site.function, file: site.file }, [site]) };
    });
    const answer = { kernel, errno: errnoRef(errno, arch), arch: arch ?? null, sites };
    return c.json({ ...answer, total: found.total, next_cursor }, 200);
  });
}

async function functionIds(pack: Pack, name: string): Promise<readonly number[]> {
  const ids = (await findDefinitions(pack, name)).map(({ id }) => id);
  if (ids.length > 0) return ids;
  const suggestions = await nearestFunctions(pack, name);
  throw new ProblemError('unknown-function', `"${name}" is no function of ${pack.manifest.kernel.id}`, { suggestions });
}
