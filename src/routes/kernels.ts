/** `GET /v1/kernels`. */
import { createRoute } from '@hono/zod-openapi';
import { parseKernelRelease } from '../domain/kernel-id.js';
import type { KnownPack } from '../domain/pack.js';
import { type KernelSummary, KernelsAnswer } from '../schemas/kernels.js';
import { Paging, parameters } from '../schemas/query.js';
import type { App, AppDeps, KnownBuild } from './app-deps.js';
import { pageOf } from './paging.js';
import { documentedProblems } from './problems.js';

const list = createRoute({
  method: 'get',
  path: '/v1/kernels',
  summary: 'Every indexed kernel, newest first',
  request: { query: parameters(Paging) },
  responses: {
    200: { description: 'The kernels', content: { 'application/json': { schema: KernelsAnswer } } },
    ...documentedProblems(400),
  },
});

export function kernelRoutes(app: App, { packs, builds = [] }: AppDeps): void {
  app.openapi(list, (c) => {
    const { items, ...page } = pageOf(newestFirst(packs), c.get('dataset'), c.req.valid('query'));
    return c.json({ kernels: items.map((pack) => kernelSummary(pack, builds)), ...page }, 200);
  });
}

/** Packs by kernel id, numbers compared as numbers: 6.12 is newer than 6.2. */
export function newestFirst(packs: readonly KnownPack[]): readonly KnownPack[] {
  const order = new Intl.Collator('en', { numeric: true });
  return [...packs].sort((a, b) => order.compare(b.manifest.kernel.id, a.manifest.kernel.id));
}

export function kernelSummary({ manifest }: KnownPack, builds: readonly KnownBuild[]): KernelSummary {
  const { kernel, source, arches, counts } = manifest;
  return {
    id: kernel.id,
    line: kernel.line,
    version: kernel.version,
    source: kernel.package ?? source.name,
    arches: [...arches],
    functions: counts.functions,
    sites: counts.sites,
    edges: counts.edges,
    syscalls: counts.syscalls,
    indexer_version: manifest.indexer_version,
    indexed_at: manifest.indexed_at,
    builds: builds
      .filter(({ release }) => parseKernelRelease(release)?.line === kernel.line)
      .map(({ release, arch, source: from }) => ({ release, arch, source: from })),
  };
}
