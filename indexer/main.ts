/** The command `errnopath index SOURCE`: kernel trees in, a pack of each out. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { cacheFolder } from '../src/node/cache-folder.js';
import { type Asked, type AskedSource, askedSources } from './asked-sources.js';
import { extractorHash } from './cache/code-hash.js';
import { type FactsCache, openFactsCache } from './cache/facts-cache.js';
import { finishedPacks } from './finished-packs.js';
import { IndexError } from './index-error.js';
import type { IndexSummary, IndexTree, Progress } from './index-summary.js';
import { defaultOutFolder, openOutFolder, unwritable } from './out-folder.js';
import { barView, jsonView, lineView, type ProgressView, silentView } from './progress.js';
import type { Source } from './source/source.js';
import { summaryText } from './summary-text.js';

/** A stream to print to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Where signals come from: `process`, or a stand-in. */
export interface Signals {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** What the command needs of the world. */
export interface IndexEnvironment {
  readonly indexTree: IndexTree;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signals: Signals;
  readonly folder: string;
  /** Prints stack traces too. */
  readonly debug: boolean;
}

interface Flags {
  readonly out: string;
  readonly jobs: number;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly timings: boolean;
  readonly cache: string | false;
  readonly cacheSize: number;
  readonly git?: string;
  readonly tags?: string[];
}

const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Milliseconds an interrupted run may take to clean up. */
const graceTime = 5000;

/**
 * Runs the command.
 *
 * @param argv what follows `index` on the command line
 * @param changes what of the world to replace
 * @returns the exit status, with which the caller has to end the process: 0 done, 1 failed, 2 wrong usage, 130
 *   interrupted
 */
export async function runIndexCommand(
  argv: readonly string[],
  changes: Partial<IndexEnvironment> = {},
): Promise<number> {
  const world: IndexEnvironment = {
    indexTree: async (...args) => (await import('./index-tree.js')).indexTree(...args),
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    folder: process.cwd(),
    debug: (process.env.ERRNOPATH_DEBUG ?? '') !== '',
    ...changes,
  };
  const command = indexCommand(world);
  let asked: Asked;
  try {
    command.parse([...argv], { from: 'user' });
    asked = whatIsAsked(command);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  return await runAndReport(asked, command.opts<Flags>(), world);
}

function whatIsAsked(command: Command): Asked {
  const { git, tags } = command.opts<Flags>();
  const [path] = command.args;
  if (path !== undefined && git === undefined && tags === undefined) return { path };
  if (path === undefined && git !== undefined && tags !== undefined) return { git, tags };
  return command.error('error: give SOURCE, or --git REPOSITORY with --tags TAG…');
}

function indexCommand(world: IndexEnvironment): Command {
  return new Command('errnopath index')
    .description('Reads a whole kernel tree and writes what is known of it to one pack.')
    .argument('[source]', 'kernel tree: folder, .tar, .tar.xz, .tar.gz, .tar.zst, or Debian linux-source-*.deb')
    .option('--git <repository>', 'read commits of a git repository instead, bare or not; nothing is checked out')
    .option(
      '--tags <pattern...>',
      "the commits: tags by pattern ('v6.1*') or any revision; packs that are there are kept",
    )
    .option('--out <folder>', 'folder for the pack', defaultOutFolder(world.folder))
    .option('--cache <file>', 'facts of files that were read before, in any tree', join(cacheFolder(), 'facts.db'))
    .option('--no-cache', 'read every file anew')
    .option('--cache-size <megabytes>', 'what the cache keeps at most', cacheMegabytes, 2000)
    .option('--jobs <number>', 'worker threads', jobsNumber, availableParallelism())
    .option('--json', 'print progress and summary as JSON, one object a line', false)
    .option('--quiet', 'print errors only', false)
    .option('--timings', 'print the seconds of each phase', false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
    });
}

const maxJobs = 256;

function jobsNumber(text: string): number {
  const jobs = Number(text);
  if (/^\d+$/.test(text) && jobs >= 1 && jobs <= maxJobs) return jobs;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${maxJobs}.`);
}

function cacheMegabytes(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number of megabytes.');
}

async function runAndReport(asked: Asked, flags: Flags, world: IndexEnvironment): Promise<number> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  world.signals.on('SIGINT', interrupt);
  world.signals.on('SIGTERM', interrupt);
  try {
    const sources = await askedSources(asked);
    const finished = await finishedPacks(flags.out);
    for (const one of sources) {
      stop.signal.throwIfAborted();
      const made = finished.get(one.label ?? '');
      if (made === undefined) reportDone(await run(one, flags, world, stop.signal), flags, world);
      else reportKept(one.label ?? '', made, flags, world);
    }
    return exitCodes.done;
  } catch (error) {
    const message = stop.signal.aborted ? 'interrupted; no pack was written' : errorLine(error);
    world.stderr.write(`errnopath: ${message}\n`);
    if (flags.json) world.stdout.write(`${JSON.stringify({ event: 'error', message })}\n`);
    if (world.debug && error instanceof Error) world.stderr.write(`${error.stack}\n`);
    return stop.signal.aborted ? exitCodes.interrupted : exitCodes.failed;
  } finally {
    world.signals.off('SIGINT', interrupt);
    world.signals.off('SIGTERM', interrupt);
  }
}

function reportDone(summary: IndexSummary, flags: Flags, { stdout }: IndexEnvironment): void {
  if (flags.json) stdout.write(`${JSON.stringify({ event: 'done', ...summary })}\n`);
  else if (!flags.quiet) stdout.write(summaryText(summary, flags.timings));
}

function reportKept(source: string, packPath: string, flags: Flags, { stdout }: IndexEnvironment): void {
  if (flags.json) stdout.write(`${JSON.stringify({ event: 'kept', source, packPath })}\n`);
  else if (!flags.quiet) stdout.write(`${source}: ${packPath} was made of it before\n`);
}

async function run(
  asked: AskedSource,
  flags: Flags,
  world: IndexEnvironment,
  signal: AbortSignal,
): Promise<IndexSummary> {
  const source = await asked.open();
  signal.throwIfAborted();
  const out = openOutFolder(flags.out);
  const cache = openCache(flags, world);
  const view = progressView(flags, world);
  try {
    const working = world.indexTree(source, {
      outDir: out.path,
      jobs: flags.jobs,
      cache,
      onProgress: (progress) => view.update(estimated(progress, source)),
      signal,
    });
    const summary = await Promise.race([working, interruption(signal, source, working)]);
    return { ...summary, skipped: { ...Object.fromEntries(source.skipped), ...summary.skipped } };
  } catch (error) {
    out.discard();
    throw unwritable(flags.out, error);
  } finally {
    view.end();
    cache?.close();
    await source.close();
  }
}

function openCache({ cache, cacheSize }: Flags, { stderr }: IndexEnvironment): FactsCache | undefined {
  if (cache === false) return undefined;
  return openFactsCache(cache, {
    extractor: extractorHash(),
    maxBytes: cacheSize * 1_000_000,
    onProblem: (error) => stderr.write(`errnopath: the cache ${cache} is not used: ${error.message}\n`),
  });
}

/** Rejects once the signal is aborted and the work has cleaned up, or `graceTime` has passed. */
async function interruption(signal: AbortSignal, source: Source, working: Promise<unknown>): Promise<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await source.close();
  await Promise.race([working.catch(() => {}), delay(graceTime, null, { ref: false })]);
  throw signal.reason;
}

/** The total of an archive is not known before its end, but how much of its file has been read is. */
function estimated(progress: Progress, source: Source): Progress {
  const fraction = source.fractionRead ?? 0;
  if (progress.totalBytes !== null || fraction <= 0) return progress;
  if (progress.phase !== 'read' && progress.phase !== 'parse') return progress;
  return { ...progress, totalBytes: Math.round(progress.doneBytes / fraction) };
}

function progressView(flags: Flags, { stdout, stderr }: IndexEnvironment): ProgressView {
  const clock = () => performance.now();
  if (flags.json) return jsonView((text) => stdout.write(text), clock);
  if (flags.quiet) return silentView;
  const write = (text: string) => stderr.write(text);
  return stderr.isTTY === true ? barView(write, stderr.columns ?? 80, clock) : lineView(write);
}

function errorLine(error: unknown): string {
  if (error instanceof IndexError) return error.message;
  const said = error instanceof Error ? error.message : String(error);
  return new IndexError(`unexpected error: ${said}`, 'run again with ERRNOPATH_DEBUG=1 to see where, and report it')
    .message;
}
