/** The rows of the truth files, checked when they are read; README.md says where each file comes from. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const errno = z.string().regex(/^E[A-Z0-9_]+$/, 'must be the name of an errno');
const name = z.string().min(1);
const line = z.number().int().positive();
/** A fact that is left out where it does not hold. */
const flag = z.union([z.literal(1), z.literal(true)]).optional();

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
const incident = {
  id: name,
  errno,
  syscall: name,
  context: z.string(),
  root_function: name,
  tunable: z.string(),
  site_6_1: z.string(),
  /** What the report tells beside syscall and errno, as parameters of a question. */
  given: z
    .strictObject({
      fs: z.array(name).optional(),
      module: z.array(name).optional(),
      cmd: name.optional(),
      family: name.optional(),
    })
    .optional(),
};
export const caseRow = z.strictObject({ ...incident, source: z.url(), verified: z.boolean() });
/** An incident of our own: `on` has what differs in other lines, and null where such a kernel cannot have it. */
export const ownCaseRow = z.strictObject({
  ...incident,
  on: z.record(name, z.strictObject({ root_function: name }).nullable()).default({}),
});
export type CaseRow = Pick<z.infer<typeof caseRow>, keyof typeof incident>;

/** Our own incidents as they are in a line of kernels. */
export function ownCasesOf(line: string, rows: readonly z.infer<typeof ownCaseRow>[]): readonly CaseRow[] {
  return rows.flatMap(({ on, ...row }) => (on[line] === null ? [] : [{ ...row, ...on[line] }]));
}

/** A file below /proc/sys of a running kernel that can be written; without `value` what it shows is long or binary. */
export const sysctlRow = z.strictObject({ name, value: z.string().optional() });
export type SysctlRow = z.infer<typeof sysctlRow>;

/** A site that was drawn at random, with its guard as it was read against the source. */
export const guardRow = z.strictObject({
  file: z.string().regex(/^(?:fs|mm|ipc|kernel|net)\//),
  line,
  function: z.string(),
  errno: z.string(),
  /** What errnopath says. */
  guard: z.string().max(160).nullable(),
  /** What the source says. */
  source: name,
  right: z.boolean(),
  /** What is wrong. */
  why: z.string().optional(),
  /** What was wrong when it was drawn. */
  mended: z.string().optional(),
});
export type GuardRow = z.infer<typeof guardRow>;

/** The errnos that smatch saw a function return, itself or through its callees. */
export const returnsRow = z.strictObject({
  file: name,
  function: name,
  type: z.string().optional(),
  errnos: z.array(errno).default([]),
  /** Where they are returned, by errno. */
  lines: z.record(errno, z.array(line)).default({}),
  /** Some path returns a value that smatch cannot bound: `errnos` is not all. */
  unknown: flag,
  /** Those of `errnos` that smatch saw only once it knew callees in other files. */
  deep: z.array(errno).default([]),
  /** Where EPERM comes from, when it is a -1 without the word: a plain -1 in the text, or a callee. */
  minus1: z.enum(['own', 'callee']).optional(),
});
export type ReturnsRow = z.infer<typeof returnsRow>;

/** A call in the compiled kernel, as its debugging information has it. */
export const callRow = z.strictObject({
  caller: name,
  caller_file: name,
  callee: name,
  callee_file: name.optional(),
  kind: z.enum(['call', 'inline', 'tail']),
  line: line.optional(),
  /** The callee's name is written in the caller's text. */
  txt: flag,
  /** The caller is made by a macro. */
  gen: flag,
});
export type CallRow = z.infer<typeof callRow>;

/** A function of the compiled kernel: what became of it, and whether its text holds an errno. */
export const compiledRow = z.strictObject({
  name,
  file: name,
  line,
  end_line: line,
  symbols: z.array(name).default([]),
  /** Functions that hold an inlined copy of it. */
  inlined_into: line.optional(),
  /** It starts with a call that ftrace can use. */
  fentry: flag,
  sections: z.array(name).default([]),
  kprobe_blacklist: flag,
  /** Made by a macro. */
  gen: flag,
  /** It was compiled, and lines `line` to `end_line` hold a literal `-EXXX` outside comments and strings. */
  errno: flag,
});
export type CompiledRow = z.infer<typeof compiledRow>;

/**
 * Reads a truth file of this folder; one named `*.gz` is unpacked.
 * @throws Error that names file and line of a row that does not fit
 */
export function readRows<Row>(file: string, schema: z.ZodType<Row>): readonly Row[] {
  const bytes = readFileSync(join(import.meta.dirname, file));
  return parseRows((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'), file, schema);
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
