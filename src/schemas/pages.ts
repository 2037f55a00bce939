/** What each page is drawn from: the JSON twin of the page at the same address. */
import { z } from '@hono/zod-openapi';
import { SOURCES } from '../store/sources.js';
import { AskAnswer } from './ask.js';
import { Cause } from './cause.js';
import { DiffAnswer } from './diff.js';
import { ErrnoInfo } from './errnos.js';
import { ExplainAnswer } from './explain.js';
import { FunctionAnswer } from './functions.js';
import { KernelSummary } from './kernels.js';
import { KernelRef } from './names.js';
import { OriginsAnswer } from './origins.js';
import { PlanAnswer, PlanCommand, PlanStep } from './plan.js';
import { SyscallFacts } from './syscalls.js';
import { TunableAnswer } from './tunables.js';

/** The kernel and arch that a page is about, and what one can switch to. */
const Scope = {
  kernel: KernelRef,
  arch: z.string(),
  arches: z.array(z.string()).openapi({ description: 'Arches that have what the page is about.' }),
  kernels: z.array(z.string()).openapi({ description: 'Ids of all indexed kernels, newest first.' }),
};

export const HomePage = z.object({
  kernels: z.array(KernelSummary),
  asked: AskAnswer.nullable().openapi({ description: 'The question of `?q=`, answered; null without one.' }),
});
export type HomePage = z.infer<typeof HomePage>;

export const KernelPage = z.object({
  ...Scope,
  summary: KernelSummary,
  syscalls: z.array(z.object({ name: z.string(), number: z.int(), errnos: z.int() })),
  errnos: z.array(
    z.object({ name: z.string(), number: z.int().nullable(), message: z.string().nullable(), sites: z.int() }),
  ),
  tunables: z.array(z.object({ kind: z.string(), count: z.int() })),
});
export type KernelPage = z.infer<typeof KernelPage>;

const SubsystemFunction = z.object({ function: z.string(), file: z.string(), line: z.int(), sites: z.int() });

/** Where in the tree an errno is written: the functions with most sites first. */
export const Subsystem = z.object({
  folder: z.string(),
  sites: z.int(),
  functions: z.int(),
  first: z.array(SubsystemFunction),
});
export type Subsystem = z.infer<typeof Subsystem>;

export const ErrnoPage = z.object({
  ...Scope,
  errno: ErrnoInfo,
  sites: z.int(),
  subsystems: z.array(Subsystem),
  syscalls: z.array(z.object({ name: z.string(), documented: z.boolean().nullable() })),
  causes: z
    .array(z.object({ id: z.string(), title: z.string(), syscalls: z.array(z.string()) }))
    .openapi({ description: 'Known causes, with the syscalls of this arch that they make fail.' }),
});
export type ErrnoPage = z.infer<typeof ErrnoPage>;

/** The likeliest origin of an errno, in a line. */
export const BestOrigin = z.object({
  function: z.string(),
  file: z.string(),
  line: z.int(),
  guard: z.string().nullable(),
  source: z
    .enum(SOURCES)
    .optional()
    .openapi({ description: 'Where the errno comes from, if from outside of the code.' }),
});
export type BestOrigin = z.infer<typeof BestOrigin>;

export const SyscallPage = z.object({
  ...Scope,
  syscall: SyscallFacts,
  errnos: z.array(z.object({ name: z.string(), documented: z.boolean().nullable(), best: BestOrigin.nullable() })),
  only_documented: z
    .array(z.string())
    .openapi({ description: 'Errnos that the manual lists, and no origin is known of.' }),
  entries: z.array(z.object({ arch: z.string(), abi: z.string(), number: z.int(), entry: z.string() })),
});
export type SyscallPage = z.infer<typeof SyscallPage>;

const ShownCommand = z.object({
  ...PlanCommand.shape,
  install: z
    .partialRecord(z.string(), z.string().nullable())
    .optional()
    .openapi({ description: 'By distribution; on the static site that of Debian alone.' }),
  argv: PlanCommand.shape.argv
    .optional()
    .openapi({ description: 'Left out on the static site: it is `command` again.' }),
});
const ShownStep = z.object({ ...PlanStep.shape, commands: z.array(ShownCommand) });
const ShownPlan = z.object({ ...PlanAnswer.shape, steps: z.array(ShownStep) });
export type ShownCommand = z.infer<typeof ShownCommand>;
export type ShownStep = z.infer<typeof ShownStep>;

export const AnswerPage = z.object({
  ...Scope,
  answer: z
    .object({ ...OriginsAnswer.shape, total: OriginsAnswer.shape.total.nullable() })
    .openapi({ description: 'The total is null on the static site, where it is not counted.' }),
  outside: z
    .literal(true)
    .optional()
    .openapi({ description: 'Nothing in the code of the kernel is known to give it: origins let it in from outside.' }),
  plan: ShownPlan.nullable().openapi({ description: 'Null on the static site, for what the manual does not list.' }),
  documented: z.boolean().nullable(),
});
export type AnswerPage = z.infer<typeof AnswerPage>;

export const FunctionPage = z.object({ ...Scope, function: FunctionAnswer });
export type FunctionPage = z.infer<typeof FunctionPage>;

export const TunablePage = z.object({ ...Scope, tunable: TunableAnswer });
export type TunablePage = z.infer<typeof TunablePage>;

const Names = z.object({ appeared: z.array(z.string()), went: z.array(z.string()) });

export const DiffPage = z.object({
  from: z.string(),
  to: z.string(),
  arch: z.string(),
  arches: z.array(z.string()),
  kernels: z.array(z.string()),
  syscalls: Names.openapi({ description: 'That only one of the kernels has.' }),
  tunables: Names,
  diff: DiffAnswer.nullable().openapi({ description: 'For `?errno=` and `?syscall=`; null without both.' }),
});
export type DiffPage = z.infer<typeof DiffPage>;

export const CausesPage = z.object({ query: z.string(), kernels: z.array(z.string()), causes: z.array(Cause) });
export type CausesPage = z.infer<typeof CausesPage>;

export const ExplainPage = z.object({
  kernels: z.array(z.string()),
  arches: z.array(z.string()),
  output: z.string(),
  explanation: ExplainAnswer.nullable(),
});
export type ExplainPage = z.infer<typeof ExplainPage>;

export const AboutPage = z.object({ version: z.string(), kernels: z.array(KernelSummary) });
export type AboutPage = z.infer<typeof AboutPage>;
