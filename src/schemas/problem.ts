/** The one shape of every error: problem details of RFC 9457. */
import { z } from '@hono/zod-openapi';

/** One field of a request that cannot be used, and why. */
export const FieldError = z.object({ in: z.string(), field: z.string(), detail: z.string() }).openapi('FieldError');
export type FieldError = z.infer<typeof FieldError>;

export const Problem = z
  .object({
    type: z.string().openapi({ description: 'A stable name of the kind of problem.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    suggestions: z.array(z.string()).optional().openapi({ description: 'The nearest names, best first.' }),
    errors: z.array(FieldError).optional(),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof Problem>;
