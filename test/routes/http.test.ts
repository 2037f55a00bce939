/** What every answer has in common: caching, HEAD, compression, CORS, security headers. */
import { describe, expect, test, vi } from 'vitest';
import { app, get } from './app-fixture.js';

const GETS = [
  '/',
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/v1/kernels',
  '/v1/errnos',
  '/v1/errnos/ENOSPC',
  '/v1/kernels/6.1/errnos/ENOSPC/sites',
  '/v1/kernels/6.1/functions/count_rooms',
  '/v1/kernels/6.1/syscalls',
  '/v1/kernels/6.1/syscalls/mount',
  '/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC',
];

describe.each(GETS)('GET %s', (path) => {
  test('answers JSON with an ETag and says how long it may be kept', async () => {
    const { response } = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(response.headers.get('cache-control')).toMatch(/^(public, max-age=\d+|no-cache)$/);
  });

  test('answers HEAD with the same headers and no body', async () => {
    const full = await app.request(path);
    const head = await app.request(path, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('etag')).toBe(full.headers.get('etag'));
    expect(await head.text()).toBe('');
  });

  test('is open to scripts of other origins', async () => {
    const { response } = await get(path, { headers: { origin: 'https://example.org' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('an answer that nobody packs', () => {
  test.each(GETS)('is handed to the server as the text it is: GET %s', async (path) => {
    // The server on Node writes a text at once; one whose stream was asked for goes through that.
    const asStream = vi.spyOn(Response.prototype, 'body', 'get');
    // Asked so for the first time: what is asked again is copied to be kept.
    const response = await app.request(path, { headers: { 'accept-encoding': 'identity' } });
    expect(asStream).not.toHaveBeenCalled();
    asStream.mockRestore();
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('ETag', () => {
  const path = '/v1/kernels/6.1/origins?syscall=mount&errno=ENOSPC';

  test('answers 304 without a body to a client that has the answer', async () => {
    const etag = (await app.request(path)).headers.get('etag') ?? '';
    for (const sent of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await app.request(path, { headers: { 'if-none-match': sent } });
      expect(again.status).toBe(304);
      expect(again.headers.get('etag')).toBe(etag);
      expect(await again.text()).toBe('');
    }
  });

  test('answers in full to a client that has another answer', async () => {
    const other = (await app.request(`${path}&limit=1`)).headers.get('etag') ?? '';
    const response = await app.request(path, { headers: { 'if-none-match': other } });
    expect(response.status).toBe(200);
  });

  test('is not set on a problem, which must not be kept either', async () => {
    const { response } = await get('/v1/errnos/ENOSPCE', { headers: { 'if-none-match': '*' } });
    expect(response.status).toBe(404);
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('compression', () => {
  test('is used for a client that accepts it', async () => {
    const response = await app.request('/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toContain('Accept-Encoding');
    const plain = response.body?.pipeThrough(new DecompressionStream('gzip'));
    expect(await new Response(plain ?? null).json()).toHaveProperty('openapi', '3.1.0');
  });

  test('is not used for a client that does not', async () => {
    const response = await app.request('/openapi.json');
    expect(response.headers.get('content-encoding')).toBeNull();
  });
});

describe('CORS', () => {
  test('a preflight allows GET and HEAD only', async () => {
    const headers = { origin: 'https://example.org', 'access-control-request-method': 'POST' };
    const response = await app.request('/v1/plan', { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET,HEAD');
  });

  test('a POST is not open to scripts of other origins', async () => {
    const body = JSON.stringify({ kernel: '6.1', errno: 'ENOSPC' });
    const headers = { origin: 'https://example.org', 'content-type': 'application/json' };
    const response = await app.request('/v1/plan', { method: 'POST', body, headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});
