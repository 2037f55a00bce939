/** `plan.bt` and `plan.sh`: the one script of a plan as a file, for bpftrace and for tracefs alone. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { mountsMayFail } from '../domain/syscall-families.js';
import { PlanRequest } from '../schemas/plan.js';
import { ArchName, COMMAND, Errno, FAMILY, Kernel, Name, NameList, parameters, Syscall } from '../schemas/query.js';
import { oneShotBpftrace } from '../tools/script/one-shot-bt.js';
import { oneShotShell } from '../tools/script/one-shot-sh.js';
import type { OneShot } from '../tools/tracer.js';
import type { App, AppDeps } from './app-deps.js';
import { kernelTextOf } from './asked-kernel.js';
import { planParameters } from './plan.js';
import { planFor } from './plan-for.js';
import { documentedProblems, invalidField, invalidRequest, ProblemError } from './problems.js';
import { bringsText, readKernelText, sentJson } from './sent-text.js';

/**
 * bpftrace looks for tracefs under debugfs first, where the kernel cannot mount it while no mount is allowed; a script cannot help
 * that from within (see `script/reach-tracefs.ts`, which printed commands go through).
 */
const BPFTRACE_APART = `// While nothing can be mounted: unshare -m sh -c 'umount -l /sys/kernel/debug; [ -e /sys/kernel/tracing/trace ] || mount -t tracefs tracefs /sys/kernel/tracing; exec bpftrace "$@"' sh plan.bt [SECONDS] [CALLS]
`;

const WRITERS = {
  bt: {
    write: oneShotBpftrace,
    summary: 'The script for bpftrace that watches every candidate',
    head: (about: string, noMounts: boolean) => `// ${about}
// As root: bpftrace plan.bt [SECONDS] [CALLS]
${noMounts ? BPFTRACE_APART : ''}// It ends after so many seconds (60) or when so many calls have failed (1). Warnings of functions that are missing are harmless.
`,
  },
  sh: {
    write: oneShotShell,
    summary: 'The shell script that watches every candidate, and needs no tool',
    head: (about: string) => `#!/bin/sh
# ${about}
# As root: sh plan.sh [-t SECONDS] [-n CALLS]
# It ends after so many seconds (60) or when so many calls have failed (1), and leaves no probe behind.
`,
  },
} as const satisfies Record<
  string,
  { write: (job: OneShot) => string; summary: string; head: (about: string, noMounts: boolean) => string }
>;

type Kind = keyof typeof WRITERS;
const KINDS = ['bt', 'sh'] as const satisfies readonly Kind[];

const Whole = z
  .string()
  .regex(/^\d{1,7}$/, 'must be a whole number')
  .transform(Number);

const Question = parameters({
  syscall: Syscall,
  errno: Errno,
  arch: ArchName.optional(),
  pid: Whole.optional(),
  comm: Name.optional(),
  cmd: Name.optional().openapi({ description: COMMAND }),
  family: Name.optional().openapi({ description: FAMILY }),
  fs: NameList.optional(),
  mounted: NameList.optional(),
  modules: NameList.optional(),
  limit: Whole.optional(),
});

const params = z.object({ kernel: Kernel });
const script = { description: 'The script', content: { 'text/plain': { schema: z.string() } } };

const get = (kind: Kind) =>
  createRoute({
    method: 'get',
    path: `/v1/kernels/{kernel}/plan.${kind}`,
    summary: WRITERS[kind].summary,
    request: { params, query: Question },
    responses: { 200: script, ...documentedProblems(400, 404) },
  });

const post = (kind: Kind) =>
  createRoute({
    method: 'post',
    path: `/v1/plan.${kind}`,
    summary: `${WRITERS[kind].summary}, for a kernel whose symbols are sent`,
    description: 'Takes what POST /v1/plan takes.',
    request: {
      body: { content: { 'application/json': { schema: PlanRequest }, 'text/plain': { schema: z.string() } } },
    },
    responses: { 200: script, ...documentedProblems(400, 404, 413, 415) },
  });

export function planScriptRoutes(app: App, deps: AppDeps): void {
  for (const kind of KINDS) {
    app.openapi(get(kind), async (c) => {
      const request = PlanRequest.safeParse({ ...c.req.valid('param'), ...c.req.valid('query') });
      if (!request.success) throw invalidRequest(request.error, 'query');
      return sendScript(c, kind, await planFor(deps, request.data, undefined));
    });
    app.openapi(post(kind), async (c) => {
      const request = bringsText(c) ? planParameters(c.req.queries()) : sentJson(c.req.valid('json'));
      if (request.syscall === undefined) throw invalidField('body', 'syscall', 'a script is for one syscall: name it');
      const text = bringsText(c) ? await readKernelText(c) : kernelTextOf(request.symbols, request.config);
      return sendScript(c, kind, await planFor(deps, request, text));
    });
  }
}

function sendScript(c: Context, kind: Kind, { asked, plan }: Awaited<ReturnType<typeof planFor>>) {
  const { kernel, arch } = asked;
  const job = plan.oneShot;
  if (job === undefined)
    throw new ProblemError('not-found', 'No function on the way of that errno can be attached to.');
  const { write, head } = WRITERS[kind];
  const syscall = job.window.name;
  const about = `Which function returns ${job.name} while ${syscall} runs? For Linux ${kernel.build?.release ?? kernel.id}, ${arch}.`;
  return c.text(`${head(about, mountsMayFail(job.name, syscall))}${write(job)}`, 200, {
    'content-disposition': `attachment; filename="${syscall}-${job.name}.${kind}"`,
  });
}
