/** `GET /metrics`: how many requests were answered, how, and how fast, in the text format of Prometheus. */
import type { App, AppDeps } from './app-deps.js';

/** Counts by the names of their series, as the page shows them: `errnopath_requests_total{…}`. Those of processes can be added up. */
export type Series = Readonly<Record<string, number>>;

/** Counts that outlive one application: packs that change make another one. */
export interface Metrics {
  /** @param route - the path as a pattern, so that there are few; '' where nothing is at the path */
  observe(method: string, route: string, status: number, seconds: number): void;
  /** What was counted here. */
  own(): Series;
  /** What the page tells. */
  all(): Promise<Series>;
}

/** Upper bounds (s) of the histogram. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

interface Durations {
  readonly buckets: number[];
  sum: number;
  count: number;
}

const REQUESTS = 'errnopath_requests_total';
const DURATION = 'errnopath_request_duration_seconds';

/** @param sum - what of several processes is told instead of what was counted in this one */
export function makeMetrics(sum?: () => Promise<Series>): Metrics {
  const requests = new Map<string, number>();
  const durations = new Map<string, Durations>();
  const own = (): Series => ({
    ...Object.fromEntries([...requests].map(([labels, count]) => [`${REQUESTS}{${labels}}`, count])),
    ...Object.fromEntries([...durations].flatMap(([route, one]) => histogram(route, one))),
  });
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
    own,
    all: sum ?? (async () => own()),
  };
}

function histogram(route: string, { buckets, sum, count }: Durations): [string, number][] {
  return [
    ...BOUNDS.map((bound, i): [string, number] => [
      `${DURATION}_bucket{route="${route}",le="${bound}"}`,
      buckets[i] ?? 0,
    ]),
    [`${DURATION}_bucket{route="${route}",le="+Inf"}`, count],
    [`${DURATION}_sum{route="${route}"}`, sum],
    [`${DURATION}_count{route="${route}"}`, count],
  ];
}

/** What several processes counted, together. */
export function added(parts: readonly Series[]): Series {
  const sums = new Map<string, number>();
  for (const part of parts)
    for (const [name, value] of Object.entries(part)) sums.set(name, (sums.get(name) ?? 0) + value);
  return Object.fromEntries(sums);
}

function linesOf(series: Series, metric: string): string[] {
  return Object.entries(series).flatMap(([name, value]) => (name.startsWith(metric) ? [`${name} ${value}`] : []));
}

/** Adds the page that tells the counts. */
export function metricsRoute(app: App, { metrics, packs, version }: AppDeps): void {
  if (metrics === undefined) return;
  app.get('/metrics', async (c) => {
    const series = await metrics.all();
    const lines = [
      '# HELP errnopath_info The version of the program.',
      '# TYPE errnopath_info gauge',
      `errnopath_info{version="${version}"} 1`,
      '# HELP errnopath_kernels Kernels that can be asked about.',
      '# TYPE errnopath_kernels gauge',
      `errnopath_kernels ${packs.length}`,
      `# HELP ${REQUESTS} Requests that were answered.`,
      `# TYPE ${REQUESTS} counter`,
      ...linesOf(series, REQUESTS),
      `# HELP ${DURATION} Time until the answer was ready.`,
      `# TYPE ${DURATION} histogram`,
      ...linesOf(series, DURATION),
    ];
    c.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    return c.body(`${lines.join('\n')}\n`);
  });
}
