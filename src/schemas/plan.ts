/** `POST /v1/plan`: ordered commands that prove or rule out origins on a running kernel. */
import { z } from '@hono/zod-openapi';
import { ErrnoRef, KernelRef } from './names.js';
import { KernelTexts } from './origins-request.js';
import { ArchName, COMMAND, Errno, FAMILY, Kernel, MAX_LIMIT, Name, NameList, Syscall } from './query.js';

/** The kernel keeps 15 bytes of a process's name (TASK_COMM_LEN, include/linux/sched.h). */
const MAX_COMM_BYTES = 15;

/** Origins that a plan attaches to unless told: a one-shot script over them starts within seconds. */
export const DEFAULT_PLAN_LIMIT = 200;

const Comm = Name.refine((text) => new TextEncoder().encode(text).length <= MAX_COMM_BYTES, {
  message: `must be at most ${MAX_COMM_BYTES} bytes, as the kernel keeps it`,
});

/** Families that share names of programs and packages; `debian` with Ubuntu, `fedora` with RHEL, `suse` with SLES and openSUSE. */
export const DISTRIBUTIONS = ['debian', 'fedora', 'suse', 'arch', 'alpine', 'upstream'] as const;

/** A line to type, by distribution; null where it has no package, so that the tool has to be built. */
const Install = z.record(z.enum(DISTRIBUTIONS).exclude(['upstream']), z.string().nullable()).openapi('Install');
export type Install = z.infer<typeof Install>;

const TOOLS =
  'Use these only, and all of them: names of tools, each with its version where that is known (`bpftrace@0.17`, `trace-bpfcc@0.26`). ' +
  'Unless told, each step has the best that runs there.';
const INSTALLED = 'What is there, in the same form: the best of these are used first.';

export const PlanRequest = z
  .strictObject({
    kernel: Kernel,
    arch: ArchName.optional(),
    syscall: z.union([Syscall, z.int().min(0).transform(String)]).optional(),
    errno: z.union([Errno, z.int().transform(String)]),
    pid: z.int().min(1).max(4_194_304).optional().openapi({ description: 'At most PID_MAX_LIMIT of a 64-bit kernel.' }),
    comm: Comm.optional(),
    cmd: Name.optional().openapi({ description: COMMAND }),
    family: Name.optional().openapi({ description: FAMILY }),
    fs: z.array(Name).max(50).optional(),
    mounted: z.array(Name).max(100).optional().openapi({
      description: 'The types of the file systems that are in use there: code of others moves down.',
    }),
    modules: z.array(Name).max(50).optional(),
    ...KernelTexts,
    tools: z.array(Name).max(50).optional().openapi({ description: TOOLS }),
    installed: z.array(Name).max(50).optional().openapi({ description: INSTALLED }),
    distribution: z
      .enum(DISTRIBUTIONS)
      .optional()
      .openapi({ description: 'Whose names the tools go by; debian unless told.' }),
    limit: z.int().min(1).max(MAX_LIMIT).optional(),
  })
  .openapi('PlanRequest');
export type PlanRequest = z.infer<typeof PlanRequest>;

/** The same in a URL, for a body that is the machine's own text; what is missing or wrong is told by {@link PlanRequest}. */
export const PlanParameters = z.object({
  ...Object.fromEntries(
    (['kernel', 'arch', 'syscall', 'errno', 'comm', 'cmd', 'family', 'distribution'] as const).map((name) => [
      name,
      Name.optional(),
    ]),
  ),
  fs: NameList.optional(),
  mounted: NameList.optional(),
  modules: NameList.optional(),
  tools: NameList.optional(),
  installed: NameList.optional(),
  pid: z.coerce.number().optional(),
  limit: z.coerce.number().optional(),
});

export const PlanCommand = z
  .object({
    tool: z.string(),
    argv: z.array(z.string()),
    command: z
      .string()
      .openapi({ description: 'What to paste: sudo, unless that fails of the same errno, and the quoted arguments.' }),
    requires: z.string(),
    install: Install.optional().openapi({
      description: 'How to get the tool; without it nothing has to be installed.',
    }),
    proves: z.string().optional().openapi({ description: 'What in the output proves or rules out.' }),
  })
  .openapi('PlanCommand');
export type PlanCommand = z.infer<typeof PlanCommand>;

export const PlanStep = z
  .object({
    id: z.string(),
    title: z.string(),
    why: z.string(),
    commands: z.array(PlanCommand),
    expect: z.string(),
  })
  .openapi('PlanStep');
export type PlanStep = z.infer<typeof PlanStep>;

export const PlanAnswer = z
  .object({
    kernel: KernelRef,
    arch: z.string(),
    syscall: z.string().nullable(),
    entry: z.string().nullable(),
    errno: ErrnoRef,
    symbols: z.array(z.string()).openapi({ description: 'Everything that the plan attaches to.' }),
    steps: z.array(PlanStep),
    warnings: z.array(z.string()),
  })
  .openapi('Plan');
export type PlanAnswer = z.infer<typeof PlanAnswer>;
