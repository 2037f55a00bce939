/** The rows of the truth files, checked when they are read; README.md says where each file comes from. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const errno = z.string().regex(/^E[A-Z0-9]+$/, 'must be the name of an errno');
const name = z.string().min(1);

/** One errno that a running kernel returned, and the function where it was first seen. */
export const dynamicRow = z.strictObject({
  kernel: name,
  syscall: name,
  entry: name,
  errno,
  /** The functions that returned it, from the entry to the deepest. */
  chain: z.array(name).min(1),
  /** The last of `chain`, with a suffix of the compiler (`.isra.0`) where it has one. */
  origin: name,
  how: z.string(),
  also_returned: z.array(name),
  evidence: z.enum(['own text', 'callee', 'none']),
  /** Functions without a symbol, inlined into `origin`, whose text holds the errno. */
  inlined_candidates: z.array(name),
  origin_type: z.string(),
});
export type DynamicRow = z.infer<typeof dynamicRow>;

/** An errno that the manual page of a syscall lists. */
export const documentedRow = z.strictObject({ syscall: name, errno, page: name });
export type DocumentedRow = z.infer<typeof documentedRow>;

/** A real incident, with the function that was read in the source as its root. */
export const caseRow = z.strictObject({
  id: name,
  errno,
  syscall: name,
  context: z.string(),
  root_function: name,
  tunable: z.string(),
  source: z.url(),
  verified: z.boolean(),
  site_6_1: z.string(),
  /** What the report tells beside syscall and errno, as parameters of a question. */
  given: z
    .strictObject({ fs: z.array(name).optional(), module: z.array(name).optional(), cmd: name.optional() })
    .optional(),
});
export type CaseRow = z.infer<typeof caseRow>;

/**
 * Reads a truth file of this folder.
 * @throws Error that names file and line of a row that does not fit
 */
export function readRows<Row>(file: string, schema: z.ZodType<Row>): readonly Row[] {
  return parseRows(readFileSync(join(import.meta.dirname, file), 'utf8'), file, schema);
}

/** @param file - named in errors */
export function parseRows<Row>(text: string, file: string, schema: z.ZodType<Row>): readonly Row[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const row = schema.safeParse(parseJson(line));
    if (row.success) return [row.data];
    throw new Error(`${file}:${index + 1}: ${z.prettifyError(row.error)}`);
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // refused by the schema, which knows no row that is undefined
  }
}
