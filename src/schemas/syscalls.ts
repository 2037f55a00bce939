/** `GET /v1/kernels/{kernel}/syscalls` and `/v1/kernels/{kernel}/syscalls/{syscall}`. */
import { z } from '@hono/zod-openapi';
import { KernelRef } from './names.js';
import { Page } from './query.js';

/** The entry of the same call for another ABI of the arch (`ia32` programs on x86_64, and the like). */
const CompatEntry = z.object({ abi: z.string(), number: z.int(), entry: z.string() }).openapi('CompatEntry');

const SyscallSummary = z
  .object({
    name: z.string(),
    number: z.int(),
    abi: z.string(),
    entry: z.string().openapi({ description: 'The symbol to trace.' }),
    compat_entries: z.array(CompatEntry),
    errnos: z.array(z.string()),
  })
  .openapi('Syscall');

export const SyscallsAnswer = z
  .object({ kernel: KernelRef, arch: z.string(), syscalls: z.array(SyscallSummary), ...Page })
  .openapi('Syscalls');

const ErrnoCount = z
  .object({
    name: z.string(),
    origins: z.int(),
    documented: z.boolean().nullable().openapi({
      description: 'Whether the manual page lists it; null where it has no list of errors for the syscall.',
    }),
  })
  .openapi('ErrnoCount');

/** A syscall, without its errnos. */
export const SyscallFacts = SyscallSummary.omit({ errnos: true }).extend({
  kernel: KernelRef,
  arch: z.string(),
  syscall: z.string(),
  file: z.string().nullable(),
  line: z.int().nullable(),
});
export type SyscallFacts = z.infer<typeof SyscallFacts>;

export const SyscallAnswer = SyscallFacts.extend({ errnos: z.array(ErrnoCount) }).openapi('SyscallDetail');
