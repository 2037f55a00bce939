/** What the addresses of pages ask with. */
import { z } from '@hono/zod-openapi';
import { MAX_QUESTION } from '../../schemas/ask.js';
import { Name } from '../../schemas/query.js';
import { invalidRequest } from '../problems.js';

/** Parameters that others append to addresses mean nothing here, and are passed over. */
const PageQuery = z.object({
  q: z.string().trim().min(1).max(MAX_QUESTION).optional(),
  kernel: Name.optional(),
  arch: Name.optional(),
  errno: Name.optional(),
  syscall: Name.optional(),
  cmd: Name.optional(),
  family: Name.optional(),
  fs: Name.optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** An empty field of a form asks nothing. */
export function pageQuery(fields: Readonly<Record<string, string>>): PageQuery {
  const set = Object.entries(fields).filter(([, value]) => value.trim() !== '');
  const parsed = PageQuery.safeParse(Object.fromEntries(set));
  if (!parsed.success) throw invalidRequest(parsed.error, 'query');
  return parsed.data;
}

/** Those that are set, as an address keeps them. */
export function kept(query: PageQuery): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
