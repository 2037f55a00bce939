/** A cause: a curated page on one real-world reason of an errno, as `data/causes/` holds it and as answers carry it. */
import { z } from '@hono/zod-openapi';
import { Page } from './query.js';

/** What causes are about: where a reader would look for one. */
export const TOPICS = [
  ...['mounts', 'watches', 'namespaces', 'cgroups', 'keys', 'ipc', 'memory', 'files', 'processes', 'scheduling'],
  ...['io-uring', 'aio', 'tracing', 'bpf', 'security', 'netfilter', 'network', 'sockets', 'file-systems', 'overlay'],
  ...['nfs', 'fuse', 'block', 'quotas', 'modules', 'exec', 'clocks'],
] as const;

const Text = z.string().min(1).max(600);
const ErrnoName = z.string().regex(/^E[A-Z0-9]+$/, 'must be the canonical name of an errno');
const FunctionName = z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a function');

/** Releases: `>=5.10`, `<6.8`, or both with a space between. */
const KernelRange = z
  .string()
  .regex(/^(?:>=\d+\.\d+(?:\.\d+)?)?(?:(?:^| )<\d+\.\d+(?:\.\d+)?)?$/, 'must look like ">=5.10 <6.8"')
  .min(1);

/** A function in which the errno starts, or because of which its caller sets it. */
const CauseOrigin = z
  .strictObject({
    function: FunctionName,
    file: z.string().optional().openapi({ description: 'Where several files define the name.' }),
    errno: ErrnoName.optional().openapi({
      description: 'What it returns, where callers turn that into another errno.',
    }),
    guard: z
      .string()
      .min(1)
      .optional()
      .openapi({ description: 'Part of the guard, where other sites have other causes.' }),
    reason_of: FunctionName.optional().openapi({
      description: 'The function that sets the errno because of what this one says.',
    }),
    kernels: KernelRange.optional().openapi({ description: 'The releases in which this holds; all where absent.' }),
  })
  .openapi('CauseOrigin');
export type CauseOrigin = z.infer<typeof CauseOrigin>;

/** A command that only reads, and what in its output proves the cause. */
export const CauseCheck = z.strictObject({ command: Text, proves: Text }).openapi('CauseCheck');
export type CauseCheck = z.infer<typeof CauseCheck>;

/** What helps; `temporary` lasts until the next boot at most. */
const CauseFix = z
  .strictObject({
    lasts: z.enum(['temporary', 'permanent']),
    does: Text,
    command: Text.optional(),
  })
  .openapi('CauseFix');

/** A limit or a state that looks alike and is not it. */
const CauseSibling = z.strictObject({ name: z.string().min(1).max(120), why: Text }).openapi('CauseSibling');

/** One file of `data/causes/`. */
export const Cause = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case words with dashes between'),
    topic: z.enum(TOPICS),
    title: z.string().min(10).max(100),
    summary: Text,
    errnos: z.array(ErrnoName).min(1).openapi({ description: 'What the program sees.' }),
    syscalls: z.array(z.string().regex(/^[a-z_][a-z0-9_]*$/)).min(1),
    messages: z.array(z.string().min(1).max(200)).openapi({
      description: 'What programs print, `*` for whatever stands between; case and spaces do not matter.',
    }),
    kernels: KernelRange.optional().openapi({ description: 'The releases that can have it; all where absent.' }),
    origins: z.array(CauseOrigin).min(1),
    tunables: z.array(z.string().min(1)),
    checks: z.array(CauseCheck).min(1),
    fixes: z.array(CauseFix).min(1),
    siblings: z.array(CauseSibling),
    sources: z.array(z.url({ protocol: /^https$/ })).min(1),
  })
  .openapi('Cause');
export type Cause = z.infer<typeof Cause>;

/** A cause as other answers carry it; `/v1/causes/{id}` has the rest. */
export const CauseRef = z
  .object({
    id: z.string(),
    title: z.string(),
    summary: z.string(),
    tunables: z.array(z.string()),
    checks: z.array(CauseCheck),
  })
  .openapi('CauseRef');
export type CauseRef = z.infer<typeof CauseRef>;

/** The causes of a function or a site; absent where none is known. */
export const CauseRefs = z.array(CauseRef).optional().openapi({
  description: 'Known real-world causes that match, with what confirms them; absent where none is known.',
});

export const CausesAnswer = z.object({ causes: z.array(Cause), ...Page }).openapi('Causes');
