/** `/`, `/healthz` and `/readyz`: what this is, whether it lives, and whether it can answer. */
import { createRoute, z } from '@hono/zod-openapi';
import type { App, AppDeps } from './app-deps.js';
import { newestFirst } from './kernels.js';
import { documentedProblems, ProblemError } from './problems.js';

const Index = z
  .object({
    name: z.string(),
    version: z.string(),
    kernels: z.array(z.string()),
    example: z.string().openapi({ description: 'A question to try.' }),
    links: z.record(z.string(), z.string()),
  })
  .openapi('Index');

const Health = z.object({ status: z.literal('ok') }).openapi('Health');
const Readiness = z.object({ status: z.literal('ready'), kernels: z.array(z.string()) }).openapi('Readiness');

const index = createRoute({
  method: 'get',
  path: '/',
  summary: 'What this service is and where to start',
  responses: { 200: { description: 'The index', content: { 'application/json': { schema: Index } } } },
});

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Whether the process lives',
  responses: { 200: { description: 'It does', content: { 'application/json': { schema: Health } } } },
});

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  summary: 'Whether questions can be answered',
  responses: {
    200: { description: 'They can', content: { 'application/json': { schema: Readiness } } },
    ...documentedProblems(503),
  },
});

/** The question of the founding story. */
const EXAMPLE = '/v1/kernels/latest/origins?syscall=mount&errno=ENOSPC&arch=x86_64&limit=1';

export function healthRoutes(app: App, { packs, version }: AppDeps): void {
  const kernels = newestFirst(packs).map((pack) => pack.manifest.kernel.id);
  const links = {
    kernels: '/v1/kernels',
    errnos: '/v1/errnos',
    plan: '/v1/plan',
    openapi: '/openapi.json',
    docs: '/docs',
  };
  app.openapi(index, (c) => c.json({ name: 'errnopath', version, kernels, example: EXAMPLE, links }, 200));
  app.openapi(healthz, (c) => c.json({ status: 'ok' as const }, 200));
  app.openapi(readyz, (c) => {
    if (kernels.length === 0) throw new ProblemError('not-ready', 'No pack is open.');
    return c.json({ status: 'ready' as const, kernels }, 200);
  });
}
