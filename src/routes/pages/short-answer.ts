/** The answers of the static site, of which thousands are written: without what is long, and nothing is counted. */
import { isDocumented } from '../../domain/documented-errnos.js';
import { type Effort, findOrigins } from '../../domain/origins.js';
import { leanOrigin } from '../../pages/lean-origin.js';
import type { Origin } from '../../schemas/origin.js';
import type { AnswerPage, ShownCommand } from '../../schemas/pages.js';
import type { PlanCommand } from '../../schemas/plan.js';
import { type AskedKernel, requireAskedKernel } from '../asked-kernel.js';
import { planOf } from '../plan.js';
import { planFor } from '../plan-for.js';
import { errnoRef, requireErrno, requireSyscall } from '../resolve.js';
import { ANSWER_ORIGINS, onlyFromOutside, type PageGround, scopeOf, syscallArches } from './page-data.js';

/** A failure of a kernel. */
export type Failure = Readonly<Record<'kernel' | 'arch' | 'syscall' | 'errno', string>>;

/** The best tool of each step, and some whose commands are short. */
const TOOLS = ['bpftrace', 'perf-trace', 'trace-cmd', 'kprobe'];
const ORIGINS = 3;
/** An origin that is less likely than this is left to the program, but the first. */
const LEAST_SCORE = 0.02;
/** Likelihoods are those of the answer pages of a server. */
const EFFORT: Effort = { counted: false, among: ANSWER_ORIGINS, ways: 0, script: false };

/** With a plan: for what people look for. */
export async function shortAnswerData({ deps }: PageGround, failure: Failure): Promise<AnswerPage> {
  const request = { ...failure, limit: ORIGINS, tools: TOOLS };
  const made = await planFor(deps, request, undefined, { ...EFFORT, ways: 1 });
  const { asked, target } = made;
  const { steps, ...plan } = planOf(made);
  const shown = steps.map((step) => ({ ...step, commands: step.commands.map(shortCommand) }));
  const likely = (target?.origins ?? []).filter(({ rank, score }) => rank === 1 || score >= LEAST_SCORE);
  const page = await answerPage(deps, asked, failure, target?.entry ?? '', likely);
  const outside = await onlyFromOutside(asked.pack, asked.arch, failure.syscall, failure.errno);
  return { ...page, ...outside, plan: { ...plan, steps: shown } };
}

function shortCommand({ argv: _, install, ...command }: PlanCommand): ShownCommand {
  return { ...command, ...(install !== undefined && { install: { debian: install.debian ?? null } }) };
}

interface Likeliest {
  readonly origin: Origin;
  /** How unlikely it is. */
  readonly bits: number;
}

/** The likeliest origin alone. */
export async function likeliestOrigin(
  { pack, arch, compiled }: AskedKernel,
  syscall: string,
  errno: string,
): Promise<Likeliest | undefined> {
  const query = { syscall, errno, arch, compiled, limit: 1, offset: 0, effort: EFFORT };
  const { origins, bits } = await findOrigins(pack, query);
  const [best] = origins;
  return best && bits !== undefined ? { origin: leanOrigin(best, errno), bits } : undefined;
}

/** Of what the code of the kernel can give, with one origin at most, and no plan. */
export async function rowAnswerData(
  { deps }: PageGround,
  failure: Failure,
  origin: Origin | undefined,
): Promise<AnswerPage> {
  const asked = await requireAskedKernel(deps, failure.kernel, failure.arch);
  const { entry } = await requireSyscall(asked.pack, failure.syscall, asked.arch, 'path');
  return answerPage(deps, asked, failure, entry, origin === undefined ? [] : [origin]);
}

async function answerPage(
  deps: PageGround['deps'],
  asked: AskedKernel,
  { syscall, errno: name }: Failure,
  entry: string,
  origins: readonly Origin[],
): Promise<AnswerPage> {
  const { kernel, arch, pack } = asked;
  const errno = errnoRef(requireErrno(name, arch), arch);
  const warnings = [...asked.warnings];
  const shown = origins.map((one) => leanOrigin(one, errno.name));
  return {
    ...scopeOf(deps, pack, kernel, arch),
    arches: await syscallArches(pack, syscall),
    answer: { kernel, arch, syscall, entry, errno, warnings, origins: shown, total: null, next_cursor: null },
    plan: null,
    documented: isDocumented(syscall, errno.name),
  };
}
