/** `GET /metrics`: how many requests were answered, how, and how fast, in the text format of Prometheus. */
import { matchedRoutes } from 'hono/route';
import type { App, AppDeps } from './app-deps.js';

/** Counts that outlive one application: packs that change make another one. */
export interface Metrics {
  /** @param route - the path as a pattern, so that there are few; '' where nothing is at the path */
  observe(method: string, route: string, status: number, seconds: number): void;
  text(): string;
}

/** Upper bounds (s) of the histogram. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

interface Durations {
  readonly buckets: number[];
  sum: number;
  count: number;
}

export function makeMetrics(): Metrics {
  const requests = new Map<string, number>();
  const durations = new Map<string, Durations>();
  return {
    observe: (method, route, status, seconds) => {
      const one = `method="${method}",route="${route}",status="${status}"`;
      requests.set(one, (requests.get(one) ?? 0) + 1);
      const known = durations.get(route) ?? { buckets: BOUNDS.map(() => 0), sum: 0, count: 0 };
      durations.set(route, known);
      BOUNDS.forEach((bound, i) => {
        if (seconds <= bound) known.buckets[i] = (known.buckets[i] ?? 0) + 1;
      });
      known.sum += seconds;
      known.count++;
    },
    text: () =>
      [
        '# HELP errnopath_requests_total Requests that were answered.',
        '# TYPE errnopath_requests_total counter',
        ...[...requests].map(([labels, count]) => `errnopath_requests_total{${labels}} ${count}`),
        '# HELP errnopath_request_duration_seconds Time until the answer was ready.',
        '# TYPE errnopath_request_duration_seconds histogram',
        ...[...durations].flatMap(([route, one]) => histogram(route, one)),
      ].join('\n'),
  };
}

function histogram(route: string, { buckets, sum, count }: Durations): string[] {
  const name = 'errnopath_request_duration_seconds';
  return [
    ...BOUNDS.map((bound, i) => `${name}_bucket{route="${route}",le="${bound}"} ${buckets[i]}`),
    `${name}_bucket{route="${route}",le="+Inf"} ${count}`,
    `${name}_sum{route="${route}"} ${sum}`,
    `${name}_count{route="${route}"} ${count}`,
  ];
}

/** Methods of HTTP that are told apart; a client can make up others. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);

/** Counts every request, where there is something to count with; to be added first. */
export function countRequests(app: App, { metrics }: AppDeps): void {
  if (metrics === undefined) return;
  app.use(async (c, next) => {
    const start = performance.now();
    await next();
    const route = matchedRoutes(c).findLast(({ path }) => !path.includes('*'))?.path ?? '';
    const method = METHODS.has(c.req.method) ? c.req.method : 'OTHER';
    metrics.observe(method, route, c.res.status, (performance.now() - start) / 1000);
  });
}

/** Adds the page that tells the counts. */
export function metricsRoute(app: App, { metrics, packs, version }: AppDeps): void {
  if (metrics === undefined) return;
  app.get('/metrics', (c) => {
    const own = [
      '# HELP errnopath_info The version of the program.',
      '# TYPE errnopath_info gauge',
      `errnopath_info{version="${version}"} 1`,
      '# HELP errnopath_kernels Kernels that can be asked about.',
      '# TYPE errnopath_kernels gauge',
      `errnopath_kernels ${packs.length}`,
    ];
    c.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    return c.body(`${own.join('\n')}\n${metrics.text()}\n`);
  });
}
