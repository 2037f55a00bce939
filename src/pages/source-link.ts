/** Addresses of kernel source on a public cross-referencer, at the very release that an answer is from. */

const BASE = 'https://elixir.bootlin.com/linux';

/** @param release - an upstream release as packs are named: `6.1.192`; its first release is `6.1` there */
export function sourceLink(release: string, file: string, line?: number | null): string {
  const tag = `v${release.replace(/^(\d+\.\d+)\.0$/, '$1')}`;
  const path = file.split('/').map(encodeURIComponent).join('/');
  return `${BASE}/${encodeURIComponent(tag)}/source/${path}${line ? `#L${line}` : ''}`;
}
