/** What search engines and hosts read of a static site: `robots.txt`, `_headers`, and a map where the site knows its own address. */
import type { SiteMap } from '../../pages/static-place.js';
import type { SiteFile } from './site-file.js';

/** Most addresses that one map may hold (sitemaps.org). */
const MOST_ADDRESSES = 50_000;

/** What a page cannot say itself; Cloudflare and Netlify send it, others serve it as a file. */
const HEADERS = `/*
  Content-Security-Policy: frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
`;

/** @param paths - of all files so far */
export function indexingFiles({ base }: SiteMap, paths: readonly string[]): readonly SiteFile[] {
  const robots = 'User-agent: *\nDisallow:\n';
  const headers = { path: '_headers', text: HEADERS };
  if (base === undefined) return [headers, { path: 'robots.txt', text: robots }];
  const pages = paths.filter((path) => path.endsWith('.html')).sort();
  const parts: string[][] = [];
  for (let at = 0; at < pages.length; at += MOST_ADDRESSES) parts.push(pages.slice(at, at + MOST_ADDRESSES));
  const maps = parts.map((part, i) => ({
    path: parts.length === 1 ? 'sitemap.xml' : `sitemap-${i + 1}.xml`,
    text: mapOf(base, part),
  }));
  const told = maps.map(({ path }) => `Sitemap: ${base}${path}\n`).join('');
  return [headers, { path: 'robots.txt', text: `${robots}${told}` }, ...maps];
}

function mapOf(base: string, paths: readonly string[]): string {
  const rows = paths.map((path) => `<url><loc>${escaped(`${base}${path === 'index.html' ? '' : path}`)}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${rows.join('\n')}\n</urlset>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
