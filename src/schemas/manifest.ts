/** The manifest of a pack: what it was made from, by what, and how much it holds. */

import { z } from 'zod';
import { SCHEMA_VERSION } from '../store/schema.js';

/** Raised when the container of a pack changes (its head or its compression), not its tables. */
export const PACK_FORMAT_VERSION = 1;

/** The container of a pack that is coded against a base. */
export const BASED_FORMAT_VERSION = 2;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');
const countSchema = z.int().nonnegative();

/** Becomes a file name, so no separators, no leading dot: `6.1.192`, `7.3-rc1`. */
const kernelIdSchema = z.string().regex(/^[0-9][0-9A-Za-z._+~-]{0,63}$/, 'must look like 6.1.192');

/** Text that is printed as it is: one line, no control characters. */
const lineSchema = z
  .string()
  .max(500)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line without control characters');

/** A pack by its kernel and the SHA-256 of its database, as its manifest has it. */
const baseSchema = z.strictObject({ kernel: kernelIdSchema, sha256: sha256Schema });
export type PackBase = z.infer<typeof baseSchema>;

/** What the indexer knows once the database is written; this is also what `meta.manifest` inside the database holds. */
export const packDescriptionSchema = z.strictObject({
  /** Version of the container: {@link PACK_FORMAT_VERSION}, with a `base` {@link BASED_FORMAT_VERSION}. */
  format: z.literal([PACK_FORMAT_VERSION, BASED_FORMAT_VERSION]),
  /** Version of the tables, `SCHEMA_VERSION`. */
  schema: z.literal(SCHEMA_VERSION),
  kernel: z.strictObject({
    id: kernelIdSchema,
    /** The series it belongs to, `6.1`. */
    line: kernelIdSchema,
    version: kernelIdSchema,
    /** The distribution's package and release where the source tells it: `linux-source-6.1 6.1.192-2`. */
    package: lineSchema.optional(),
  }),
  /** The folder, archive, package or commit that was indexed; `name` without the folders above it. */
  source: z.strictObject({ kind: z.enum(['folder', 'tar', 'deb', 'git']), name: lineSchema }),
  /** SHA-256 over paths and contents of the tree. */
  tree_hash: sha256Schema,
  indexer_version: lineSchema,
  /** A date that comes with the tree (of its package or its newest file), never the clock: packs are reproducible. */
  indexed_at: z.iso.datetime().nullable(),
  /** The pack that this one is coded against. */
  base: baseSchema.optional(),
  arches: z.array(lineSchema.min(1)).min(1),
  counts: z.strictObject({
    files: countSchema,
    functions: countSchema,
    sites: countSchema,
    edges: countSchema,
    ops_tables: countSchema,
    syscalls: countSchema,
    /** What was left out, by reason. */
    skipped: z.record(lineSchema, countSchema),
  }),
});
export type PackDescription = z.infer<typeof packDescriptionSchema>;

/** The manifest in the head of a pack: the description, and the database that follows it, uncompressed. */
export const packManifestSchema = packDescriptionSchema.extend({
  database: z.strictObject({ bytes: z.int().positive(), sha256: sha256Schema }),
});
export type PackManifest = z.infer<typeof packManifestSchema>;
