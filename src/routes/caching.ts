/** HTTP caching: a strong ETag from the dataset and the URL, so that a repeated question costs neither search nor bytes. */
import type { MiddlewareHandler } from 'hono';
import type { AppDeps, AppEnv } from './app-deps.js';
import { wantsPage } from './pages/wants-page.js';

/**
 * A URL does not name the dataset, so a cache may keep an answer for some minutes only; after that the ETag makes asking
 * again cheap.
 */
const FRESH = 'public, max-age=300';

/** Digits of the dataset's name in an ETag, before eight of the URL. */
const NAMED = 24;

/** What depends on more than the dataset is asked for each time. */
const UNCACHED_PATHS = new Set(['/healthz', '/readyz', '/metrics']);

/** SHA-256 over the manifests, the builds and the version of the program, as 32 hexadecimal digits. */
export async function datasetHash({ packs, builds = [], version }: AppDeps): Promise<string> {
  const manifests = packs.map((pack) => pack.manifest).sort((a, b) => (a.kernel.id < b.kernel.id ? -1 : 1));
  const digests = builds.map(({ release, digest }) => `${release} ${digest}`).sort();
  return (await sha256(JSON.stringify([version, manifests, digests]))).slice(0, 32);
}

/** Sets `ETag` and `Cache-Control` on every answer to GET and HEAD, and answers 304 to a client that has it already. */
export function caching(dataset: () => Promise<string>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const name = await dataset();
    c.set('dataset', name);
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next();
    const { pathname, search } = new URL(c.req.url);
    // The start page shares its address with the index for programs.
    const start = pathname === '/';
    const shape = start && wantsPage(c) ? ' page' : '';
    const etag = `"${name.slice(0, NAMED)}${hashOf(`${pathname}${search}${shape}`)}"`;
    const uncached = UNCACHED_PATHS.has(pathname);
    const headers = {
      etag,
      'cache-control': uncached ? 'no-cache' : FRESH,
      vary: start ? 'Accept, Accept-Encoding' : 'Accept-Encoding',
    };
    // An ETag of ours was given with a 200, and the same URL on the same dataset has the same answer: no need to search.
    if (!uncached && matches(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
    await next();
    if (c.res.status !== 200) return;
    for (const [header, value] of Object.entries(headers)) c.res.headers.set(header, value);
    if (c.req.header('if-none-match')?.trim() === '*')
      c.res = new Response(null, { status: 304, headers: c.res.headers });
  };
}

/** The weak comparison of RFC 9110, 13.1.2: compression turns a strong ETag into a weak one. */
function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((part) => part.trim().replace(/^W\//, '') === etag);
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): a tag is compared with those of its own URL, so that hashes of others may be the same. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
