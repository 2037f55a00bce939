/** Whether a client is a browser, where one address has a page and an answer for programs. */
import type { Context } from 'hono';

/** Browsers ask for `text/html` by name; programs for anything, or for JSON. */
export function wantsPage(c: Context): boolean {
  return (c.req.header('accept') ?? '').includes('text/html');
}
