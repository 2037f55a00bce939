/** Parameters that several calls share, as they come in a URL. */
import { z } from '@hono/zod-openapi';
import { nearest } from '../domain/nearest.js';

export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 500;

/** A name in a URL: bounded, and free of control characters, which no name of ours holds. */
export const Name = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => !hasControlCharacter(text), 'must not hold control characters');

/** Whether `text` holds a C0 control character or DEL. */
function hasControlCharacter(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

export const Kernel = Name.openapi({
  description: 'An indexed id, a line, a `uname -r`, or `latest`.',
  example: '6.1',
});
export const Errno = Name.openapi({
  description: 'A name, a number in any usual form, or the message.',
  example: 'ENOSPC',
});
export const Syscall = Name.openapi({ description: 'A name, an entry symbol, or a number.', example: 'mount' });
export const ArchName = Name.openapi({ description: 'x86_64 unless told.', example: 'x86_64' });

/** What `cmd` and `family` are, where a failure is described. */
export const COMMAND =
  'The command of a syscall that is many in one, by the name of its constant (`F_SETLK`, `BPF_MAP_CREATE`, `SO_ATTACH_FILTER`), ' +
  'or the file that is written or read (`cgroup.procs`, `fs.mount-max`). Code of other commands moves down in the list.';
/** What `symbols` and `config` are, where they are sent. */
export const SYMBOLS =
  'The text of available_filter_functions, /proc/kallsyms or System.map, or names: with it nothing is suggested that cannot be attached to.';
export const CONFIG =
  'The text of /boot/config-* or of /proc/config.gz, unpacked: code that it leaves out is no origin.';
export const FAMILY = 'The family of the socket (`AF_UNIX`, `unix`). Code of other families moves down in the list.';

/** How many items of a list; text in a URL. */
const Limit = z
  .string()
  .regex(/^\d{1,9}$/, `must be a whole number from 1 to ${MAX_LIMIT}`)
  .transform(Number)
  .pipe(z.int().min(1).max(MAX_LIMIT))
  .default(DEFAULT_LIMIT)
  .openapi({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT });

/** The parameters of a call; one that it does not know is refused with the nearest that it does. */
export function parameters<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const near = issue.keys.flatMap((key) => nearest(key, known, 1));
      const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : `known are ${known.join(', ')}`;
      return `not known here; ${hint}`;
    },
  });
}

/** Where the page before ended; opaque. */
const Cursor = Name.optional().openapi({ description: '`next_cursor` of the page before.' });

/** A list in a URL: the parameter repeated, or its values separated by commas. */
export const NameList = z
  .union([Name, z.array(Name).max(50)])
  .transform((value) => (typeof value === 'string' ? [value] : value).flatMap((item) => item.split(',')))
  .transform((items) => items.map((item) => item.trim()).filter((item) => item !== ''))
  .openapi({ type: 'string', description: 'Repeated, or separated by commas.' });

/** Parameters of every list. */
export const Paging = { limit: Limit, cursor: Cursor };

/** Fields of an answer that is one page of a list. */
export const Page = { total: z.int().min(0), next_cursor: z.string().nullable() };
