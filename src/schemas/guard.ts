/** The conditions under which a site is reached. */
import { z } from '@hono/zod-openapi';
import { GUARD_KINDS } from '../store/site-guards.js';

/** A condition that holds at a site, as C would test it: `!(x)` in an `else`. */
export const Guard = z
  .object({
    kind: z.enum(GUARD_KINDS).openapi({
      description:
        '`if` tested and true, `else` tested and false, `case`/`default` labels of a `switch`, `loop` inside its body, `exit` behind a loop that ran to its end, `left` a test before it did not leave, `jump` a macro jumps to a label, `call` an allocator of numbers gave none.',
    }),
    text: z.string(),
    line: z.int(),
  })
  .openapi('Guard');
export type Guard = z.infer<typeof Guard>;

/** What a name in a guard was set from. */
export const GuardValue = z.object({ name: z.string(), value: z.string(), line: z.int() }).openapi('GuardValue');
export type GuardValue = z.infer<typeof GuardValue>;

/** What an answer tells of a site's guards. */
export const SiteGuardFields = {
  guards: z
    .array(Guard)
    .openapi({ description: 'The guard and the conditions around it, innermost first; empty where nothing is known.' }),
  other_guards: z
    .array(Guard)
    .openapi({ description: 'Guards of the other ways: `err = -E; if (a) goto out; if (b) goto out;`' }),
  values: z
    .array(GuardValue)
    .openapi({ description: 'What names that the guard compares were set from, nearest first.' }),
  file_config: z.string().nullable().openapi({ description: 'The option of the Makefiles that builds the file.' }),
} as const;
