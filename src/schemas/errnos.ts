/** `GET /v1/errnos` and `/v1/errnos/{errno}`. */
import { z } from '@hono/zod-openapi';
import { Page } from './query.js';

export const ErrnoInfo = z
  .object({
    name: z.string(),
    number: z.int().nullable().openapi({ description: 'On the arch asked for; null where it has none.' }),
    numbers: z
      .record(z.string(), z.int())
      .openapi({ description: 'By arch, where the number is not the generic one.' }),
    message: z.string().nullable(),
    where: z.object({ file: z.string(), line: z.int().nullable() }).nullable(),
    internal: z.boolean().openapi({ description: 'A code that should not reach user space as itself.' }),
    aliases: z.array(z.string()),
    translated_to: z
      .string()
      .nullable()
      .openapi({ description: 'What user space sees instead, for a code that stays inside the kernel.' }),
    translated_from: z.array(z.string()),
  })
  .openapi('Errno');
export type ErrnoInfo = z.infer<typeof ErrnoInfo>;

export const ErrnosAnswer = z.object({ errnos: z.array(ErrnoInfo), ...Page }).openapi('Errnos');
