/** `POST /v1/plan`. */
import { createRoute } from '@hono/zod-openapi';
import type { Arch } from '../domain/arch.js';
import type { Errno } from '../domain/errno.js';
import { ambiguousNames } from '../domain/functions.js';
import { findOrigins } from '../domain/origins.js';
import type { Pack } from '../domain/pack.js';
import { makePlan, planSymbols } from '../domain/plan.js';
import type { PlanQuery, PlanTarget } from '../domain/plan-query.js';
import { functionOfSymbol, parseSymbols, type Symbols } from '../domain/symbols.js';
import { DEFAULT_PLAN_LIMIT, PlanAnswer, PlanRequest } from '../schemas/plan.js';
import { findTracer, TRACERS } from '../tools/index.js';
import type { Tracer } from '../tools/tracer.js';
import type { App, AppDeps } from './app-deps.js';
import { documentedProblems, invalidField } from './problems.js';
import { errnoRef, type ResolvedKernel, requireArch, requireErrno, requireKernel, requireSyscall } from './resolve.js';

const post = createRoute({
  method: 'post',
  path: '/v1/plan',
  summary: 'Ordered commands that prove or rule out the origins on a running kernel',
  request: { body: { required: true, content: { 'application/json': { schema: PlanRequest } } } },
  responses: {
    200: { description: 'The plan', content: { 'application/json': { schema: PlanAnswer } } },
    ...documentedProblems(400, 404, 413, 415),
  },
});

export function planRoutes(app: App, { packs }: AppDeps): void {
  app.openapi(post, async (c) => {
    const request = c.req.valid('json');
    const resolved = requireKernel(packs, request.kernel);
    const { pack, kernel } = resolved;
    const arch = requireArch(pack, request.arch);
    const errno = requireErrno(request.errno, arch);
    const symbols = request.symbols === undefined ? undefined : requireSymbols(request.symbols);
    const tracers = chosenTracers(request.tools);
    const found =
      request.syscall === undefined ? undefined : await targetOf(pack, request.syscall, request, arch, errno);
    const target = found?.target;
    const query: Omit<PlanQuery, 'ambiguous'> = {
      errno,
      arch,
      watched: {
        ...(request.pid !== undefined && { pid: request.pid }),
        ...(request.comm !== undefined && { comm: request.comm }),
      },
      tracers,
      distribution: request.distribution ?? 'debian',
      limit: request.limit ?? DEFAULT_PLAN_LIMIT,
      ...(target !== undefined && { target }),
      ...(symbols !== undefined && { symbols }),
    };
    const ambiguous = await ambiguousNames(pack, planSymbols(query).map(functionOfSymbol), arch);
    const plan = makePlan({ ...query, ambiguous });
    const answer = {
      kernel,
      arch,
      syscall: target?.syscall ?? null,
      entry: target?.entry ?? null,
      errno: errnoRef(errno, arch),
      symbols: plan.symbols,
      steps: plan.steps,
      warnings: [...kernelWarnings(resolved), ...(found?.warnings ?? []), ...plan.warnings],
    };
    return c.json(answer, 200);
  });
}

async function targetOf(
  pack: Pack,
  text: string,
  request: PlanRequest,
  arch: Arch,
  errno: Errno,
): Promise<{ readonly target: PlanTarget; readonly warnings: readonly string[] }> {
  const { name } = await requireSyscall(pack, text, arch, 'body');
  const { entry, origins, warnings } = await findOrigins(pack, {
    syscall: name,
    errno: errno.name,
    arch,
    limit: request.limit ?? DEFAULT_PLAN_LIMIT,
    offset: 0,
    ...(request.fs !== undefined && { fs: request.fs }),
    ...(request.modules !== undefined && { module: request.modules }),
    ...(request.cmd !== undefined && { cmd: request.cmd }),
    ...(request.family !== undefined && { family: request.family }),
  });
  return { target: { syscall: name, entry, origins }, warnings };
}

/** A list without any symbol would silently leave nothing to attach to. */
function requireSymbols(input: string | readonly string[]): Symbols {
  const symbols = parseSymbols(input);
  if (symbols.names.size > 0) return symbols;
  const expected = 'the text of available_filter_functions, /proc/kallsyms or System.map, or a list of names';
  throw invalidField('body', 'symbols', `holds no symbol; expected ${expected}`);
}

function chosenTracers(names: readonly string[] | undefined): readonly Tracer[] {
  if (names === undefined || names.length === 0) return TRACERS;
  const chosen = names.map((name) => {
    const result = findTracer(name);
    if (!result.ok) throw invalidField('body', 'tools', result.reason, result.suggestions);
    return result.tracer;
  });
  return TRACERS.filter((tracer) => chosen.includes(tracer));
}

/** Functions are renamed, split and inlined from one line to the next: a plan from another line is a guess. */
function kernelWarnings({ kernel, fit }: ResolvedKernel): readonly string[] {
  if (fit !== 'nearest-line') return [];
  return [
    `${kernel.requested} is not indexed; this plan is made for ${kernel.id}, where functions may have other names`,
  ];
}
