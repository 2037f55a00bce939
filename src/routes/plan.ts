/** `POST /v1/plan`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { KernelText } from '../domain/kernel-text.js';
import { PlanAnswer, PlanParameters, PlanRequest } from '../schemas/plan.js';
import type { App, AppDeps } from './app-deps.js';
import { kernelTextOf } from './asked-kernel.js';
import { type PlanFor, planFor } from './plan-for.js';
import { documentedProblems, invalidRequest } from './problems.js';
import { errnoRef } from './resolve.js';
import { bringsText, readKernelText, sentJson } from './sent-text.js';

const post = createRoute({
  method: 'post',
  path: '/v1/plan',
  summary: 'Ordered commands that prove or rule out the origins on a running kernel',
  description:
    'As JSON, or as text/plain with the same in the URL: the body then is what the machine says, its symbols and its configuration one after the other.',
  request: {
    body: { content: { 'application/json': { schema: PlanRequest }, 'text/plain': { schema: z.string() } } },
  },
  responses: {
    200: { description: 'The plan', content: { 'application/json': { schema: PlanAnswer } } },
    ...documentedProblems(400, 404, 413, 415),
  },
});

export function planRoutes(app: App, deps: AppDeps): void {
  app.openapi(post, async (c) => {
    const request = bringsText(c) ? planParameters(c.req.queries()) : sentJson(c.req.valid('json'));
    const text = bringsText(c) ? await readKernelText(c) : kernelTextOf(request.symbols, request.config);
    return c.json(await planAnswer(deps, request, text), 200);
  });
}

/** @param text - what the machine itself says, where the request brings it */
export async function planAnswer(deps: AppDeps, request: PlanRequest, text?: KernelText): Promise<PlanAnswer> {
  return planOf(await planFor(deps, request, text));
}

/** A plan as it is answered. */
export function planOf({ asked, errno, target, plan, warnings }: PlanFor): PlanAnswer {
  const { kernel, arch } = asked;
  return {
    kernel,
    arch,
    syscall: target?.syscall ?? null,
    entry: target?.entry ?? null,
    errno: errnoRef(errno, arch),
    symbols: plan.symbols,
    steps: plan.steps,
    warnings: [...warnings],
  };
}

/** The request as it comes in a URL: lists repeated or separated by commas. */
export function planParameters(queries: Record<string, string[]>): PlanRequest {
  const fields = Object.entries(queries).map(([name, values]) => [name, LISTS.has(name) ? values : (values[0] ?? '')]);
  const parameters = PlanParameters.safeParse(Object.fromEntries(fields));
  if (!parameters.success) throw invalidRequest(parameters.error, 'query');
  const request = PlanRequest.safeParse(parameters.data);
  if (!request.success) throw invalidRequest(request.error, 'query');
  return request.data;
}

const LISTS = new Set(['fs', 'mounted', 'modules', 'tools', 'installed']);
