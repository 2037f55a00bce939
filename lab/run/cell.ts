/** What came of one command in one scenario on one kernel: a line of the results, a part of a cell of the table. */
import { z } from 'zod';

/** `no`: it was tried and failed; `none`: it is not of the command to tell. */
const Answer = z.enum(['yes', 'no', 'none']);
export type Answer = z.infer<typeof Answer>;

export const Cell = z.strictObject({
  kernel: z.string(),
  scenario: z.string(),
  /** Step of the plan, or `file` for the scripts that are had as files. */
  step: z.string(),
  tool: z.string(),
  command: z.string(),
  /** It ran until it was interrupted, or to its end where it only reads, and complained of nothing. */
  attached: Answer,
  /** Its output shows the failing call. */
  saw: Answer,
  /** Its output, explained, names the origin or the function that the compiler put that into. */
  origin: Answer,
  /** Why a `no` is one; else empty. */
  why: z.string(),
  /** Whether a return probe of the kernel's own saw the origin return the errno in the same run. */
  witnessed: z.boolean(),
  seconds: z.number(),
  output: z.string(),
});
export type Cell = z.infer<typeof Cell>;
