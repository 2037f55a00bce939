/** `GET /v1/kernels/{kernel}/errnos/{errno}/sites`: which functions return an errno, and where. */
import { z } from '@hono/zod-openapi';
import { SITE_KINDS } from '../store/schema.js';
import { SOURCES } from '../store/sources.js';
import { CauseRefs } from './cause.js';
import { SiteGuardFields } from './guard.js';
import { ErrnoRef, KernelRef } from './names.js';
import { Tunable } from './origin.js';
import { Page } from './query.js';

export const Site = z
  .object({
    errno: z.string().openapi({ description: '`any` where it comes from outside.' }),
    function: z.string(),
    file: z.string(),
    line: z.int(),
    kind: z.enum(SITE_KINDS),
    guard: z.string().nullable(),
    guard_line: z.int().nullable(),
    ...SiteGuardFields,
    config: z.string().nullable(),
    macro: z.string().nullable(),
    reason: z.string().nullable(),
    tunables: z.array(Tunable).openapi({ description: 'The settings that it depends on, nearest first.' }),
    source: z.enum(SOURCES).optional().openapi({ description: 'Where any errno can enter from, outside the C code.' }),
    causes: CauseRefs,
  })
  .openapi('Site');
export type Site = z.infer<typeof Site>;

export const SitesAnswer = z
  .object({ kernel: KernelRef, errno: ErrnoRef, arch: z.string().nullable(), sites: z.array(Site), ...Page })
  .openapi('Sites');
