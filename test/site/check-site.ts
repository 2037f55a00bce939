/** `npm run check-site -- FOLDER [KERNEL]`: whether a static site holds together, and has a page of each failure that is known. */
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SiteManifest } from '../../src/node/site/build-site.js';
import { ROOM } from '../../src/node/site/site-scopes.js';
import { PAGES } from '../../src/pages/pages.js';
import { caseRow, documentedRow, dynamicRow, ownCaseRow, ownCasesOf, readRows } from '../truth/rows.js';
import { checkHtml } from './check-html.js';
import { checkLinks } from './check-links.js';
import { MOST_WEIGHT, type Weights, weightsOf } from './check-weight.js';
import { type ReadSite, readSite } from './read-site.js';

const MOST_BYTES_OF_FILE = 25_000_000;

export interface Failure {
  readonly syscall: string;
  readonly errno: string;
}

export interface CheckedSite {
  /** Each as one line. */
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<'files' | 'bytes' | 'pages' | 'valid' | 'links' | 'twins' | 'failures', number>>;
  /** The heaviest pages with what they load. */
  readonly weights: Weights;
}

/** @param failures - that must have a page of their own, for each kernel of the site on its own arch */
export async function checkSite(folder: string, failures: readonly Failure[]): Promise<CheckedSite> {
  const site = readSite(folder);
  const { problems: broken, links } = checkLinks(site);
  const twins = checkTwins(site);
  const html = await checkHtml(folder, site);
  const { manifest, problems } = checkManifest(site);
  const { pages: scopes } = manifest;
  const missing = scopes
    .filter((one) => one.folder.startsWith('k/'))
    .flatMap(({ folder }) =>
      failures
        // What the kernel has not, it has no page of.
        .filter(({ syscall }) => site.has(`${folder}/syscall/${syscall}.html`))
        .map(({ syscall, errno }) => `${folder}/syscall/${syscall}/${errno}.html`),
    )
    .filter((path) => !site.has(path))
    .map((path) => `no page ${path}`);
  const sizes = site.paths.map((path) => statSync(join(folder, path)).size);
  const large = site.paths.filter((_, i) => (sizes[i] ?? 0) > MOST_BYTES_OF_FILE).map((path) => `${path} is too large`);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const weights = weightsOf(site);
  const heavy = [weights.answer, weights.row]
    .filter((one) => one.bytes > MOST_WEIGHT)
    .map((one) => `${one.path}: a page with ${one.bytes} bytes`);
  const whole = [
    ...(site.paths.length > ROOM.files * scopes.length ? [`${site.paths.length} files are too many`] : []),
    ...(bytes > ROOM.bytes * scopes.length ? [`${bytes} bytes are too many`] : []),
  ];
  const pages = site.paths.filter((path) => path.endsWith('.html')).length;
  return {
    problems: [...whole, ...large, ...heavy, ...problems, ...missing, ...twins.problems, ...html.problems, ...broken],
    figures: {
      files: sizes.length,
      bytes,
      pages,
      valid: html.pages,
      links,
      twins: twins.count,
      failures: failures.length,
    },
    weights,
  };
}

const KINDS = [
  [/(?:^|\/)k\/[^/]+\.json$/, PAGES.kernel],
  [/\/errno\/[^/]+\.json$/, PAGES.errno],
  [/\/syscall\/[^/]+\.json$/, PAGES.syscall],
  [/\/syscall\/[^/]+\/[^/]+\.json$/, PAGES.answer],
  [/^diff\//, PAGES.diff],
  [/^index\.json$/, PAGES.home],
  [/^causes\.json$/, PAGES.causes],
  [/^explain\.json$/, PAGES.explain],
  [/^about\.json$/, PAGES.about],
] as const;

/** Pages without a twin: the script draws into them what stands in shards. */
const SHELL = /\/(?:function|tunable)\.html$/;

/** Each page has a twin, each twin a page, and its data fit the schema and hold nothing beside it. */
function checkTwins(site: ReadSite): { readonly problems: readonly string[]; readonly count: number } {
  const problems: string[] = [];
  const pages = site.paths.filter((path) => path.endsWith('.html') && !SHELL.test(path));
  for (const path of pages) if (!site.has(path.replace(/html$/, 'json'))) problems.push(`${path} has no twin`);
  const twins = site.paths.filter((path) => path.endsWith('.json') && path !== 'site.json');
  for (const path of twins) {
    if (!site.has(path.replace(/json$/, 'html'))) problems.push(`${path} has no page`);
    const kind = KINDS.find(([pattern]) => pattern.test(path))?.[1];
    const data: unknown = JSON.parse(site.text(path));
    const read = kind?.schema.safeParse(data);
    if (read === undefined) problems.push(`${path} is of no kind`);
    else if (!read.success)
      problems.push(`${path}: ${read.error.issues[0]?.path.join('.')}: ${read.error.issues[0]?.message}`);
    else if (JSON.stringify(read.data).length !== JSON.stringify(data).length)
      problems.push(`${path} holds more than its schema`);
  }
  return { problems, count: twins.length };
}

/** The manifest tells the files as they are, and the sitemap every page. */
function checkManifest(site: ReadSite): { readonly problems: readonly string[]; readonly manifest: SiteManifest } {
  const manifest = SiteManifest.parse(JSON.parse(site.text('site.json')));
  const problems: string[] = [];
  const others = site.paths.filter((path) => path !== 'site.json');
  const hashes = others.map((path) => `${path} ${createHash('sha256').update(site.text(path)).digest('hex')}`);
  const sha256 = createHash('sha256').update(hashes.join('\n')).digest('hex');
  if (sha256 !== manifest.sha256) problems.push('site.json: the hash is another one');
  if (others.length + 1 !== manifest.files) problems.push(`site.json: ${manifest.files} files`);
  const base = manifest.base_url;
  if (base !== null) {
    const maps = others
      .filter((path) => /^sitemap.*\.xml$/.test(path))
      .map(site.text)
      .join('\n');
    const told = new Set([...maps.matchAll(/<loc>([^<]*)</g)].map(([, address]) => address));
    for (const path of others.filter((one) => one.endsWith('.html')))
      if (!told.has(`${base}${path === 'index.html' ? '' : path}`)) problems.push(`${path} is not in the sitemap`);
  }
  return { problems, manifest };
}

/** The failures of the truth files that a line of kernels can have. */
function knownFailures(line: string): readonly Failure[] {
  const dynamic = `dynamic-${line}.jsonl`;
  const rows: Failure[] = [
    ...(existsSync(join(import.meta.dirname, '../truth', dynamic)) ? readRows(dynamic, dynamicRow) : []),
    ...readRows('man-errors-dev.jsonl', documentedRow),
    ...readRows('cases-dev.jsonl', caseRow),
    ...ownCasesOf(line, readRows('cases-own.jsonl', ownCaseRow)),
  ];
  return [...new Map(rows.map(({ syscall, errno }) => [`${syscall} ${errno}`, { syscall, errno }])).values()];
}

/** Problems that are printed. */
const MOST_PRINTED = 40;

/** @returns the exit status */
export async function checkSiteCommand([folder, line = '6.1']: readonly string[]): Promise<number> {
  if (folder === undefined || !existsSync(join(folder, 'site.json'))) {
    process.stderr.write('npm run check-site -- FOLDER [LINE], with a folder that errnopath site wrote\n');
    return 2;
  }
  const { problems, figures, weights } = await checkSite(folder, knownFailures(line));
  for (const problem of problems.slice(0, MOST_PRINTED)) process.stdout.write(`${problem}\n`);
  for (const [kind, { path, bytes }] of Object.entries(weights))
    process.stdout.write(`heaviest ${kind}: ${path}, ${bytes} bytes\n`);
  process.stdout.write(`${JSON.stringify(figures)}, ${problems.length} problems\n`);
  return problems.length === 0 ? 0 : 1;
}
