/** The resources without what stands between them and the network, so that one surface asks another as a client would. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { App, AppDeps, AppEnv } from './app-deps.js';
import { invalidRequest, problemOf, sendProblem } from './problems.js';
import { RESOURCES } from './resources.js';

/** Asks a call of the API in this process: `/v1/errnos/ENOSPC`, or a body that is sent as JSON. */
export type Inner = (path: string, body?: unknown) => Promise<Response>;

/** @param dataset - names what the answers are from, as for every request */
export function innerApp(deps: AppDeps, dataset: () => Promise<string>): Inner {
  const app: App = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error, result.target);
    },
  });
  app.onError((error, c) => {
    const problem = problemOf(error);
    if (problem.status >= 500 && problem !== error) deps.onError?.(error);
    return sendProblem(c, problem);
  });
  app.use(async (c, next) => {
    c.set('dataset', await dataset());
    await next();
  });
  for (const add of RESOURCES) add(app, deps);
  return async (path, body) => {
    if (body === undefined) return app.request(path);
    const headers = { 'content-type': 'application/json' };
    return app.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  };
}
