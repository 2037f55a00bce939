/** Requests as records: an id each, how it ended, how long it took; what a client wrote is in them only where that is asked for. */
import { matchedRoutes } from 'hono/route';
import type { App, AppDeps } from './app-deps.js';

/** One request, after its answer. */
export interface RequestRecord {
  /** That of the client, where it sent a good one in `X-Request-Id`; it is in the answer as well. */
  readonly id: string;
  readonly method: string;
  /** The path as a pattern; '' where nothing is at the path. */
  readonly route: string;
  readonly status: number;
  /** Until the answer was ready. */
  readonly ms: number;
  /** Path and query as they were sent; only where content is asked for. */
  readonly address?: string;
  /** The beginning of a body; only where content is asked for. */
  readonly body?: string;
}

/** Where records go. */
export interface RequestLog {
  /** Whether records hold what the client wrote: its question, its trace. */
  readonly content: boolean;
  write(record: RequestRecord): void;
}

/** Characters of a body that are kept: enough to ask the same again, for most. */
const BODY_KEPT = 4096;

/** Methods of HTTP that are told apart; a client can make up others. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);

/** Counts and records every request, where there is something to do so with; to be added first, behind the ids. */
export function watchRequests(app: App, { metrics, log }: AppDeps): void {
  if (metrics === undefined && log === undefined) return;
  app.use(async (c, next) => {
    const start = performance.now();
    // Read beside the answer: a copy that nobody reads would be kept as a whole.
    const body = log?.content && c.req.raw.body !== null ? beginningOf(c.req.raw.clone()) : undefined;
    await next();
    const ms = performance.now() - start;
    const route = matchedRoutes(c).findLast(({ path }) => !path.includes('*'))?.path ?? '';
    const method = METHODS.has(c.req.method) ? c.req.method : 'OTHER';
    const { status } = c.res;
    metrics?.observe(method, route, status, ms / 1000);
    if (log === undefined) return;
    const record = { id: c.get('requestId'), method, route, status, ms: Math.round(ms * 10) / 10 };
    if (!log.content) log.write(record);
    else {
      const { pathname, search } = new URL(c.req.url);
      const sent = await body;
      log.write({ ...record, address: `${pathname}${search}`, ...(sent !== undefined && { body: sent }) });
    }
  });
}

/** Nothing where it cannot be read: whoever answers tells the client. */
async function beginningOf(request: Request): Promise<string | undefined> {
  const reader = request.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read())
      if (text.length < BODY_KEPT) text += part.value;
  } catch {
    return undefined;
  }
  return text.slice(0, BODY_KEPT);
}
