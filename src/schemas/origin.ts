/** The main answer: the functions in which an errno can originate, with path, sites and probe symbol. */
import { z } from '@hono/zod-openapi';
import { VIAS } from '../domain/graph.js';
import { SITE_KINDS } from '../store/schema.js';
import { SOURCES } from '../store/sources.js';
import { CauseRefs } from './cause.js';
import { SiteGuardFields } from './guard.js';

/** A limit that a guard depends on, and where it is read and set. */
export const Tunable = z
  .object({
    kind: z.string(),
    name: z.string(),
    path: z.string().nullable().optional(),
    variable: z.string().nullable().optional(),
    default: z.string().nullable().optional(),
  })
  .openapi('Tunable');
export type Tunable = z.infer<typeof Tunable>;

/** The symbol to attach to in order to see a function return, and how likely a compiled kernel has it (0..1). */
export const Probe = z.object({ symbol: z.string(), likelihood: z.number().min(0).max(1) }).openapi('Probe');
export type Probe = z.infer<typeof Probe>;

/** What a probe symbol rests on: a prediction from the source, a known build, or the symbols that were sent. */
export const Evidence = z.enum(['predicted', 'build', 'symbols']);
export type Evidence = z.infer<typeof Evidence>;

/** An origin's own probe: as {@link Probe}, with its evidence. */
const OriginProbe = z
  .object({
    ...Probe.shape,
    evidence: Evidence,
    note: z.string().nullable().optional().openapi({
      description: 'Where the symbol is not the origin’s own: why, and what is lost on the way up to it.',
    }),
  })
  .openapi('OriginProbe');

/** The commands under one of which code stands: labels of a `switch`, tested constants, indexes and names of a table. */
const Commands = z.array(z.string()).openapi({
  description:
    'The commands under one of which this stands: constants, or names of files. The first 16, the one asked for first.',
});

/** A function because of which a site is reached: its caller tests what it gave. Its own reasons follow, one deeper. */
export const Reason = z
  .object({
    depth: z.int().min(1).openapi({ description: '1: tested by the guard itself; 2: why that said no; …' }),
    function: z.string(),
    file: z.string(),
    line: z.int().openapi({ description: 'Where it returns that, else where the function starts.' }),
    gave: z.string().nullable().openapi({
      description:
        'NULL, false, 0, true, 1, -1, errnos of its own (`ENOMEM|EIO`), `nonzero`, `negative`; null for unknown.',
    }),
    guard: z.string().nullable(),
  })
  .openapi('Reason');
export type Reason = z.infer<typeof Reason>;

/** Where in an origin the errno enters the returned value. */
export const OriginSite = z
  .object({
    line: z.int(),
    guard: z.string().nullable(),
    config: z.string().nullable(),
    tunables: z.array(Tunable),
    kind: z.enum(SITE_KINDS).optional(),
    guard_line: z.int().nullable().optional(),
    guards: SiteGuardFields.guards.optional(),
    other_guards: SiteGuardFields.other_guards.optional(),
    values: SiteGuardFields.values.optional(),
    file_config: SiteGuardFields.file_config.optional(),
    macro: z.string().nullable().optional(),
    reason: z.string().nullable().optional(),
    cmd: Commands.optional(),
    source: z.enum(SOURCES).optional().openapi({ description: 'Set where any errno can enter here from outside.' }),
    reasons: z.array(Reason).optional().openapi({ description: 'Why the guard holds, to a bounded depth.' }),
  })
  .openapi('OriginSite');
export type OriginSite = z.infer<typeof OriginSite>;

/** One function on the way from the entry to the origin; `line` is the line of its call in the function before it. */
export const PathFrame = z
  .object({
    function: z.string(),
    file: z.string(),
    line: z.int().nullable(),
    via: z.enum(VIAS).openapi({
      description:
        'How the function before it leads here; `before`: nobody calls it for the body, it sets the syscall’s result beside it, mostly before the body runs.',
    }),
    table: z.string().optional().openapi({ description: 'The ops table that holds the pointer, for `via: "ops"`.' }),
    cmd: Commands.optional(),
    probe: Probe.openapi({
      description:
        'Where its result shows: the function itself, its clone, or the nearest one above it that can be seen.',
    }),
    probeable: z.number().min(0).max(1).optional().openapi({
      description: 'The likelihood that the function itself can be attached to; 0 where the kernel’s symbols say no.',
    }),
    tail: z.literal(true).optional().openapi({
      description:
        'Calling it is the last that the function before it does: likely a jump, so that stacks lack the function before it.',
    }),
    own_symbol: z.string().optional().openapi({
      description:
        'Its own symbol, where that is likely there but a probe on it likely misses these calls; `X.part.0`, where only that was left of it, misses those that leave it early.',
    }),
    missing: z.enum(['refused', 'unlisted']).optional().openapi({
      description:
        '`refused`: it is there and takes no probe; `unlisted`: such code has a symbol of its own, and it is not among those of the kernel: a module that is not loaded, or not built.',
    }),
    errno: z.string().optional().openapi({
      description: 'What this function returns: not the errno asked for where that is rewritten above it.',
    }),
  })
  .openapi('PathFrame');
export type PathFrame = z.infer<typeof PathFrame>;

/** A route from the entry to the origin, entry first. */
export const Path = z.array(PathFrame);
export type Path = z.infer<typeof Path>;

/** A function with a site, reached from a syscall's entry in the return-flow graph. */
export const Origin = z
  .object({
    rank: z.int().min(1),
    score: z.number().min(0).max(1).openapi({ description: 'Comparable within one answer.' }),
    function: z.string(),
    file: z.string(),
    line: z.int(),
    kind: z
      .enum(['own', 'external'])
      .optional()
      .openapi({ description: '`own`: the errno is written here; `external`: any errno enters here from outside.' }),
    source: z.enum(SOURCES).optional().openapi({ description: 'Of an external origin: where the errno comes from.' }),
    source_meaning: z.string().optional().openapi({ description: 'The source, in a sentence.' }),
    errno: z
      .string()
      .optional()
      .openapi({ description: 'The errno at the sites: not the one asked for where it is rewritten on the way up.' }),
    sites: z.array(OriginSite),
    path: Path,
    alternatives: z.array(Path),
    probe: OriginProbe,
    causes: CauseRefs,
  })
  .openapi('Origin');
export type Origin = z.infer<typeof Origin>;
