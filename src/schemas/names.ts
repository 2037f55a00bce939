/** How an answer names the kernel and the errno it is about. */
import { z } from '@hono/zod-openapi';

/** The compiled kernel whose symbols and options were used; `exact` is false where another update of it was asked for. */
const BuildRef = z.object({ release: z.string(), exact: z.boolean() }).openapi('BuildRef');

/** The kernel that answered; `exact` is false where `requested` named another release of the line, or a line only. */
export const KernelRef = z
  .object({ id: z.string(), requested: z.string(), exact: z.boolean(), build: BuildRef.optional() })
  .openapi('KernelRef', { example: { id: '6.1.192', requested: '6.1', exact: false } });
export type KernelRef = z.infer<typeof KernelRef>;

/** An errno with its number on the arch asked for; null where that arch has none. */
export const ErrnoRef = z
  .object({ name: z.string(), number: z.int().nullable(), message: z.string().nullable() })
  .openapi('ErrnoRef', { example: { name: 'ENOSPC', number: 28, message: 'No space left on device' } });
export type ErrnoRef = z.infer<typeof ErrnoRef>;
