/** What one command printed in one scenario on one kernel: a line of the results. Judging comes later, and can come again. */
import { z } from 'zod';

export const Cell = z.strictObject({
  /** The line of the kernel. */
  kernel: z.string(),
  scenario: z.string(),
  /** The step of the plan; `file` for a script that is had as a file. */
  step: z.string(),
  tool: z.string(),
  command: z.string(),
  /** Before the call failed: it had ended, traced, or neither of them in time. */
  before: z.enum(['ended', 'traced', 'late']),
  status: z.int(),
  output: z.string(),
  /** How much of the output had come before the call failed. */
  quiet: z.int(),
  /** Whether it ended within time after Ctrl-C. */
  ended: z.boolean(),
  seconds: z.number(),
  /** Whether a return probe of the kernel's own saw the origin return the errno in the same run. */
  witnessed: z.boolean(),
});
export type Cell = z.infer<typeof Cell>;
