/** `POST /v1/explain`: what tools printed, explained. */
import { z } from '@hono/zod-openapi';
import { RECOGNISED, TROUBLE_KINDS } from '../tools/read/observed.js';
import { CauseRefs } from './cause.js';
import { ErrnoRef, KernelRef } from './names.js';
import { orNull } from './or-null.js';
import { Origin } from './origin.js';
import { PlanStep } from './plan.js';
import { ArchName, Errno, Kernel, Name, Syscall } from './query.js';

/** The longest output that is read, in UTF-16 units of a JSON string or bytes of a text. */
export const MAX_OUTPUT = 4 * 1024 * 1024;

export const MAX_EVENTS = 200;

export const ExplainRequest = z
  .strictObject({
    kernel: Kernel.optional().openapi({ description: 'Where absent: the release that the output names, else latest.' }),
    arch: ArchName.optional().openapi({
      description: 'Where absent: what entry symbols in the output say, else x86_64.',
    }),
    syscall: z
      .union([Syscall, z.int().min(0).transform(String)])
      .optional()
      .openapi({ description: 'The syscall that fails, where the output does not tell.' }),
    errno: z
      .union([Errno, z.int().transform(String)])
      .optional()
      .openapi({ description: 'The errno, where the output does not tell.' }),
    output: z
      .string()
      .openapi({ description: `What the tools printed, at most ${MAX_OUTPUT} characters; in any mixture.` }),
  })
  .openapi('ExplainRequest');
export type ExplainRequest = z.infer<typeof ExplainRequest>;

/** The same in a URL, for a body that is the output. */
export const ExplainParameters = z.strictObject({
  kernel: Name.optional(),
  arch: Name.optional(),
  syscall: Name.optional(),
  errno: Name.optional(),
});

const Recognised = z.enum(RECOGNISED);

export const ExplainEvent = z
  .object({
    function: z.string().optional(),
    syscall: z.string().optional(),
    value: z.string().nullable().openapi({ description: 'As printed; null where only a count was.' }),
    errno: z.string().nullable(),
    pid: z.int().optional(),
    tid: z.int().optional(),
    comm: z.string().optional(),
    count: z.int().optional(),
  })
  .openapi('ExplainEvent');
export type ExplainEvent = z.infer<typeof ExplainEvent>;

export const ExplainFrame = z
  .object({
    function: z.string(),
    file: z.string().nullable(),
    line: z.int().nullable(),
    seen: z
      .enum(['returned', 'stack', 'entered'])
      .nullable()
      .openapi({ description: 'How the output shows it; null where the graph fills it in.' }),
    value: z.string().nullable().openapi({ description: 'What it was seen to return.' }),
  })
  .openapi('ExplainFrame');
export type ExplainFrame = z.infer<typeof ExplainFrame>;

const CONFIDENCE = ['certain', 'likely', 'possible', 'none'] as const;

export const ExplainAnswer = z
  .object({
    recognised: Recognised,
    also: z.array(Recognised).openapi({ description: 'What else stands in the output.' }),
    kernel: KernelRef,
    arch: z.string(),
    syscall: z.string().nullable(),
    syscalls: z
      .array(z.string())
      .openapi({ description: 'Where the output does not tell which: those it can be, likeliest first.' }),
    entry: z.string().nullable(),
    errno: orNull(ErrnoRef),
    events: z
      .array(ExplainEvent)
      .openapi({ description: `Results that are errnos, and counts: the first ${MAX_EVENTS}.` }),
    events_total: z.int(),
    chain: z
      .array(z.string())
      .openapi({ description: 'Functions from the entry to the origin, as far as they are known.' }),
    frames: z.array(ExplainFrame).openapi({ description: 'The same, with where each was seen.' }),
    deepest: z
      .string()
      .nullable()
      .openapi({ description: 'The deepest function that was seen to return the errno, or on its stack.' }),
    origin: orNull(Origin),
    likely: z.array(Origin.pick({ function: true, file: true, line: true, score: true, probe: true })).openapi({
      description: 'Where the origin is not proven: what else it can be, best first.',
    }),
    causes: CauseRefs,
    confidence: z.object({ level: z.enum(CONFIDENCE), reasons: z.array(z.string()) }),
    failures: z
      .array(
        z.object({
          syscall: z.string().nullable(),
          function: z.string().nullable(),
          errno: z.string().nullable(),
          comm: z.string().nullable(),
          count: z.int(),
        }),
      )
      .openapi({ description: 'Other failing calls of the output.' }),
    problems: z
      .array(
        z.object({ kind: z.enum(TROUBLE_KINDS), symbol: z.string().nullable(), line: z.string(), advice: z.string() }),
      )
      .openapi({ description: 'What the tools could not do, and what helps.' }),
    summary: z.string(),
    next: z.array(PlanStep),
    warnings: z.array(z.string()),
  })
  .openapi('Explanation');
export type ExplainAnswer = z.infer<typeof ExplainAnswer>;
