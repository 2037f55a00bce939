/** `GET /v1/kernels/{kernel}/origins`: the main answer. */
import { z } from '@hono/zod-openapi';
import { ErrnoRef, KernelRef } from './names.js';
import { Origin } from './origin.js';
import { Page } from './query.js';

export const OriginsAnswer = z
  .object({
    kernel: KernelRef,
    arch: z.string(),
    syscall: z.string(),
    entry: z.string(),
    errno: ErrnoRef,
    warnings: z
      .array(z.string())
      .openapi({ description: 'What was asked for and narrows nothing: a command that the kernel does not know.' }),
    origins: z.array(Origin),
    ...Page,
  })
  .openapi('Origins');
