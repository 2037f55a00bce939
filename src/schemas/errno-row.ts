/** A row of `data/errnos.json`. */
import { z } from 'zod';

/**
 * `number` is that of `include/uapi/asm-generic`, absent where only some arches have
 * the errno; `numbers` holds the arches that differ; `also` other wordings of the message (musl's).
 */
export const ErrnoRow = z.strictObject({
  name: z.string().regex(/^E[A-Z0-9_]+$/),
  number: z.int().min(1).max(4095).optional(),
  numbers: z.record(z.string(), z.int().min(1).max(4095)).optional(),
  alias_of: z.string().optional(),
  message: z.string().optional(),
  also: z.array(z.string()).optional(),
  internal: z.boolean().optional(),
  user_visible: z.string().optional(),
  defined_in: z.string().optional(),
});
export type ErrnoRow = z.infer<typeof ErrnoRow>;
