/** What a pack says of the whole kernel, row by row, from `errnopath export` in a process of its own. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { LAUNCHER } from '../e2e/service.js';

const name = z.string();
const line = z.number().int();

/** The rows of `errnopath export`, by its option; fields that nothing here reads are not listed. */
export const EXPORTS = {
  /** Without `errno`: a function that is known and returns none. */
  returns: z.object({ file: name, function: name, errno: name.nullish(), own: z.boolean().nullish() }),
  calls: z.object({ caller: name, caller_file: name, callee: name, callee_file: name.nullish(), via: name.nullish() }),
  functions: z.object({ name, file: name, line, probeable: z.number() }),
  sites: z.object({ file: name, function: name, errno: name, line, guard: name.nullish() }),
  tunables: z.object({ kind: name, name, default: name.nullish() }),
} as const;
export type Export = keyof typeof EXPORTS;
export type ReturnsExport = z.infer<typeof EXPORTS.returns>;
export type CallsExport = z.infer<typeof EXPORTS.calls>;
export type FunctionsExport = z.infer<typeof EXPORTS.functions>;
export type TunablesExport = z.infer<typeof EXPORTS.tunables>;
export type SitesExport = z.infer<typeof EXPORTS.sites>;

/** Rows as they come, or at hand. */
export type Rows<Row> = AsyncIterable<Row> | Iterable<Row>;

/** Which pack is exported, and for which arch. */
export interface Exported {
  readonly packs: string;
  readonly kernel: string;
  /** Every arch without. */
  readonly arch?: string;
}

/**
 * Streams one export; the process ends with the loop over it.
 * @throws Error when the command fails, or prints a row that does not fit
 */
export async function* exportRows<Kind extends Export>(
  kind: Kind,
  { packs, kernel, arch }: Exported,
): AsyncGenerator<z.infer<(typeof EXPORTS)[Kind]>> {
  const argv = [
    LAUNCHER,
    'export',
    kernel,
    `--${kind}`,
    '--packs',
    packs,
    ...(arch === undefined ? [] : ['--arch', arch]),
  ];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  try {
    for await (const text of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      yield EXPORTS[kind].parse(JSON.parse(text)) as z.infer<(typeof EXPORTS)[Kind]>;
    }
    const [status] = await ended;
    if (status !== 0) throw new Error(`errnopath export --${kind} failed with ${status}`);
  } finally {
    if (child.exitCode === null && child.signalCode === null) child.kill();
    await ended;
  }
}
