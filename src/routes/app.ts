/** The HTTP application: the same on Node and on Workers. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { AskRequest } from '../schemas/ask.js';
import { answerCache } from './answer-cache.js';
import type { App, AppDeps, AppEnv } from './app-deps.js';
import { type AnswerQuestion, askRoutes, questionAnswerer } from './ask.js';
import { caching, datasetHash } from './caching.js';
import { chatRoutes } from './chat/chat.js';
import { docsRoute } from './docs.js';
import { healthRoutes } from './health.js';
import { type Inner, innerApp } from './inner-app.js';
import { mcpRoute } from './mcp.js';
import { metricsRoute } from './metrics.js';
import { PAGE_PATHS, pageRoutes, problemPage } from './pages/pages.js';
import { wantsProblemPage } from './pages/wants-page.js';
import { invalidRequest, ProblemError, problemOf, sendProblem } from './problems.js';
import { watchRequests } from './request-log.js';
import { RESOURCES } from './resources.js';
import { bringsText } from './sent-text.js';

/** 16 MB of symbols and the rest of a plan's request. */
const MAX_BODY_BYTES = 17 * 1024 * 1024;

/** Characters of a URL; a question takes some hundred. */
const MAX_URL = 8192;

/** Characters of the id that a client may give a request; a longer one is replaced. */
const MAX_REQUEST_ID = 128;

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** Builds the application over opened packs. */
export function createApp(deps: AppDeps): App {
  const app: App = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error, result.target);
    },
  });
  app.onError((error, c) => {
    const problem = problemOf(error);
    const inside = problem === error ? error.cause : error;
    if (problem.status >= 500 && inside instanceof Error) deps.onError?.(inside, c.get('requestId'));
    return sendProblem(c, problem);
  });
  app.notFound((c) => {
    const problem = noRoute(app, c.req.method, c.req.path);
    return wantsProblemPage(c) ? problemPage(c, problem, {}) : sendProblem(c, problem);
  });

  app.use(requestId({ limitLength: MAX_REQUEST_ID }));
  watchRequests(app, deps);
  app.use(answerCache(deps));
  const exposeHeaders = ['ETag', 'X-Request-Id'];
  const openToAll = cors({ origin: '*', allowMethods: ['GET', 'HEAD'], exposeHeaders, maxAge: 86_400 });
  app.use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin' }));
  app.use(async (c, next) => {
    if (c.req.method === 'OPTIONS') return openToAll(c, next);
    await next();
    // Behind the answer: one that comes where headers are set already is copied, as a stream.
    if (c.req.method !== 'POST') await openToAll(c, async () => {});
  });
  if (deps.compress) app.use(compress());
  let hash: Promise<string> | undefined;
  const dataset = (): Promise<string> => {
    hash ??= datasetHash(deps);
    return hash;
  };
  app.use(caching(dataset));
  const { admit } = deps;
  const admitted: MiddlewareHandler<AppEnv> = async (c, next) => {
    if (c.req.url.length > MAX_URL)
      throw new ProblemError('too-long', `An address may have at most ${MAX_URL} characters.`);
    const wait = (await admit?.(c.req.raw, c.env)) ?? 0;
    if (wait === 0) return next();
    const headers = { 'retry-after': String(wait) };
    throw new ProblemError('too-many-requests', `Ask again in ${wait} s.`, { headers });
  };
  // Agents ask at /mcp what others ask there; chats have shown a secret.
  for (const path of ['/v1/*', '/mcp', ...PAGE_PATHS]) app.use(path, admitted);
  const tooLarge = new ProblemError('too-large', `The body may have at most ${MAX_BODY_BYTES} bytes.`);
  app.on('POST', '/v1/*', async (c, next) => {
    const type = c.req.header('content-type') ?? '';
    if (!JSON_TYPE.test(type) && !bringsText(c)) {
      throw new ProblemError(
        'unsupported-media-type',
        'Send the body as application/json, or the lists of a kernel as text/plain.',
      );
    }
    await next();
  });
  const limited = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => sendProblem(c, tooLarge) });
  // What has no body is not looked at for one: that makes a whole request of a light one.
  app.use((c, next) => (c.req.method === 'GET' || c.req.method === 'HEAD' ? next() : limited(c, next)));

  const inner = innerApp(deps, dataset);
  const answer = questionAnswerer(deps, inner);
  // Before the index for programs, which has the address of the start page.
  pageRoutes(app, deps, answer);
  healthRoutes(app, deps);
  metricsRoute(app, deps);
  for (const add of RESOURCES) add(app, deps);
  askRoutes(app, answer);
  chatRoutes(app, deps, answer);
  mcpRoute(app, deps, withQuestions(inner, answer));
  const description =
    'Where in the kernel an errno starts, the path it takes to the syscall, and the commands that prove it.';
  const info = { title: 'errnopath', version: deps.version, description };
  app.doc31('/openapi.json', { openapi: '3.1.0', info });
  docsRoute(app, info);
  return app;
}

/** The resources, and questions in plain words. */
function withQuestions(inner: Inner, answer: AnswerQuestion): Inner {
  return async (path, body) => {
    if (path !== '/v1/ask') return inner(path, body);
    try {
      return Response.json(await answer(AskRequest.parse(body)));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return Response.json(error.problem, { status: error.status });
    }
  };
}

/** 405 where the path exists for other methods, else 404. */
function noRoute(app: App, method: string, path: string): ProblemError {
  const allowed = new Set(
    app.routes
      .filter((route) => route.method !== 'ALL' && !route.path.includes('*') && pattern(route.path).test(path))
      .flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])),
  );
  if (allowed.size === 0)
    return new ProblemError('not-found', `There is nothing at ${path.slice(0, 300)}; see /openapi.json.`);
  const allow = [...allowed, 'OPTIONS'].join(', ');
  return new ProblemError('method-not-allowed', `${method} is not possible here, only ${allow}.`, {
    headers: { allow },
  });
}

/** A route's path as a pattern; the literal parts of ours hold word characters and dots only. */
function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`);
}
