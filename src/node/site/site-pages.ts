/** The pages of a static site, as files: the components of the live pages, with relative links, each with its JSON twin. */
import { ASSETS } from '../../pages/assets.js';
import { PAGES, type Page } from '../../pages/pages.js';
import type { Target } from '../../pages/place.js';
import { type SiteMap, staticPath, staticPlace } from '../../pages/static-place.js';
import {
  aboutData,
  causesData,
  diffData,
  explainData,
  homeData,
  type PageGround,
} from '../../routes/pages/page-data.js';
import type { SiteFile } from './site-file.js';

/** A page and its twin. */
export function pageFiles<Data>(
  site: SiteMap,
  kind: Page<Data>,
  target: Target,
  arch: string | undefined,
  data: Data,
): SiteFile[] {
  const path = staticPath(site, target, arch) ?? '';
  return [
    { path, text: kind.draw(data, staticPlace(site, { path, arch, twin: true })) },
    { path: path.replace(/html$/, 'json'), text: `${JSON.stringify(kind.schema.parse(data))}\n` },
  ];
}

/** The scripts of the pages, by their names in `assets/`. */
export type SiteScripts = Readonly<Record<'site.js' | 'shards.js', string>>;

/** The pages that are about no kernel, and what all pages load. */
export async function* commonFiles(site: SiteMap, ground: PageGround, scripts: SiteScripts): AsyncGenerator<SiteFile> {
  for (const [name, { text }] of Object.entries(ASSETS)) yield { path: `assets/${name}`, text };
  for (const [name, text] of Object.entries(scripts)) yield { path: `assets/${name}`, text };
  yield* pageFiles(site, PAGES.home, { page: 'home' }, undefined, homeData(ground, null));
  yield* pageFiles(site, PAGES.causes, { page: 'causes' }, undefined, causesData(ground, {}));
  yield* pageFiles(site, PAGES.about, { page: 'about' }, undefined, aboutData(ground));
  yield* pageFiles(site, PAGES.explain, { page: 'explain' }, undefined, await explainData(ground, { output: '' }));
  const kernels = [...new Set(site.scopes.map(({ kernel }) => kernel))];
  for (const from of kernels)
    for (const to of kernels.filter((one) => one !== from))
      yield* pageFiles(
        site,
        PAGES.diff,
        { page: 'diff', from, to },
        undefined,
        await diffData(ground, { from, to }, {}),
      );
}
