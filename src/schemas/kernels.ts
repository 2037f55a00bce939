/** `GET /v1/kernels`: every indexed kernel. */
import { z } from '@hono/zod-openapi';
import { Page } from './query.js';

export const KernelSummary = z
  .object({
    id: z.string(),
    line: z.string(),
    version: z.string(),
    source: z.string(),
    arches: z.array(z.string()),
    functions: z.int(),
    sites: z.int(),
    edges: z.int(),
    syscalls: z.int(),
    indexer_version: z.string(),
    indexed_at: z.string().nullable(),
    builds: z.array(z.object({ release: z.string(), arch: z.string(), source: z.string() })).openapi({
      description: 'Compiled kernels of the line whose symbols and options are known: name one as `kernel`.',
    }),
  })
  .openapi('Kernel');
export type KernelSummary = z.infer<typeof KernelSummary>;

export const KernelsAnswer = z.object({ kernels: z.array(KernelSummary), ...Page }).openapi('Kernels');
