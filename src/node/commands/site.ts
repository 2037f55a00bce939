/** `errnopath site`: the pages as a folder of files, for any web host, or to be opened without one. */
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { resolveKernel } from '../../domain/kernel-id.js';
import { datasetHash } from '../../routes/caching.js';
import { VERSION } from '../../version.js';
import type { Outcome } from '../exit-status.js';
import { type LoadedPacks, loadPacks } from '../load-packs.js';
import { buildSite, type SiteSource } from '../site/build-site.js';
import { ROOM } from '../site/site-scopes.js';
import { siteScripts } from '../site-script.js';
import type { Finished } from './reading.js';

interface SiteOptions {
  readonly out: string;
  readonly kernel?: readonly string[];
  readonly arch?: readonly string[];
  readonly pairs?: readonly string[];
  readonly likely?: number;
  readonly baseUrl?: string;
  readonly packs?: string;
  readonly builds?: string;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const NOTES = `
The folder is written beside its place first, and replaces an older site of
ours. The same packs and the same program write the same bytes; site.json says
which they were.

Examples:
  errnopath site --out public --kernel 6.1
  errnopath site --out public --kernel 6.1 --base-url https://errno.example.org/`;

export function siteCommand(finished: Finished): Command {
  return new Command('site')
    .description('write the pages as a folder of files, for any web host')
    .requiredOption('--out <folder>', 'where to; a new or an empty folder, or an older site')
    .option('--kernel <kernel...>', 'which kernels; all that are indexed unless told')
    .option('--arch <arch...>', 'arches beside the one that a kernel is asked for without an arch')
    .option(
      '--pairs <file...>',
      'JSON lines with syscall and errno: failures that get a page beside those of the manual',
    )
    .option(
      '--likely <count>',
      'how many other failures get a page, the likeliest: unless told, as many as a kernel has room for in 20,000 files and 250 MB',
      count,
    )
    .option('--base-url <url>', 'where it will be, for canonical addresses and the sitemap', baseUrl)
    .option('--packs <folder>', 'folder of packs')
    .option('--builds <folder>', 'folder of builds')
    .addHelpText('after', NOTES)
    .action(async (options: SiteOptions) => {
      finished(await run(options));
    });
}

async function run({
  out,
  kernel,
  arch = [],
  pairs = [],
  likely,
  baseUrl: base,
  packs: folder,
  builds,
}: SiteOptions): Promise<Outcome> {
  const started = performance.now();
  const also = new Set((await Promise.all(pairs.map(pairsOf))).flat());
  const loaded = await loadPacks(folder, builds);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    for (const problem of loaded.problems) process.stderr.write(`errnopath: ${problem.message}\n`);
    const ids = kernelIds(loaded, kernel);
    const packs = loaded.packs.filter(({ manifest }) => ids.has(manifest.kernel.id));
    const deps = { packs, builds: loaded.builds, version: VERSION, compress: false };
    const dataset = await datasetHash(deps);
    const note = (line: string): boolean => process.stderr.write(`${line}\n`);
    const wanted = { arches: arch, also, likely, room: ROOM };
    const task = { out, deps, dataset, sources: sourcesOf(loaded, ids), wanted, base };
    const made = await buildSite({ ...task, scripts: await siteScripts(), note, signal: stop.signal });
    const seconds = Math.round((performance.now() - started) / 1000);
    const answers = made.pages.reduce((sum, one) => sum + one.answers, 0);
    process.stdout.write(
      `${out}: ${made.files} files, ${(made.bytes / 1e6).toFixed(1)} MB, ${answers} answers, in ${seconds} s\n`,
    );
    return 'ok';
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write('errnopath: interrupted; no site was written\n');
    return 'interrupted';
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
    await loaded.close();
  }
}

/** @throws Error for a name that no pack fits, with what may have been meant */
function kernelIds({ packs }: LoadedPacks, named: readonly string[] | undefined): ReadonlySet<string> {
  const all = packs.map(({ manifest }) => manifest.kernel.id);
  if (all.length === 0) throw new Error('no kernel is indexed; see errnopath index --help');
  if (named === undefined) return new Set(all);
  return new Set(
    named.map((name) => {
      const found = resolveKernel(name, all);
      if (found.ok && found.fit !== 'nearest-line') return found.id;
      const [reason, near] = found.ok ? [`"${name}" is not indexed`, [found.id]] : [found.reason, found.suggestions];
      throw new Error(`${reason}${near.length > 0 ? `; perhaps ${near.join(', ')}` : ''}`);
    }),
  );
}

function sourcesOf({ files, builds }: LoadedPacks, ids: ReadonlySet<string>): readonly SiteSource[] {
  const packs = files
    .filter(({ manifest }) => ids.has(manifest.kernel.id))
    .map(({ manifest }) => ({ kind: 'pack' as const, name: manifest.kernel.id, sha256: manifest.database.sha256 }));
  const symbols = builds.map(({ release, arch, digest }) => {
    return { kind: 'build' as const, name: `${release} ${arch}`, sha256: digest };
  });
  return [...packs, ...symbols];
}

const PairRow = z.object({ syscall: z.string(), errno: z.string() });

async function pairsOf(path: string): Promise<readonly string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, i) => {
    const row = PairRow.safeParse(parsed(line));
    if (!row.success) throw new Error(`${path}, line ${i + 1}: expected {"syscall": "mount", "errno": "ENOSPC"}`);
    return `${row.data.syscall} ${row.data.errno}`;
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function count(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is a number, from 0');
  return Number(text);
}

function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new InvalidArgumentError('It looks like https://errno.example.org/ or https://example.org/errnos/');
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
