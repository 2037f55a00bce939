/** `POST /v1/explain`. */
import { createRoute, z } from '@hono/zod-openapi';
import { parseArch } from '../domain/arch.js';
import { errnoByName } from '../domain/errno.js';
import { adviceFor } from '../domain/explain/advice.js';
import { confidenceOf } from '../domain/explain/confidence.js';
import { causeOf, type Explanation, explain } from '../domain/explain/explain.js';
import { errnoNameOf } from '../domain/explain/failures.js';
import { framesOf } from '../domain/explain/frames.js';
import { withKnownNames } from '../domain/explain/known-names.js';
import { nextSteps } from '../domain/explain/next-steps.js';
import { summaryOf } from '../domain/explain/summary.js';
import { parseKernelRelease } from '../domain/kernel-id.js';
import type { ExplainAnswer, ExplainEvent } from '../schemas/explain.js';
import {
  ExplainAnswer as Answer,
  ExplainParameters,
  ExplainRequest,
  MAX_EVENTS,
  MAX_OUTPUT,
} from '../schemas/explain.js';
import type { Observed } from '../tools/read/observed.js';
import { readOutput } from '../tools/read/read-output.js';
import type { App, AppDeps } from './app-deps.js';
import { type AskedKernel, requireAskedKernel } from './asked-kernel.js';
import { documentedProblems, invalidRequest, ProblemError } from './problems.js';
import { errnoRef, requireErrno, requireSyscall } from './resolve.js';
import { bringsText, sentJson } from './sent-text.js';

const MOST_FAILURES = 20;
const MOST_LIKELY = 5;

const post = createRoute({
  method: 'post',
  path: '/v1/explain',
  summary: 'Where the errno started, from what a tool printed',
  description:
    'As JSON, or as text/plain with the same in the URL: the body then is the output. An output that is not understood is answered, too.',
  request: {
    body: { content: { 'application/json': { schema: ExplainRequest }, 'text/plain': { schema: z.string() } } },
  },
  responses: {
    200: { description: 'The explanation', content: { 'application/json': { schema: Answer } } },
    ...documentedProblems(400, 404, 413, 415),
  },
});

export function explainRoutes(app: App, deps: AppDeps): void {
  app.openapi(post, async (c) => {
    const request = bringsText(c)
      ? { ...explainParameters(c.req.queries()), output: await c.req.text() }
      : sentJson(c.req.valid('json'));
    return c.json(await explainAnswer(deps, request), 200);
  });
}

export async function explainAnswer(deps: AppDeps, request: ExplainRequest): Promise<ExplainAnswer> {
  if (request.output.length > MAX_OUTPUT)
    throw new ProblemError('too-large', `The output may have at most ${MAX_OUTPUT} characters.`);
  const read = readOutput(request.output);
  const asked = await askedKernel(deps, request, read);
  const { pack, arch, compiled } = asked;
  const observed = await withKnownNames(pack, arch, read);
  const syscall =
    request.syscall === undefined ? undefined : (await requireSyscall(pack, request.syscall, arch, 'body')).name;
  const errno = request.errno === undefined ? undefined : requireErrno(request.errno, arch);
  const explanation = await explain({
    ...{ pack, arch, compiled, observed },
    ...(syscall !== undefined && { syscall }),
    ...(errno !== undefined && { errno }),
  });
  return answerOf(asked, observed, explanation);
}

/** The same as a request, from a URL. */
function explainParameters(queries: Record<string, string[]>): Omit<ExplainRequest, 'output'> {
  const fields = Object.entries(queries).map(([name, [value = '']]) => [name, value]);
  const parameters = ExplainParameters.safeParse(Object.fromEntries(fields));
  if (!parameters.success) throw invalidRequest(parameters.error, 'query');
  return parameters.data;
}

/** What is asked for, else what the output says of its machine; a release that it names by the way may be of no line that is known. */
async function askedKernel(
  deps: AppDeps,
  request: Pick<ExplainRequest, 'kernel' | 'arch'>,
  { release, arch }: Observed,
): Promise<AskedKernel> {
  const { kernel } = request;
  const said = arch !== undefined && parseArch(arch).ok ? arch : undefined;
  if (kernel !== undefined || release === undefined)
    return requireAskedKernel(deps, kernel ?? 'latest', request.arch ?? said);
  try {
    return await requireAskedKernel(deps, release, request.arch ?? said);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return requireAskedKernel(deps, 'latest', request.arch ?? said);
  }
}

function answerOf(asked: AskedKernel, observed: Observed, explanation: Explanation): ExplainAnswer {
  const { arch, kernel, fit, warnings } = asked;
  const { errno, syscall, origin, found, located, others } = explanation;
  const confidence = confidenceOf(explanation, observed, fit === 'nearest-line');
  const frames = framesOf(explanation, observed);
  const cause = causeOf(explanation);
  const sure = confidence.level === 'certain';
  return {
    recognised: observed.recognised,
    also: [...observed.also],
    kernel,
    arch,
    syscall: syscall?.name ?? null,
    syscalls: [...explanation.syscalls],
    entry: syscall?.entry ?? null,
    errno: errno === undefined ? null : errnoRef(errno, arch),
    events: observed.events.slice(0, MAX_EVENTS).map((event) => eventOf(event, arch)),
    events_total: observed.total,
    chain: frames.map((frame) => frame.function),
    frames: [...frames],
    deepest: located?.deepest ?? null,
    origin: origin ?? null,
    likely: sure
      ? []
      : (found?.origins ?? [])
          .filter((one) => one !== origin)
          .slice(0, MOST_LIKELY)
          .map(({ function: name, file, line, score, probe }) => ({ function: name, file, line, score, probe })),
    ...(cause !== undefined && {
      causes: [
        { id: cause.id, title: cause.title, summary: cause.summary, tunables: cause.tunables, checks: cause.checks },
      ],
    }),
    confidence,
    failures: others.slice(0, MOST_FAILURES).map(({ syscalls, functions, errno: name, comm, count }) => ({
      syscall: [...syscalls][0] ?? null,
      function: [...functions.keys()][0] ?? null,
      errno: name ?? null,
      comm: comm ?? null,
      count,
    })),
    problems: observed.troubles.map((trouble) => ({
      ...{ kind: trouble.kind, symbol: trouble.symbol ?? null, line: trouble.line, advice: adviceFor(trouble) },
    })),
    summary: summaryOf(explanation, observed, confidence.level),
    next: [...nextSteps(explanation, arch, confidence.level, whereOf(asked))],
    warnings: [...warnings, ...(found?.warnings ?? [])],
  };
}

/** The machine that the next commands are for: that of the kernel that was asked about. */
function whereOf({ kernel: { id, requested }, compiled }: AskedKernel): Parameters<typeof nextSteps>[3] {
  return {
    evidence: compiled.known?.evidence ?? 'predicted',
    machine: {
      distribution: 'debian',
      kernel: parseKernelRelease(requested) === null ? id : requested,
      ...(compiled.options !== undefined && { options: compiled.options }),
    },
  };
}

function eventOf(event: Observed['events'][number], arch: AskedKernel['arch']): ExplainEvent {
  const { function: symbol, name, syscall, value, pid, tid, comm, count } = event;
  const shown = symbol ?? name;
  return {
    ...(shown !== undefined && { function: shown }),
    ...(syscall !== undefined && { syscall }),
    value,
    errno: errnoByName(errnoNameOf(event.errno, arch) ?? '')?.name ?? null,
    ...(pid !== undefined && { pid }),
    ...(tid !== undefined && { tid }),
    ...(comm !== undefined && { comm }),
    ...(count !== undefined && { count }),
  };
}
