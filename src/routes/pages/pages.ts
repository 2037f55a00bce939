/** The pages beside the API: `/`, `/k/…`, `/diff/…`, `/causes`, `/explain` and `/about`, each with its JSON twin. */
import type { Context } from 'hono';
import { ASSETS } from '../../pages/assets.js';
import { drawProblem, PAGES, type Page } from '../../pages/pages.js';
import { livePlace, pathOf, type Target } from '../../pages/place.js';
import { targetOf } from '../../pages/target-of.js';
import type { App, AppDeps, AppEnv } from '../app-deps.js';
import type { AnswerQuestion } from '../ask.js';
import { ProblemError } from '../problems.js';
import { withinTime } from '../time-limit.js';
import {
  aboutData,
  answerData,
  causesData,
  diffData,
  errnoData,
  explainData,
  functionData,
  homeData,
  kernelData,
  type PageGround,
  syscallData,
  tunableData,
} from './page-data.js';
import { kept, type PageQuery, pageQuery } from './page-query.js';
import { wantsPage } from './wants-page.js';

/** Patterns of the addresses of pages. */
export const PAGE_PATHS = ['/', '/index.json', '/k/*', '/diff/*', '/causes*', '/explain*', '/about*'] as const;

/** Nothing from elsewhere, and nothing that is written into the page itself. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

type Params = Readonly<Record<string, string>>;

interface Asked {
  readonly ground: PageGround;
  readonly params: Params;
  readonly query: PageQuery;
}

export function pageRoutes(app: App, deps: AppDeps, answer: AnswerQuestion): void {
  const ground = (c: Context<AppEnv>): PageGround => ({ deps, dataset: c.get('dataset') });
  const inTime = <Data>(c: Context<AppEnv>, load: (ground: PageGround) => Promise<Data> | Data): Promise<Data> =>
    withinTime(c, deps, 'Ask again: what was found so far is kept.', async (stop) => load({ ...ground(c), stop }));

  for (const [name, { type, text }] of Object.entries(ASSETS))
    app.get(`/assets/${name}`, (c) => c.body(text, 200, { 'content-type': type, 'content-security-policy': POLICY }));

  /** One kind of page; the last part of an address that ends with `.json` is what the twin is about. */
  const add = <Data>(path: string, kind: Page<Data>, load: (asked: Asked) => Promise<Data> | Data): void => {
    const last = /:(\w+)$/.exec(path)?.[1];
    const handle = async (c: Context<AppEnv>): Promise<Response> => {
      const { params, twin } = paramsOf(c, last);
      try {
        const query = pageQuery(c.req.query());
        const data = await inTime(c, (on) => load({ ground: on, params, query }));
        if (twin) return c.json(kind.schema.parse(data));
        return page(c, kind.draw(data, livePlace(pagePath(c.req.path), kept(query))));
      } catch (error) {
        if (twin || !(error instanceof ProblemError) || error.status >= 500) throw error;
        return problemPage(c, error, params, pagePath(c.req.path));
      }
    };
    app.get(path, handle);
    if (!path.includes(':')) app.get(`${path}.json`, handle);
  };

  add('/k/:kernel', PAGES.kernel, ({ ground: on, params, query }) => kernelData(on, params, query));
  add('/k/:kernel/errno/:errno', PAGES.errno, ({ ground: on, params, query }) => errnoData(on, params, query));
  add('/k/:kernel/syscall/:syscall', PAGES.syscall, ({ ground: on, params, query }) => syscallData(on, params, query));
  add('/k/:kernel/syscall/:syscall/:errno', PAGES.answer, ({ ground: on, params, query }) =>
    answerData(on, params, query),
  );
  add('/k/:kernel/function/:name', PAGES.function, ({ ground: on, params, query }) => functionData(on, params, query));
  add('/k/:kernel/tunable/:name', PAGES.tunable, ({ ground: on, params, query }) => tunableData(on, params, query));
  add('/diff/:from/:to', PAGES.diff, ({ ground: on, params, query }) => diffData(on, params, query));
  add('/causes', PAGES.causes, ({ ground: on, query }) => causesData(on, query));
  add('/explain', PAGES.explain, ({ ground: on }) => explainData(on, { output: '' }));
  add('/about', PAGES.about, ({ ground: on }) => aboutData(on));

  app.post('/explain', async (c) => {
    const { output = '', kernel, arch } = textFields(await c.req.parseBody());
    const machine = { ...(kernel && { kernel }), ...(arch && { arch }) };
    try {
      const data = await explainData(ground(c), { output: output.replaceAll('\r\n', '\n'), ...machine });
      if (!wantsPage(c)) return c.json(PAGES.explain.schema.parse(data));
      // What was sent has no address, so that no other one tells the same.
      return page(c, PAGES.explain.draw(data, { ...livePlace('explain', {}), twin: undefined }));
    } catch (error) {
      if (!wantsPage(c) || !(error instanceof ProblemError) || error.status >= 500) throw error;
      return problemPage(c, error, {});
    }
  });

  app.get('/index.json', async (c) => {
    const query = pageQuery(c.req.query());
    return c.json(PAGES.home.schema.parse(homeData(ground(c), await asked(query))));
  });
  app.use('/', async (c, next) => {
    if (c.req.method !== 'GET' || !wantsPage(c)) return next();
    try {
      const query = pageQuery(c.req.query());
      const data = homeData(ground(c), await asked(query));
      const place = livePlace('', kept(query));
      const target = data.asked === null ? undefined : targetOf(data.asked);
      // What is missing of a bare errno or syscall is on its page: the syscalls that return it, the errnos that it returns.
      const kind = data.asked?.answer?.kind;
      const whole = data.asked?.asks === null || kind === 'errno' || kind === 'syscall';
      const address = target !== undefined && whole ? place.href(target) : undefined;
      return address === undefined ? page(c, PAGES.home.draw(data, place)) : c.redirect(address);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error;
      return problemPage(c, error, {});
    }
  });
  const asked = async ({ q, kernel, arch }: PageQuery) => (q === undefined ? null : answer({ q, kernel, arch }));
}

function page(c: Context, html: string, status: 200 | ProblemError['status'] = 200): Response {
  return c.html(html, status, { 'content-security-policy': POLICY });
}

/**
 * What an unknown name is, as a page, with links to the pages of those that may have been meant.
 * @param path - of a page whose twin tells the same
 */
export function problemPage(c: Context, error: ProblemError, params: Params, path?: string): Response {
  const { problem, status, headers } = error;
  const live = livePlace(path ?? '', c.req.query());
  const place = { ...livePlace('', {}), twin: path === undefined ? undefined : live.twin };
  const kind = /^urn:errnopath:problem:unknown-(\w+)$/.exec(problem.type)?.[1];
  const near = (name: string): string | undefined => {
    const target = kind === undefined ? undefined : nearTarget(kind, params, name);
    return target && `/${pathOf(target)}${kind === 'arch' ? `?arch=${encodeURIComponent(name)}` : ''}`;
  };
  for (const [header, value] of Object.entries({ ...headers, 'cache-control': 'no-store' })) c.header(header, value);
  return page(c, drawProblem(problem, place, near), status);
}

/** The page that was asked for, with another name for what is not known. */
function nearTarget(kind: string, params: Params, name: string): Target | undefined {
  const meant: Params = kind === 'arch' ? params : { ...params, [kind]: name };
  const { kernel, errno, syscall, name: thing } = meant;
  if (kernel === undefined) return undefined;
  if (kind === 'function') return { page: 'function', kernel, name };
  if (kind === 'tunable') return { page: 'tunable', kernel, name };
  if (thing !== undefined) return undefined;
  if (syscall !== undefined)
    return errno === undefined ? { page: 'syscall', kernel, syscall } : { page: 'answer', kernel, syscall, errno };
  return errno === undefined ? { page: 'kernel', kernel } : { page: 'errno', kernel, errno };
}

const TWIN = /\.json$/;

/** @param last - the parameter that ends the path */
function paramsOf(c: Context, last: string | undefined): { readonly params: Params; readonly twin: boolean } {
  const params: Params = c.req.param();
  const twin = TWIN.test(c.req.path);
  if (!twin || last === undefined) return { params, twin };
  return { params: { ...params, [last]: (params[last] ?? '').replace(TWIN, '') }, twin };
}

/** The path as it was asked for, which its twin is beside. */
function pagePath(path: string): string {
  return path.replace(/^\/+/, '');
}

function textFields(body: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
