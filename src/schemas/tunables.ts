/** `GET /v1/kernels/{kernel}/tunables` and `…/tunables/{name}`: settings, and what each can make fail. */
import { z } from '@hono/zod-openapi';
import { TUNABLE_KINDS } from '../store/tunable-columns.js';
import { ErrnoRef, KernelRef } from './names.js';
import { orNull } from './or-null.js';
import { Tunable } from './origin.js';
import { Page } from './query.js';

export const TunableKindName = z.enum(TUNABLE_KINDS).openapi({
  description:
    '`boot`: a parameter of the boot line; `cgroup`: a file of a control group; `constant`: fixed when the kernel is built; ' +
    '`module`: a parameter of a module; `mount`: a mount option; `proc`: a file of procfs; `rlimit`: a limit of processes; ' +
    '`sysctl`: a file below /proc/sys; `sysfs`: an attribute below /sys, beside those of modules.',
});

/** An origin that a tunable bounds, by its place among all of them. */
const TunableOrigin = z.object({
  rank: z.int().min(1),
  score: z.number().min(0).max(1),
  function: z.string(),
  file: z.string(),
  line: z.int(),
});

export const TunableDetail = z
  .object({
    ...Tunable.shape,
    kind: TunableKindName,
    default_written: z
      .string()
      .nullable()
      .openapi({
        description:
          'The default as the code has it, where the configuration of the kernel decides: `default` is then what the ' +
          'kernel’s own Kconfig files give (CONFIG_HZ=250 among it).',
      }),
    default_set_by: z
      .string()
      .nullable()
      .openapi({ description: 'The function that computes the default while the kernel or a namespace starts.' }),
    min: z.string().nullable(),
    max: z.string().nullable(),
    documented: z
      .object({ file: z.string(), anchor: z.string() })
      .nullable()
      .openapi({ description: 'Where the tree’s own Documentation speaks of it.' }),
    defined: z
      .object({ file: z.string(), line: z.int().nullable() })
      .openapi({ description: 'The code that makes it.' }),
    sites: z.int().min(0).openapi({ description: 'How many sites depend on it.' }),
    errnos: z.array(z.string()).openapi({ description: 'What these give; `any` where it comes from outside.' }),
    origins: z
      .array(TunableOrigin)
      .optional()
      .openapi({ description: 'Asked for a syscall and an errno: the origins that it bounds, the first 5.' }),
  })
  .openapi('TunableDetail');
export type TunableDetail = z.infer<typeof TunableDetail>;

export const TunablesAnswer = z
  .object({
    kernel: KernelRef,
    arch: z.string().nullable(),
    syscall: z.string().nullable(),
    errno: orNull(ErrnoRef),
    tunables: z.array(TunableDetail),
    ...Page,
  })
  .openapi('Tunables');

/** A site that depends on a tunable. */
export const TunableFailure = z
  .object({
    errno: z.string(),
    function: z.string(),
    file: z.string(),
    line: z.int(),
    guard: z.string().nullable(),
  })
  .openapi('TunableFailure');
export type TunableFailure = z.infer<typeof TunableFailure>;

export const TunableAnswer = z
  .object({
    kernel: KernelRef,
    name: z.string(),
    tunables: z
      .array(
        z.object({ ...TunableDetail.shape, failures: z.array(TunableFailure) }).openapi('TunableWithFailures', {
          description: '`failures`: the sites that depend on it, the first 500.',
        }),
      )
      .openapi({ description: 'All that have this name; of constants each file may have its own.' }),
  })
  .openapi('TunablesNamed');
export type TunableAnswer = z.infer<typeof TunableAnswer>;
