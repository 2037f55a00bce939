/** The pages of a static site, as files: the components of the live pages, with relative links, each with its JSON twin. */
import { ASSETS } from '../../pages/assets.js';
import { drawShell, PAGES, type Page } from '../../pages/pages.js';
import type { Target } from '../../pages/place.js';
import { type SiteMap, staticPath, staticPlace } from '../../pages/static-place.js';
import { requireAskedKernel } from '../../routes/asked-kernel.js';
import {
  aboutData,
  causesData,
  diffData,
  errnoData,
  explainData,
  homeData,
  kernelData,
  type PageGround,
  syscallData,
} from '../../routes/pages/page-data.js';
import { likeliestOrigin, rowAnswerData, shortAnswerData } from '../../routes/pages/short-answer.js';
import type { Origin } from '../../schemas/origin.js';
import type { BestOrigin } from '../../schemas/pages.js';
import { restShard } from './rest-shard.js';
import { type SiteFile, shardFile } from './site-file.js';
import { type PlannedScope, pairOf } from './site-scopes.js';

/** A page and its twin. */
function pageFiles<Data>(
  site: SiteMap,
  kind: Page<Data>,
  target: Target,
  arch: string | undefined,
  data: Data,
): SiteFile[] {
  const path = staticPath(site, target, arch) ?? '';
  const place = staticPlace(site, { path, arch, twin: true });
  return [
    { path, text: kind.draw(data, place) },
    { path: path.replace(/html$/, 'json'), text: `${JSON.stringify(kind.schema.parse(data))}\n` },
  ];
}

/** The pages that are about no kernel, and what all pages load. */
export async function* commonFiles(site: SiteMap, ground: PageGround, script: string): AsyncGenerator<SiteFile> {
  for (const [name, { text }] of Object.entries(ASSETS)) yield { path: `assets/${name}`, text };
  yield { path: 'assets/site.js', text: script };
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

/** The pages of a kernel on an arch. */
export async function* scopeFiles(site: SiteMap, ground: PageGround, scope: PlannedScope): AsyncGenerator<SiteFile> {
  const { kernel, arch, folder, syscalls, errnos, planned } = scope;
  const query = { arch };
  for (const kind of ['function', 'tunable'] as const) {
    const path = `${scope.folder}/${kind}.html`;
    yield { path, text: drawShell(kind, kernel, arch, staticPlace(site, { path, arch, twin: false })) };
  }
  yield* pageFiles(site, PAGES.kernel, { page: 'kernel', kernel }, arch, await kernelData(ground, { kernel }, query));
  for (const errno of errnos) {
    const data = await errnoData(ground, { kernel, errno }, query);
    yield* pageFiles(site, PAGES.errno, { page: 'errno', kernel, errno }, arch, data);
  }
  const asked = await requireAskedKernel(ground.deps, kernel, arch);
  for (const [syscall, pairs] of syscalls) {
    const best = new Map<string, BestOrigin>();
    const rest = new Map<string, Origin>();
    for (const [errno, page] of pairs) {
      const target: Target = { page: 'answer', kernel, syscall, errno };
      const failure = { kernel, arch, syscall, errno };
      if (planned.has(pairOf(syscall, errno))) {
        const answer = await shortAnswerData(ground, failure);
        const [first] = answer.answer.origins;
        if (first !== undefined) best.set(errno, bestOf(first));
        yield* pageFiles(site, PAGES.answer, target, arch, answer);
        continue;
      }
      const origin = await likeliestOrigin(asked, syscall, errno);
      if (origin !== undefined) best.set(errno, bestOf(origin));
      if (page) yield* pageFiles(site, PAGES.answer, target, arch, await rowAnswerData(ground, failure, origin));
      else if (origin !== undefined) rest.set(errno, origin);
    }
    yield shardFile(`${folder}/syscall/${syscall}.rest.js`, await restShard(asked, syscall, rest));
    const data = await syscallData(ground, { kernel, syscall }, query, best);
    yield* pageFiles(site, PAGES.syscall, { page: 'syscall', kernel, syscall }, arch, data);
  }
}

/** An origin in a line, as the page of its syscall has it. */
function bestOf({ function: name, file, line, sites }: Origin): BestOrigin {
  const [first] = [...sites].sort((a, b) => a.line - b.line);
  return { function: name, file, line: first?.line ?? line, guard: first?.guard ?? null };
}
