/** Whether a client is a browser, where one address has a page and an answer for programs. */
import type { Context } from 'hono';

/** Browsers ask for `text/html` by name; programs for anything, or for JSON. */
export function wantsPage(c: Context): boolean {
  return (c.req.header('accept') ?? '').includes('text/html');
}

/** Addresses of programs alone: what goes wrong there is told to them, whoever asks. */
const OF_PROGRAMS = /^\/(?:v1|chat|mcp|healthz|readyz|metrics|openapi\.json)(?:\/|$)/;

/** Whether what went wrong is drawn as a page: where a browser looked for one. */
export function wantsProblemPage(c: Context): boolean {
  return wantsPage(c) && (c.req.method === 'GET' || c.req.method === 'HEAD') && !OF_PROGRAMS.test(c.req.path);
}
