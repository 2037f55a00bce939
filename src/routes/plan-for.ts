/** The plan that a request asks for, with what was understood of it. */
import type { Errno } from '../domain/errno.js';
import { ambiguousNames } from '../domain/functions.js';
import { parseKernelRelease } from '../domain/kernel-id.js';
import type { KernelText } from '../domain/kernel-text.js';
import { type Effort, findOrigins } from '../domain/origins.js';
import { makePlan, type Plan, planSymbols } from '../domain/plan.js';
import type { PlanQuery, PlanTarget } from '../domain/plan-query.js';
import { functionOfSymbol } from '../domain/symbols.js';
import { DEFAULT_PLAN_LIMIT, type PlanRequest } from '../schemas/plan.js';
import type { Tool, Toolbox } from '../tools/commands.js';
import { ALL_TOOLS, findTool } from '../tools/index.js';
import type { AppDeps } from './app-deps.js';
import { type AskedKernel, requireAskedKernel } from './asked-kernel.js';
import { invalidField } from './problems.js';
import { type ResolvedKernel, requireErrno, requireSyscall } from './resolve.js';

export interface PlanFor {
  readonly asked: AskedKernel;
  readonly errno: Errno;
  readonly target: PlanTarget | undefined;
  readonly plan: Plan;
  readonly warnings: readonly string[];
}

/** A plan follows other routes to the best origin alone, and does not tell how many there are. */
const PLAN_EFFORT: Effort = { counted: false, ways: 4 };

/**
 * @param text - what the machine itself says, where the request brings it
 * @param effort - how much is told beside the origins
 * @throws ProblemError where the request names something that is not known
 */
export async function planFor(
  deps: AppDeps,
  request: PlanRequest,
  text: KernelText | undefined,
  effort = PLAN_EFFORT,
): Promise<PlanFor> {
  const asked = await requireAskedKernel(deps, request.kernel, request.arch, text);
  const { kernel, arch, compiled } = asked;
  const errno = requireErrno(request.errno, arch);
  const toolbox = toolboxOf(request);
  const found =
    request.syscall === undefined ? undefined : await targetOf(asked, request.syscall, request, errno, effort);
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
    scriptless: effort.script === false,
    ...(target !== undefined && { target }),
  };
  const twins = await twinsOf(asked, planSymbols(query));
  const plan = makePlan({ ...query, ambiguous: twins });
  const warnings = [...kernelWarnings(asked), ...asked.warnings, ...(found?.warnings ?? []), ...plan.warnings];
  return { asked, errno, target, plan, warnings };
}

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
  effort: Effort,
): Promise<{ readonly target: PlanTarget; readonly warnings: readonly string[] }> {
  const { name } = await requireSyscall(pack, text, arch, 'body');
  const { entry, entrySymbol, origins, warnings } = await findOrigins(pack, {
    syscall: name,
    compiled,
    errno: errno.name,
    arch,
    limit: request.limit ?? DEFAULT_PLAN_LIMIT,
    offset: 0,
    effort,
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
