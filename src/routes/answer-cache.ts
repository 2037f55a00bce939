/** Keeps the answers to what is asked again as they were sent, so that these cost no search, no JSON and no compression. */
import type { Context, MiddlewareHandler } from 'hono';
import { keep as remember } from '../domain/recall.js';
import type { AppDeps, AppEnv } from './app-deps.js';

/** Bytes of all answers that are kept, unless told; of one; and of the body of a question that is kept with it. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_OF_ONE = 512 * 1024;
const MOST_ASKED = 16 * 1024;

/** Questions that were asked once are known by their text: so many of the newest. */
const MOST_ONCE = 4096;

interface Kept {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/** What differs from one request to the next although the question is the same. */
const OWN_OF_REQUEST = new Set(['x-request-id', 'date']);

/**
 * Answers what is asked under `/v1/` from memory where it can, and remembers what the rest of the application answers with
 * 200 to what it was asked before: most is asked once, and copying an answer takes a tenth of the time that it takes. One
 * dataset gives one answer to a question, so that nothing goes stale: an application is made anew where its packs change.
 * Clients are admitted as ever.
 */
export function answerCache({ answerBytes = MOST_BYTES, admit }: AppDeps): MiddlewareHandler<AppEnv> {
  const kept = new Map<string, Kept>();
  const once = new Map<string, true>();
  let bytes = 0;
  const sizeOf = (key: string): number => key.length * 2 + (kept.get(key)?.body.byteLength ?? 0);
  const forget = (key: string): void => {
    if (kept.has(key)) bytes -= sizeOf(key);
    kept.delete(key);
  };
  const keep = (key: string, one: Kept): void => {
    forget(key);
    kept.set(key, one);
    bytes += sizeOf(key);
    for (const oldest of kept.keys()) if (bytes > answerBytes) forget(oldest);
  };
  return async (c, next) => {
    const key = answerBytes === 0 ? undefined : await questionOf(c);
    if (key === undefined) return next();
    const known = kept.get(key);
    if (known !== undefined && ((await admit?.(c.req.raw, c.env)) ?? 0) === 0) {
      kept.delete(key);
      kept.set(key, known);
      // Bytes and plain headers are written as they are by the server on Node, which takes a third of the time.
      return new Response(known.body, { headers: { ...known.headers, 'x-request-id': c.get('requestId') } });
    }
    await next();
    if (c.res.status !== 200) return;
    if (!once.delete(key)) return remember(once, key, MOST_ONCE, true);
    if (c.res.body === null) return;
    const body = new Uint8Array(await c.res.arrayBuffer());
    const headers = Object.fromEntries([...c.res.headers].filter(([name]) => !OWN_OF_REQUEST.has(name)));
    c.res = new Response(body, c.res);
    if (body.byteLength <= MOST_OF_ONE) keep(key, { body, headers });
  };
}

/** All that an answer depends on, as one text; undefined where it is not kept: large bodies, and whoever may have it already. */
async function questionOf(c: Context<AppEnv>): Promise<string | undefined> {
  const { method, url } = c.req.raw;
  if (!c.req.path.startsWith('/v1/') || c.req.header('if-none-match') !== undefined) return undefined;
  const asked = `${method} ${c.req.header('accept-encoding') ?? ''} ${url}`;
  if (method === 'GET') return asked;
  const type = c.req.header('content-type') ?? '';
  const length = Number(c.req.header('content-length') ?? Number.POSITIVE_INFINITY);
  if (method !== 'POST' || !type.startsWith('application/json') || !(length <= MOST_ASKED)) return undefined;
  return `${asked} ${type} ${await c.req.text()}`;
}
