/** `GET /v1/diff`: what changed between two releases. */
import { z } from '@hono/zod-openapi';
import { SITE_KINDS } from '../store/schema.js';
import { ErrnoRef, KernelRef } from './names.js';
import { orNull } from './or-null.js';
import { Page } from './query.js';

const DiffSite = z
  .object({ line: z.int(), kind: z.enum(SITE_KINDS), guard: z.string().nullable(), config: z.string().nullable() })
  .openapi('DiffSite');

export const SiteChange = z
  .object({
    change: z.enum(['appeared', 'went', 'guard']).openapi({
      description: '`guard`: the errno is returned under another condition; that its line moved is no change.',
    }),
    from: orNull(DiffSite),
    to: orNull(DiffSite),
  })
  .openapi('SiteChange');
export type SiteChange = z.infer<typeof SiteChange>;

const DiffFunction = z
  .object({
    file: z.string(),
    line: z.int(),
    rank: z.int().nullable().openapi({
      description: 'Its place among the origins of this kernel; null where it is none of the likeliest.',
    }),
    score: z.number().nullable(),
  })
  .openapi('DiffFunction');

export const FunctionChange = z
  .object({
    change: z.enum(['appeared', 'went', 'moved', 'changed']).openapi({
      description: '`moved`: to another file, and its sites may have changed as well; `changed`: its sites did.',
    }),
    function: z.string(),
    errno: z.string().openapi({ description: 'What it writes: another errno where that is rewritten above it.' }),
    from: orNull(DiffFunction),
    to: orNull(DiffFunction),
    sites: z.array(SiteChange),
  })
  .openapi('FunctionChange');
export type FunctionChange = z.infer<typeof FunctionChange>;

const Entry = z.object({ from: z.string().nullable(), to: z.string().nullable() });

export const DiffAnswer = z
  .object({
    from: KernelRef,
    to: KernelRef,
    arch: z.string(),
    syscall: z.string().nullable(),
    entry: orNull(Entry).openapi({
      description: 'The symbol of the syscall’s entry; null where a kernel has none.',
    }),
    errno: orNull(ErrnoRef),
    errnos: z
      .object({ appeared: z.array(z.string()), went: z.array(z.string()) })
      .nullable()
      .openapi({ description: 'Without an errno: those that only one of the kernels can give for the syscall.' }),
    compared: z.int().openapi({
      description: 'Functions that were compared: the 200 likeliest origins of each kernel, or all with a site.',
    }),
    same: z.int(),
    changes: z.array(FunctionChange).openapi({ description: 'The likeliest origins first, else as in the tree.' }),
    warnings: z.array(z.string()),
    ...Page,
  })
  .openapi('Diff');
export type DiffAnswer = z.infer<typeof DiffAnswer>;
