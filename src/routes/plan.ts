/** `POST /v1/plan`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Errno } from '../domain/errno.js';
import { ambiguousNames } from '../domain/functions.js';
import { parseKernelRelease } from '../domain/kernel-id.js';
import { findOrigins } from '../domain/origins.js';
import { makePlan, planSymbols } from '../domain/plan.js';
import type { PlanQuery, PlanTarget } from '../domain/plan-query.js';
import { functionOfSymbol } from '../domain/symbols.js';
import { DEFAULT_PLAN_LIMIT, PlanAnswer, PlanParameters, PlanRequest } from '../schemas/plan.js';
import type { Tool, Toolbox } from '../tools/commands.js';
import { ALL_TOOLS, findTool } from '../tools/index.js';
import type { App, AppDeps } from './app-deps.js';
import { type AskedKernel, kernelTextOf, requireAskedKernel } from './asked-kernel.js';
import { documentedProblems, invalidField, invalidRequest } from './problems.js';
import { errnoRef, type ResolvedKernel, requireErrno, requireSyscall } from './resolve.js';
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
    const asked = await requireAskedKernel(deps, request.kernel, request.arch, text);
    const { kernel, arch, compiled } = asked;
    const errno = requireErrno(request.errno, arch);
    const toolbox = toolboxOf(request);
    const found = request.syscall === undefined ? undefined : await targetOf(asked, request.syscall, request, errno);
    const target = found?.target;
    const query: Omit<PlanQuery, 'ambiguous'> = {
      errno,
      arch,
      evidence: compiled.known?.evidence ?? 'predicted',
      watched: {
        ...(request.pid !== undefined && { pid: request.pid }),
        ...(request.comm !== undefined && { comm: request.comm }),
      },
      toolbox,
      machine: {
        distribution: request.distribution ?? 'debian',
        kernel: parseKernelRelease(request.kernel) === null ? kernel.id : request.kernel,
        ...(compiled.options !== undefined && { options: compiled.options }),
      },
      limit: request.limit ?? DEFAULT_PLAN_LIMIT,
      ...(target !== undefined && { target }),
    };
    const twins = await twinsOf(asked, planSymbols(query));
    const plan = makePlan({ ...query, ambiguous: twins });
    const answer = {
      kernel,
      arch,
      syscall: target?.syscall ?? null,
      entry: target?.entry ?? null,
      errno: errnoRef(errno, arch),
      symbols: plan.symbols,
      steps: plan.steps,
      warnings: [...kernelWarnings(asked), ...asked.warnings, ...(found?.warnings ?? []), ...plan.warnings],
    };
    return c.json(answer, 200);
  });
}

/** The request as it comes in a URL: lists repeated or separated by commas. */
function planParameters(queries: Record<string, string[]>): PlanRequest {
  const fields = Object.entries(queries).map(([name, values]) => [name, LISTS.has(name) ? values : (values[0] ?? '')]);
  const parameters = PlanParameters.safeParse(Object.fromEntries(fields));
  if (!parameters.success) throw invalidRequest(parameters.error, 'query');
  const request = PlanRequest.safeParse(parameters.data);
  if (!request.success) throw invalidRequest(request.error, 'query');
  return request.data;
}

const LISTS = new Set(['fs', 'mounted', 'modules', 'tools', 'installed']);

/** Symbols that stand for several functions, and where: as the kernel lists them, else as the source defines their names. */
async function twinsOf(
  { pack, arch, compiled: { known } }: AskedKernel,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (known === undefined) {
    const names = await ambiguousNames(pack, symbols.map(functionOfSymbol), arch);
    return new Map([...names.keys()].map((name) => [name, []]));
  }
  const twins = symbols.filter((symbol) => known.symbols.times(symbol) > 1);
  return new Map(twins.map((symbol) => [symbol, known.symbols.addresses(symbol)]));
}

async function targetOf(
  { pack, arch, compiled }: AskedKernel,
  text: string,
  request: PlanRequest,
  errno: Errno,
): Promise<{ readonly target: PlanTarget; readonly warnings: readonly string[] }> {
  const { name } = await requireSyscall(pack, text, arch, 'body');
  const { entry, entrySymbol, origins, warnings } = await findOrigins(pack, {
    syscall: name,
    compiled,
    errno: errno.name,
    arch,
    limit: request.limit ?? DEFAULT_PLAN_LIMIT,
    offset: 0,
    ...(request.fs !== undefined && { fs: request.fs }),
    ...(request.mounted !== undefined && { mounted: request.mounted }),
    ...(request.modules !== undefined && { module: request.modules }),
    ...(request.cmd !== undefined && { cmd: request.cmd }),
    ...(request.family !== undefined && { family: request.family }),
  });
  return { target: { syscall: name, entry, entrySymbol, origins }, warnings };
}

/** The tools that were named, else the best of what is installed, else the best. */
function toolboxOf({ tools = [], installed = [] }: PlanRequest): Toolbox {
  const named = (field: 'tools' | 'installed', names: readonly string[]): readonly Tool[] => {
    const found = names.map((name) => {
      const result = findTool(name);
      if (!result.ok) throw invalidField('body', field, result.reason, result.suggestions);
      return result.tool;
    });
    return ALL_TOOLS.flatMap(({ tracer }) => found.findLast((tool) => tool.tracer === tracer) ?? []);
  };
  const chosen = named('tools', tools);
  if (chosen.length > 0) return { tools: chosen, use: 'all' };
  const there = named('installed', installed);
  const known = ALL_TOOLS.map((tool) => there.find(({ tracer }) => tracer === tool.tracer) ?? tool);
  const ids = there.map(({ tracer }) => tracer.id);
  return { tools: known, use: 'best', ...(ids.length > 0 && { installed: ids }) };
}

/** Functions are renamed, split and inlined from one line to the next: a plan from another line is a guess. */
function kernelWarnings({ kernel, fit }: ResolvedKernel): readonly string[] {
  if (fit !== 'nearest-line') return [];
  return [
    `${kernel.requested} is not indexed; this plan is made for ${kernel.id}, where functions may have other names`,
  ];
}
