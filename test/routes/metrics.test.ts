/** What is counted, and how it is told. */

import { expect, test } from 'vitest';
import { createApp } from '../../src/routes/app.js';
import { added, makeMetrics } from '../../src/routes/metrics.js';
import { smallKernel } from '../fixtures/small-kernel.js';

const deps = { packs: [smallKernel()], version: '0.1.0', compress: false };

test('requests are counted by method, pattern and status, and outlive the application', async () => {
  const metrics = makeMetrics();
  const app = createApp({ ...deps, metrics });
  for (const path of ['/v1/errnos/ENOSPC', '/v1/errnos/EMFILE', '/v1/errnos/ENOSPCE', '/nothing/"here"\n'])
    await app.request(encodeURI(path));
  await app.request('/v1/errnos', { method: 'BREW' });
  const later = createApp({ ...deps, metrics });
  const response = await later.request('/metrics');
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  const lines = (await response.text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'errnopath_info{version="0.1.0"} 1',
      'errnopath_kernels 1',
      'errnopath_requests_total{method="GET",route="/v1/errnos/:errno",status="200"} 2',
      'errnopath_requests_total{method="GET",route="/v1/errnos/:errno",status="404"} 1',
      'errnopath_requests_total{method="GET",route="",status="404"} 1',
      'errnopath_requests_total{method="OTHER",route="",status="405"} 1',
      'errnopath_request_duration_seconds_bucket{route="/v1/errnos/:errno",le="+Inf"} 3',
      'errnopath_request_duration_seconds_count{route="/v1/errnos/:errno"} 3',
    ]),
  );
});

test('times go into every bucket that they fit into', () => {
  const metrics = makeMetrics();
  metrics.observe('GET', '/', 200, 0.02);
  metrics.observe('GET', '/', 200, 60);
  const counts = metrics.own();
  const [bucket, sum] = ['errnopath_request_duration_seconds_bucket', 'errnopath_request_duration_seconds_sum'];
  for (const [bound, count] of [
    ['0.01', 0],
    ['0.025', 1],
    ['10', 1],
    ['+Inf', 2],
  ])
    expect(counts[`${bucket}{route="/",le="${bound}"}`]).toBe(count);
  expect(counts[`${sum}{route="/"}`]).toBe(60.02);
});

test('what several processes counted is added up', async () => {
  const [one, two] = [makeMetrics(), makeMetrics()];
  one.observe('GET', '/', 200, 0.5);
  two.observe('GET', '/', 200, 0.25);
  two.observe('GET', '/docs', 200, 0.25);
  const metrics = makeMetrics(async () => added([one.own(), two.own()]));
  const page = await (await createApp({ ...deps, metrics }).request('/metrics')).text();
  expect(page).toContain('errnopath_requests_total{method="GET",route="/",status="200"} 2\n');
  expect(page).toContain('errnopath_requests_total{method="GET",route="/docs",status="200"} 1\n');
  expect(page).toContain('errnopath_request_duration_seconds_sum{route="/"} 0.75\n');
});

test('without something to count with there is no such page', async () => {
  expect((await createApp(deps).request('/metrics')).status).toBe(404);
});
