/** One index run: reads a source, parses it on all threads, links the facts and writes the pack. */

import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keepAsBase } from '../src/node/base-pack.js';
import { readPackManifest, writePackFile } from '../src/node/pack-file.js';
import { PACK_FORMAT_VERSION } from '../src/schemas/manifest.js';
import { SCHEMA_VERSION } from '../src/store/schema.js';
import { VERSION } from '../src/version.js';
import { isCode, isTable } from './assemble.js';
import { indexerHash } from './cache/code-hash.js';
import { IndexError } from './index-error.js';
import type { IndexOptions, IndexSummary, IndexTree, Progress } from './index-summary.js';
import { type FactsFile, factsFile } from './link/facts-file.js';
import { type LinkTask, linkInThread } from './link-task.js';
import { type ParseInput, parseFiles } from './parse/pool.js';
import { addSeconds } from './parse/stage-clock.js';
import { parseKernelVersion } from './source/kernel-version.js';
import type { Source } from './source/source.js';
import { readErrnos } from './tables/errnos.js';
import { readSyscalls } from './tables/syscalls.js';
import { temporaryFolder } from './temporary-folder.js';

/** Compression of a pack: near the best that brotli gives, at a tenth of the best one's time. */
const PACK_QUALITY = 9;

interface Gathered {
  readonly tables: Map<string, string>;
  readonly failed: Map<string, number>;
  readonly treeHash: string;
  /** See `IndexSummary`. */
  readonly stages: Record<string, number>;
  files: number;
  bytes: number;
  /** Of the files, those whose facts were known. */
  cached: number;
}

export const indexTree: IndexTree = async (source, options) => {
  const temporary = await temporaryFolder(options.outDir);
  try {
    const facts = factsFile(temporary);
    try {
      return await indexInto(temporary, facts, source, options);
    } finally {
      facts.close();
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
};

/** @param temporary - a folder of the run's own, where facts, database and pack are made */
async function indexInto(
  temporary: string,
  facts: FactsFile,
  source: Source,
  options: IndexOptions,
): Promise<IndexSummary> {
  const clock = stopwatch();
  const gathered = await gather(source, facts, options);
  clock.lap('parse');
  options.signal.throwIfAborted();
  if (!readSyscalls((path) => gathered.tables.get(path)).rows.length) {
    throw new IndexError(
      `${source.name} holds no table of syscalls where Linux 4.17 to 7.3 keep theirs`,
      'give the top folder of a whole Linux source tree',
    );
  }
  const makefile = gathered.tables.get('Makefile');
  if (makefile === undefined) {
    throw new IndexError(
      `${source.name} is no kernel tree: it has no Makefile at its top`,
      'give the top folder of a Linux source tree',
    );
  }
  const version = parseKernelVersion(makefile);
  // Says so at once where the tables of errnos are not those of a kernel.
  readErrnos(gathered.tables);
  const draft: LinkTask['draft'] = {
    format: PACK_FORMAT_VERSION,
    schema: SCHEMA_VERSION,
    kernel: {
      id: version.id,
      line: version.line,
      version: version.id,
      ...(source.package ? { package: `${source.package.name} ${source.package.version}` } : {}),
    },
    source: { kind: source.kind, name: source.name },
    tree_hash: gathered.treeHash,
    indexer_version: VERSION,
    indexed_at: null,
    counts: { files: gathered.files, skipped: skippedOf(source, gathered) },
  };
  const packPath = join(options.outDir, `${version.id}.pack`);
  const made = packKey(draft);
  const before = options.cache?.packOf(made);
  if (before !== undefined && (await hashOfFile(packPath)) === before) {
    const { ops_tables: opsTables, ...rest } = (await readPackManifest(packPath)).counts;
    const counts = { ...rest, opsTables };
    return summaryOf({ packPath, version: version.id, gathered, draft, counts, seconds: clock.seconds, kept: true });
  }
  const databasePath = join(temporary, 'pack.db');
  options.onProgress(progress('link', gathered));
  const task = { facts: facts.finish(), tables: gathered.tables, draft, databasePath };
  const { description, counts } = await linkInThread(task, options.signal, () => {
    clock.lap('link');
    options.onProgress(progress('write', gathered));
  });
  clock.lap('write');
  options.signal.throwIfAborted();
  options.onProgress(progress('compress', gathered));
  await keepAsBase(packPath);
  await writePackFile(databasePath, packPath, description, {
    quality: PACK_QUALITY,
    temporaryPath: join(temporary, 'pack'),
    signal: options.signal,
  });
  clock.lap('compress');
  const hash = await hashOfFile(packPath);
  if (hash !== undefined) options.cache?.addPack(made, hash);
  return summaryOf({ packPath, version: version.id, gathered, draft, counts, seconds: clock.seconds, kept: false });
}

/** Names what a pack is made from, and by what. */
function packKey({ tree_hash, source, kernel }: LinkTask['draft']): string {
  return JSON.stringify([tree_hash, source, kernel, indexerHash()]);
}

async function hashOfFile(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

interface Finished {
  readonly packPath: string;
  readonly version: string;
  readonly gathered: Gathered;
  readonly draft: LinkTask['draft'];
  readonly counts: Omit<IndexSummary['counts'], 'files' | 'bytes'>;
  readonly seconds: Readonly<Record<string, number>>;
  readonly kept: boolean;
}

async function summaryOf({
  packPath,
  version,
  gathered,
  draft,
  counts,
  seconds,
  kept,
}: Finished): Promise<IndexSummary> {
  const { functions, sites, edges, opsTables, syscalls } = counts;
  const { files, bytes, cached } = gathered;
  const stages = Object.fromEntries(Object.entries(gathered.stages).map(([stage, value]) => [stage, rounded(value)]));
  return {
    kernel: version,
    packPath,
    packBytes: (await stat(packPath)).size,
    counts: { files, bytes, functions, sites, edges, opsTables, syscalls },
    ...{ kept, cached, skipped: draft.counts.skipped, seconds, stages },
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** Reads every wanted file once: C code goes to the parser, tables are kept as text, all of it into the tree's hash. */
async function gather(
  source: Source,
  into: FactsFile,
  { jobs, cache, onProgress, signal }: IndexOptions,
): Promise<Gathered> {
  const tables = new Map<string, string>();
  const hashes = new Map<string, string>();
  const state = { files: 0, bytes: 0, cached: 0, doneBytes: 0, doneFiles: 0 };
  const done = (size: number): void => {
    state.doneBytes += size;
    state.doneFiles++;
    const { doneBytes, doneFiles } = state;
    onProgress({ phase: 'parse', doneBytes, totalBytes: source.totalBytes, doneFiles });
  };
  const stages: Record<string, number> = { read: 0 };
  const code = async function* (): AsyncGenerator<ParseInput> {
    const waited = (seconds: number): void => addSeconds(stages, { read: seconds });
    for await (const { path, bytes } of timed(
      source.files((path) => isCode(path) || isTable(path)),
      waited,
    )) {
      signal.throwIfAborted();
      const hash = createHash('sha256').update(bytes).digest('hex');
      hashes.set(path, hash);
      if (isTable(path)) tables.set(path, new TextDecoder().decode(bytes));
      if (!isCode(path)) continue;
      state.files++;
      state.bytes += bytes.length;
      const known = cache?.get(path, hash);
      if (known === undefined) {
        yield { path, bytes };
        continue;
      }
      into.add(path, known);
      state.cached++;
      done(bytes.length);
    }
  };
  const failed = new Map<string, number>();
  for await (const { path, size, facts } of parseFiles(code(), jobs, (spent) => addSeconds(stages, spent))) {
    signal.throwIfAborted();
    if ('head' in facts) {
      into.add(path, facts);
      cache?.add(path, hashes.get(path) ?? '', facts);
    } else failed.set('not parsed', (failed.get('not parsed') ?? 0) + 1);
    done(size);
  }
  const lines = [...hashes].map(([path, hash]) => `${path}\0${hash}`);
  const treeHash = createHash('sha256').update(lines.sort().join('\n')).digest('hex');
  const { files, bytes, cached } = state;
  return { tables, failed, treeHash, stages, files, bytes, cached };
}

function skippedOf(source: Source, gathered: Gathered): Record<string, number> {
  const all = new Map<string, number>([...source.skipped, ...gathered.failed]);
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function progress(phase: Progress['phase'], gathered: Gathered): Progress {
  return { phase, doneBytes: gathered.bytes, totalBytes: gathered.bytes, doneFiles: gathered.files };
}

/** Tells how long each item was waited for, in seconds. */
async function* timed<T>(items: AsyncIterable<T>, onWaited: (seconds: number) => void): AsyncGenerator<T> {
  let asked = performance.now();
  for await (const item of items) {
    onWaited((performance.now() - asked) / 1000);
    yield item;
    asked = performance.now();
  }
}

/** To milliseconds. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function stopwatch(): { readonly seconds: Record<string, number>; lap: (phase: string) => void } {
  const seconds: Record<string, number> = {};
  let last = performance.now();
  return {
    seconds,
    lap: (phase) => {
      const now = performance.now();
      seconds[phase] = rounded((now - last) / 1000);
      last = now;
    },
  };
}
