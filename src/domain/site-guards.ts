/** The guards of a site as answers show them. */

import { z } from 'zod';
import type { Guard, GuardValue } from '../schemas/guard.js';
import { GUARD_KINDS } from '../store/site-guards.js';
import type { Row } from '../store/store.js';

const conditionSchema = z.tuple([z.enum(GUARD_KINDS), z.string(), z.number().int()]);

/** The column `guards` of a site: see `SiteGuards`. */
const columnSchema = z.object({
  kind: z.enum(GUARD_KINDS),
  around: z.array(conditionSchema),
  others: z.array(conditionSchema),
  values: z.array(z.tuple([z.string(), z.string(), z.number().int()])),
});

export interface ShownGuards {
  /** The guard itself, then what is around it, innermost first. */
  readonly guards: Guard[];
  readonly other_guards: Guard[];
  readonly values: GuardValue[];
}

/** Reads them from a row with `guard`, `guard_line` and `guards`. Throws where the column holds no guards. */
export function shownGuards({ guard, guard_line, guards }: Row): ShownGuards {
  if (typeof guard !== 'string' || typeof guards !== 'string') return { guards: [], other_guards: [], values: [] };
  const { kind, around, others, values } = columnSchema.parse(JSON.parse(guards));
  const shown = ([how, text, line]: z.infer<typeof conditionSchema>): Guard => ({ kind: how, text, line });
  return {
    guards: [{ kind, text: guard, line: Number(guard_line) }, ...around.map(shown)],
    other_guards: others.map(shown),
    values: values.map(([name, value, line]) => ({ name, value, line })),
  };
}
