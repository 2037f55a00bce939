/** Bodies that are plain text: what a machine says of its kernel, read as it streams in. */
import type { Context } from 'hono';
import { type KernelText, kernelTextReader } from '../domain/kernel-text.js';
import { ProblemError } from './problems.js';

const TEXT = /^text\/plain\s*(?:;|$)/i;

/** Whether a request brings its question in the URL, and the kernel's own lists as its body. */
export function bringsText(c: Context): boolean {
  return TEXT.test(c.req.header('content-type') ?? '');
}

/** The JSON of a body that could be either; a text never comes here, as its media type says so. */
export function sentJson<T>(body: string | T): T {
  if (typeof body !== 'string') return body;
  throw new ProblemError('unsupported-media-type', 'Send the text as text/plain.');
}

/** Reads the body: symbols and options in any order. */
export async function readKernelText(c: Context): Promise<KernelText> {
  const reader = kernelTextReader();
  const { body } = c.req.raw;
  const stream = body?.getReader();
  for (let part = await stream?.read(); part !== undefined && !part.done; part = await stream?.read())
    reader.read(part.value);
  const text = reader.end();
  if (text.symbols.size > 0 || text.options.size > 0) return text;
  throw new ProblemError(
    'bad-request',
    'The body holds neither a symbol nor an option: send available_filter_functions, /proc/kallsyms, System.map or a configuration.',
  );
}
