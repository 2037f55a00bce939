/** `GET /v1/ask`: a question in plain words, what was understood of it, and the answer of the call that fits it. */
import { z } from '@hono/zod-openapi';
import { ASK_KINDS, MISSING } from '../domain/ask/understand.js';
import { Cause, CauseRef } from './cause.js';
import { DiffAnswer } from './diff.js';
import { ErrnoInfo } from './errnos.js';
import { ExplainAnswer } from './explain.js';
import { FunctionAnswer } from './functions.js';
import { ErrnoRef, KernelRef } from './names.js';
import { orNull } from './or-null.js';
import { OriginsAnswer } from './origins.js';
import { PlanAnswer } from './plan.js';
import { ArchName, Kernel } from './query.js';
import { SyscallAnswer } from './syscalls.js';
import { TunableAnswer, TunablesAnswer } from './tunables.js';

/** The longest question: a screenful of what a program or a tracer printed. Longer outputs go to `/v1/explain`. */
export const MAX_QUESTION = 8000;

export const AskRequest = z
  .strictObject({
    q: z.string().trim().min(1).max(MAX_QUESTION),
    kernel: Kernel.optional().openapi({ description: 'Where the question names none.' }),
    arch: ArchName.optional().openapi({ description: 'Where the question names none.' }),
  })
  .openapi('AskRequest');

const Taken = z
  .object({
    text: z.string(),
    as: z.enum(['errno', 'syscall', 'kernel', 'arch', 'function', 'tunable', 'cause', 'version']),
    means: z.string(),
    how: z.string().openapi({ description: '`name`, `message`, `number`, `misspelt`, `library`, `command`, …' }),
  })
  .openapi('AskTaken');

/** Why syscalls stand behind a program's words: a fact with its source. */
const AskFact = z
  .object({
    of: z.string().openapi({ description: 'The program or library.' }),
    names: z.array(z.string()).optional().openapi({ description: 'Its functions or commands.' }),
    says: z.string().optional().openapi({ description: 'Its message, `*` for whatever stands between.' }),
    syscalls: z.array(z.string()).openapi({ description: 'The first that an arch has is called.' }),
    since: z.string().nullable(),
    before: z.string().nullable(),
    source: z.string(),
  })
  .openapi('AskFact');

const Understood = z
  .object({
    kind: z.enum(ASK_KINDS).openapi({ description: 'The call that answers; `none` where it cannot be told.' }),
    summary: z.string(),
    errno: orNull(ErrnoRef),
    syscall: z.string().nullable(),
    syscalls: z.array(z.string()).openapi({ description: 'All that can stand behind a complaint, likeliest first.' }),
    cmd: z.string().nullable(),
    family: z.string().nullable(),
    fs: z.string().nullable(),
    kernel: z.string().nullable().openapi({ description: 'As it was written; of a diff the one to start from.' }),
    to: z.string().nullable().openapi({ description: 'Of a diff: the other one.' }),
    arch: z.string().nullable(),
    function: z.string().nullable(),
    tunable: z.string().nullable(),
    cause: orNull(CauseRef).openapi({ description: 'The known cause whose message was found.' }),
    read: z.array(Taken).openapi({ description: 'What each part of the question was taken for.' }),
    facts: z.array(AskFact),
    assumed: z.array(z.string()).openapi({ description: 'What the question did not say, and what was taken instead.' }),
  })
  .openapi('AskUnderstood');
export type Understood = z.infer<typeof Understood>;

const Choice = z
  .object({
    label: z.string(),
    q: z.string().openapi({ description: 'The question to ask instead.' }),
    note: z.string().nullable().openapi({ description: 'What is known of this choice.' }),
  })
  .openapi('AskChoice');
export type AskChoice = z.infer<typeof Choice>;

/** What is decisive and missing, with what it can be. */
const Asks = z.object({ missing: z.enum(MISSING), question: z.string(), choices: z.array(Choice) }).openapi('AskBack');
export type AskBack = z.infer<typeof Asks>;

function answerOf<Kind extends string, Method extends string, Body extends z.ZodType>(
  kind: Kind,
  method: Method,
  body: Body,
) {
  return z.object({
    kind: z.literal(kind),
    method: z.literal(method),
    call: z.string().openapi({ description: 'The call of this API that gives the same.' }),
    body,
  });
}

const Answered = z.discriminatedUnion('kind', [
  answerOf('origins', 'GET', OriginsAnswer),
  answerOf('errno', 'GET', ErrnoInfo),
  answerOf('syscall', 'GET', SyscallAnswer),
  answerOf('function', 'GET', FunctionAnswer),
  answerOf('tunable', 'GET', TunableAnswer),
  answerOf('tunables', 'GET', TunablesAnswer),
  answerOf('diff', 'GET', DiffAnswer),
  answerOf('cause', 'GET', Cause),
  answerOf('plan', 'POST', PlanAnswer),
  answerOf('explain', 'POST', ExplainAnswer),
]);

export const AskAnswer = z
  .object({
    question: z.string(),
    kernel: orNull(KernelRef).openapi({ description: 'The kernel that the question was read with.' }),
    understood: Understood,
    asks: orNull(Asks),
    answer: orNull(Answered).openapi({ description: 'As the call that fits gives it; null where none does.' }),
  })
  .openapi('AskAnswer');
export type AskAnswer = z.infer<typeof AskAnswer>;
