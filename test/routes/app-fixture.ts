/** The application over small kernels, with the search replaced: these tests are about HTTP, not about ranking. */
import { vi } from 'vitest';
import { createApp } from '../../src/routes/app.js';
import type { App, AppDeps } from '../../src/routes/app-deps.js';
import { mountOrigins, smallKernel } from '../fixtures/small-kernel.js';

vi.mock('../../src/domain/origins.js', () => ({
  findOrigins: async (
    _pack: unknown,
    query: { syscall: string; errno: string; arch: string; limit: number; offset: number },
  ) => {
    const entry = query.arch === 'arm64' ? '__arm64_sys_mount' : '__x64_sys_mount';
    const all = query.syscall === 'mount' && query.errno === 'ENOSPC' ? mountOrigins(entry) : [];
    const origins = all.slice(query.offset, query.offset + query.limit);
    return { total: all.length, entry, entrySymbol: entry, origins, warnings: [] };
  },
}));
/** Under the mock above: a test that imports it from its own file may load the real search first. */
export const buildApp = (deps: AppDeps): App => createApp(deps);

export const errors: Error[] = [];

export const app: App = createApp({
  packs: [smallKernel('6.1.192'), smallKernel('6.12.117')],
  version: '0.1.0',
  compress: true,
  onError: (error) => errors.push(error),
});

/** GETs a path and reads its JSON. */
export async function get(path: string, init: RequestInit = {}): Promise<{ response: Response; body: Json }> {
  const response = await app.request(path, init);
  const text = await response.text();
  return { response, body: text === '' ? null : JSON.parse(text) };
}

/** POSTs JSON and reads the JSON that comes back. */
export async function post(
  path: string,
  body: unknown,
  type = 'application/json',
): Promise<{ response: Response; body: Json }> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  return get(path, { method: 'POST', body: sent, headers: { 'content-type': type } });
}

/** An answer of unknown shape: tests reach into it by name. */
export type Json = ReturnType<typeof JSON.parse>;
