/** `GET /v1/kernels/{kernel}/functions/{name}`: the definitions of a function. */
import { z } from '@hono/zod-openapi';
import { VIAS } from '../domain/graph.js';
import { CauseRefs } from './cause.js';
import { KernelRef } from './names.js';
import { Evidence, Probe, Tunable } from './origin.js';
import { Site } from './sites.js';

/** A function at the other end of a return-flow edge; `line` is the line of the call in the caller. */
export const Neighbour = z
  .object({
    function: z.string(),
    file: z.string(),
    line: z.int().nullable(),
    via: z.enum(VIAS),
    table: z.string().optional(),
  })
  .openapi('Neighbour');
export type Neighbour = z.infer<typeof Neighbour>;

export const FunctionDefinition = z
  .object({
    name: z.string(),
    file: z.string(),
    line: z.int(),
    end_line: z.int(),
    static: z.boolean(),
    inline: z.boolean(),
    weak: z.boolean(),
    stub: z.boolean().openapi({ description: 'The empty stand-in of a function that another configuration compiles.' }),
    config: z.string().nullable(),
    entries: z.array(z.string()).openapi({ description: 'The entry symbols, for the body of a syscall.' }),
    sites: z.array(Site),
    callees: z.array(Neighbour),
    callees_total: z.int(),
    callers: z.array(Neighbour),
    callers_total: z.int(),
    probe: z.object({ ...Probe.shape, evidence: Evidence }),
    tunables: z.array(Tunable),
    causes: CauseRefs,
  })
  .openapi('Function');
export type FunctionDefinition = z.infer<typeof FunctionDefinition>;

export const FunctionAnswer = z
  .object({ kernel: KernelRef, name: z.string(), definitions: z.array(FunctionDefinition) })
  .openapi('Functions');
export type FunctionAnswer = z.infer<typeof FunctionAnswer>;
