/** `POST /v1/kernels/{kernel}/origins`: the question as JSON, with what the machine says of its kernel. */
import { z } from '@hono/zod-openapi';
import { ArchName, COMMAND, CONFIG, Errno, FAMILY, MAX_LIMIT, Name, SYMBOLS, Syscall } from './query.js';

const Names = z.array(Name).max(50);

/** What is known of the kernel that a question is about, in its own words. */
export const KernelTexts = {
  symbols: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .openapi({ description: SYMBOLS }),
  config: z.string().optional().openapi({ description: CONFIG }),
};

export const OriginsRequest = z
  .strictObject({
    syscall: Syscall,
    errno: z.union([Errno, z.int().transform(String)]),
    arch: ArchName.optional(),
    fs: Names.optional(),
    module: Names.optional(),
    modules: Names.optional().openapi({ description: 'The same, as a plan names it.' }),
    cmd: Name.optional().openapi({ description: COMMAND }),
    family: Name.optional().openapi({ description: FAMILY }),
    limit: z.int().min(1).max(MAX_LIMIT).optional(),
    cursor: Name.optional(),
    ...KernelTexts,
  })
  .openapi('OriginsRequest');
