/** What the head of a build file tells of a build, before its body is unpacked. */

import { z } from 'zod';
import { ARCH_NAMES } from '../domain/arch.js';

/** Raised when the head or the body of a build file changes. */
export const BUILD_SCHEMA_VERSION = 2;

/** Becomes a file name and is compared with `uname -r`: no separators, no leading dot. */
export const buildReleaseSchema = z
  .string()
  .regex(/^[0-9][0-9A-Za-z._+~-]{0,99}$/, 'must look like what uname -r prints, 6.1.0-56-amd64');

/** What a build says of itself; body and head hold the same. */
export const buildIdentitySchema = z.strictObject({
  release: buildReleaseSchema,
  kernel: z
    .string()
    .regex(/^\d{1,2}\.\d{1,3}(\.\d{1,4})?(-rc\d{1,2})?$/, 'must look like 6.1.192')
    .nullable(),
  arch: z.enum(ARCH_NAMES),
  source: z
    .string()
    .min(1)
    .max(500)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line without control characters'),
});
export type BuildIdentity = z.infer<typeof buildIdentitySchema>;

const countSchema = z.int().nonnegative();

/** The head: one line of JSON. */
export const buildHeadSchema = buildIdentitySchema.extend({
  schema: z.literal(BUILD_SCHEMA_VERSION),
  counts: z.strictObject({
    symbols: countSchema,
    traced: countSchema,
    modules: countSchema,
    options: countSchema,
  }),
  /** The body, unpacked. */
  body: z.strictObject({
    bytes: z.int().positive(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
  }),
});
export type BuildHead = z.infer<typeof buildHeadSchema>;
