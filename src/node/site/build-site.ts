/** Writes a static site into a folder: beside it first, then in its place, so that nothing half-written stays. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { SiteMap } from '../../pages/static-place.js';
import type { AppDeps } from '../../routes/app-deps.js';
import { VERSION } from '../../version.js';
import { errorCode, writeError } from '../pack-error.js';
import { type SiteFile, sizeOf } from './site-file.js';
import { indexingFiles } from './site-indexing.js';
import { commonFiles, type SiteScripts } from './site-pages.js';
import { type PlannedScope, siteScopes, type WantedPages } from './site-scopes.js';
import { siteShards } from './site-shards.js';
import { type SiteWriter, writeScope } from './write-scope.js';

export interface SiteRequest {
  readonly out: string;
  /** With the packs of the wanted kernels alone. */
  readonly deps: AppDeps;
  readonly dataset: string;
  /** What the site is made of, for its manifest. */
  readonly sources: readonly SiteSource[];
  readonly wanted: WantedPages;
  /** Where it will be, with `/` at its end. */
  readonly base?: string | undefined;
  readonly scripts: SiteScripts;
  /** Told of what was written. */
  readonly note?: (line: string) => void;
  /** Ends the work before the next file; what was written is removed, and an older site stays. */
  readonly signal?: AbortSignal;
}

/** A pack or a build, by its content. */
const SiteSource = z.object({ kind: z.enum(['pack', 'build']), name: z.string(), sha256: z.string() });
export type SiteSource = z.infer<typeof SiteSource>;

/** The manifest of a site, `site.json`: a folder that holds one is ours to replace. */
export const SiteManifest = z.object({
  made_by: z.literal('errnopath site'),
  version: z.string(),
  base_url: z.string().nullable(),
  sources: z.array(SiteSource),
  pages: z.array(
    z.object({ kernel: z.string(), arch: z.string(), folder: z.string(), answers: z.int(), rows: z.int() }),
  ),
  files: z.int(),
  bytes: z.int(),
  sha256: z.string().describe('Over the paths and contents of all other files, in the order of their paths.'),
});
export type SiteManifest = z.infer<typeof SiteManifest>;

const MANIFEST = 'site.json';

/** @throws Error in one line where the folder is not ours, or cannot be written; the reason of the signal */
export async function buildSite(request: SiteRequest): Promise<SiteManifest> {
  const out = resolve(request.out);
  const old = await replaced(out);
  const fresh = join(dirname(out), `.${basename(out)}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await sweep(out);
    await mkdir(fresh, { recursive: true });
    const manifest = await writeSite(request, fresh);
    request.signal?.throwIfAborted();
    await putInPlace(fresh, out, old);
    return manifest;
  } catch (error) {
    throw errorCode(error) === undefined ? error : writeError(out, error, 'or give another folder with --out');
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Removes what a run that was killed left beside the folder; what a process that still runs is writing stays. */
async function sweep(out: string): Promise<void> {
  const names = await readdir(dirname(out)).catch(() => []);
  for (const name of names) {
    const [, pid] = name.startsWith(`.${basename(out)}.`)
      ? (LEFT.exec(name.slice(basename(out).length + 1)) ?? [])
      : [];
    if (pid !== undefined && !isRunning(Number(pid)))
      await rm(join(dirname(out), name), { recursive: true, force: true });
  }
}

/** The end of a name that {@link buildSite} gives a folder of its own. */
const LEFT = /^\.(\d+)\.[0-9a-f]{8}\.tmp(?:\.old)?$/;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** What stands in the folder: nothing, no files, or a site of ours. */
async function replaced(out: string): Promise<'nothing' | 'empty' | 'site'> {
  const names = await readdir(out).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') throw new Error(`${out} is a file; give a folder with --out`);
    throw error;
  });
  if (names === undefined) return 'nothing';
  if (names.length === 0) return 'empty';
  const text = names.includes(MANIFEST) ? await readFile(join(out, MANIFEST), 'utf8') : '';
  if (SiteManifest.safeParse(parsed(text)).success) return 'site';
  throw new Error(
    `${out} holds other files (${names.sort().slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}) and no site of ours; give an empty or a new folder with --out`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function putInPlace(fresh: string, out: string, old: 'nothing' | 'empty' | 'site'): Promise<void> {
  if (old === 'empty') await rmdir(out);
  if (old !== 'site') return rename(fresh, out);
  const aside = `${fresh}.old`;
  await rename(out, aside);
  try {
    await rename(fresh, out);
  } catch (error) {
    await rename(aside, out);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

async function writeSite(request: SiteRequest, folder: string): Promise<SiteManifest> {
  const { deps, dataset, wanted, base, scripts, note, signal } = request;
  const scopes: PlannedScope[] = [];
  for (const { manifest } of deps.packs) {
    signal?.throwIfAborted();
    scopes.push(...(await siteScopes(deps, manifest.kernel.id, wanted)));
  }
  const ground = { deps, dataset };
  const files = new Map<string, { readonly sha256: string; readonly bytes: number }>();
  const folders = new Set<string>();
  const write = async ({ path, text }: SiteFile): Promise<void> => {
    // One thread does all of it: a signal is heard between two files.
    await setImmediate();
    signal?.throwIfAborted();
    const file = join(folder, path);
    const above = dirname(file);
    if (!folders.has(above)) mkdirSync(above, { recursive: true });
    folders.add(above);
    writeFileSync(file, text, { flag: 'wx' });
    files.set(path, { sha256: createHash('sha256').update(text).digest('hex'), bytes: sizeOf({ path, text }) });
  };
  const writer: SiteWriter = {
    write,
    remove: async (path) => {
      await rm(join(folder, path));
      files.delete(path);
    },
  };
  for (const [i, scope] of scopes.entries()) {
    const before = files.size;
    scopes[i] = await writeScope({ scopes, base }, ground, scope, wanted, writer);
    note?.(`Linux ${scope.kernel} ${scope.arch}: ${files.size - before} files`);
  }
  const site: SiteMap = { scopes, base };
  for await (const file of commonFiles(site, ground, scripts)) await write(file);
  for (const file of siteShards(site)) await write(file);
  for (const file of indexingFiles(site, [...files.keys()])) await write(file);
  const all = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const whole = createHash('sha256').update(all.map(([path, { sha256 }]) => `${path} ${sha256}`).join('\n'));
  const manifest: SiteManifest = {
    made_by: 'errnopath site',
    version: VERSION,
    base_url: base ?? null,
    sources: [...request.sources],
    pages: scopes.map(({ kernel, arch, folder: at, syscalls }) => {
      const pairs = [...syscalls.values()].flatMap((errnos) => [...errnos.values()]);
      const answers = pairs.filter(Boolean).length;
      return { kernel, arch, folder: at, answers, rows: pairs.length - answers };
    }),
    files: all.length + 1,
    bytes: all.reduce((sum, [, one]) => sum + one.bytes, 0),
    sha256: whole.digest('hex'),
  };
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flag: 'wx' });
  return manifest;
}
