/** The reference page: whole without scripts or anything loaded, and every example on it can be asked. */

import { describe, expect, test } from 'vitest';
import { createApp } from '../../src/routes/app.js';
import { makePack } from '../fixtures/pack.js';

type Json = ReturnType<typeof JSON.parse>;

/** A kernel that has what the examples name. */
function kernel(id: string) {
  const site = { errno: 'ENOSPC', line: 2138, guard: 'mounts > max', tunables: ['fs.mount-max'] };
  return makePack({
    id,
    errnos: { ENOSPC: 28 },
    functions: [
      { name: 'sys_mount', file: 'fs/namespace.c', line: 3800 },
      { name: 'count_mounts', file: 'fs/namespace.c', line: 2125, sites: [site] },
    ],
    edges: [{ from: 'sys_mount', to: 'count_mounts', line: 3810 }],
    syscalls: [{ arch: 'x86_64', abi: '64', name: 'mount', number: 165, entry: '__x64_sys_mount', body: 'sys_mount' }],
    tunables: [{ kind: 'sysctl', name: 'fs.mount-max', path: '/proc/sys/fs/mount-max' }],
  });
}

const app = createApp({ packs: [kernel('6.1.192'), kernel('6.12.117')], version: '0.1.0', compress: false });

describe('/docs', async () => {
  const response = await app.request('/docs');
  const page = await response.text();

  test('is a page that allows nothing but its own style', async () => {
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
    const hash = Buffer.from(digest).toString('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(page).not.toMatch(/<(?:script|link|img|iframe)|style="|\son\w+=|url\(|https?:/i);
  });

  test('has every call and every schema of the document', async () => {
    const document: Json = await (await app.request('/openapi.json')).json();
    for (const [path, methods] of Object.entries<Json>(document.paths)) {
      for (const method of Object.keys(methods))
        expect(page).toContain(`<h2><code>${method.toUpperCase()} ${path}</code>`);
    }
    for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="schema-${name}"`);
  });

  test('links only to what is there', async () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/ href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test('every example is answered', async () => {
    const examples = [...page.matchAll(/class="example" href="([^"]+)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    expect(examples.length).toBeGreaterThan(10);
    const found: [string, number][] = [];
    for (const path of examples) found.push([path, (await app.request(path)).status]);
    expect(found.filter(([, status]) => status !== 200)).toEqual([]);
  });

  test('keeps the answer for a client that has it', async () => {
    const again = await app.request('/docs', { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });
});
