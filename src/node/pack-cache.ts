/** Opens the packs of a folder: each is unpacked once into the user's cache, whoever else does the same meanwhile. */

import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { PackManifest } from '../schemas/manifest.js';
import { type LateStore, lateStore } from '../store/late-store.js';
import { openSqliteStore } from '../store/sqlite.js';
import type { Store } from '../store/store.js';
import { asBase, contentName, findBase } from './base-pack.js';
import { cacheFolder } from './cache-folder.js';
import { noteUse, sweepCache } from './cache-sweep.js';
import { isSealed, sealDatabase } from './database-seal.js';
import { type ExpandTask, expandDatabase } from './expand-database.js';
import type { ExpandFailure } from './expand-worker.js';
import { imageFiles } from './image-files.js';
import { errorCode, PackError, writeError } from './pack-error.js';
import { readPackManifest, rebuildCommand, unpackPackFile } from './pack-file.js';
import { programName } from './program-name.js';

/** One pack, ready for questions. */
export interface OpenPack {
  readonly manifest: PackManifest;
  /** Its database is checked when it is first read from: see {@link openPack}. */
  readonly store: LateStore;
  readonly packPath: string;
  readonly databasePath: string;
}

/** What a folder holds: the packs that open, by file name, and what is wrong with the others. */
export interface PackFolder {
  readonly packs: readonly OpenPack[];
  readonly problems: readonly PackError[];
}

export interface PackFolderOptions {
  /** The folder of `*.pack` files; {@link packFolder} unless told. */
  readonly folder?: string;
  /** Where databases are unpacked to; {@link cacheFolder} unless told. */
  readonly cache?: string;
}

/** Two at a time: each needs 64 MB for the window, and two cores are what one counts on. */
const UNPACK_AT_ONCE = 2;

/** `ERRNOPATH_PACKS`, else `data/packs` of this package, from the sources or from `dist/`. */
export function packFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.ERRNOPATH_PACKS) return resolve(environment.ERRNOPATH_PACKS);
  const here = fileURLToPath(import.meta.url);
  const levels = here.endsWith('.ts') ? '../../..' : '../../../..';
  return resolve(here, levels, 'data/packs');
}

/**
 * Opens every pack of a folder. A pack that cannot be opened becomes a problem and the others go on; a folder that
 * does not exist is a problem as well.
 */
export async function openPacks(options: PackFolderOptions = {}): Promise<PackFolder> {
  const folder = options.folder ?? packFolder();
  const cache = options.cache ?? cacheFolder();
  const packs: OpenPack[] = [];
  const problems: PackError[] = [];
  const note = (error: unknown): void => {
    if (!(error instanceof PackError)) throw error;
    problems.push(error);
  };

  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.pack') && !name.startsWith('.')).sort();
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error';
    note(
      new PackError(
        'unreadable',
        folder,
        `the folder of packs cannot be read (${code})`,
        'set ERRNOPATH_PACKS to the folder that holds them',
        error,
      ),
    );
    return { packs, problems };
  }

  if (names.length > 0) await removeStale(cache);
  const opened = await Promise.allSettled(names.map((name) => openPack(join(folder, name), cache)));
  for (const result of opened) {
    if (result.status === 'rejected') {
      note(result.reason);
      continue;
    }
    const { manifest, packPath, store } = result.value;
    const twin = packs.find((pack) => pack.manifest.kernel.id === manifest.kernel.id);
    if (twin === undefined) {
      packs.push(result.value);
    } else {
      await store.close();
      const what = `holds ${manifest.kernel.id}, which ${twin.packPath} holds already`;
      note(new PackError('duplicate', packPath, what, 'remove one of the two'));
    }
  }
  if (names.length > 0) await sweepCache(cache);
  return { packs, problems };
}

/**
 * Opens one pack; its database is unpacked into the folder `cache` unless it is there. Before anything is read from that, each
 * bit is checked; one that was altered is unpacked again. That is done late, as a folder has more packs than are asked.
 * @throws PackError; so does its store, when it is first read from
 */
export async function openPack(packPath: string, cache: string = cacheFolder()): Promise<OpenPack> {
  const manifest = await readPackManifest(packPath);
  const databasePath = await unpacked(packPath, manifest, cache, hasItsSize, []);
  await noteUse(databasePath);
  const program = programName();
  const store = lateStore(
    async () => openStore(await unpacked(packPath, manifest, cache, isSealed, []), packPath, manifest),
    program === undefined ? undefined : imageFiles(databasePath, program),
  );
  return { manifest, store, packPath, databasePath };
}

function openStore(databasePath: string, packPath: string, manifest: PackManifest): Store {
  try {
    return openSqliteStore(databasePath);
  } catch (error) {
    const remedy = `rebuild it with: ${rebuildCommand(packPath, manifest.source.name)}`;
    throw new PackError('foreign', packPath, 'what it holds is not an SQLite database', remedy, error);
  }
}

/** Whether a database is there, as far as its size tells: a file gets its name only when it is whole. */
async function hasItsSize(databasePath: string): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(databasePath);
  } catch {
    return false;
  }
  try {
    // The SQLite header (sqlite.org/fileformat.html, 1.3) holds the page size at byte 16 and the number of pages at 28.
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    if (bytesRead < 32) return false;
    const pageSize = buffer.readUInt16BE(16) === 1 ? 65536 : buffer.readUInt16BE(16);
    return (await file.stat()).size === pageSize * buffer.readUInt32BE(28);
  } finally {
    await file.close();
  }
}

/** Databases that are being unpacked: two packs may have one base. */
const unpacking = new Map<string, Promise<void>>();

/**
 * The path of a pack's database, which is unpacked first where it is not there.
 * @param isThere - tells from its path whether it is
 * @param above - databases of the packs that need this one
 */
async function unpacked(
  packPath: string,
  manifest: PackManifest,
  cache: string,
  isThere: (databasePath: string) => boolean | Promise<boolean>,
  above: readonly string[],
): Promise<string> {
  const databasePath = join(cache, `${contentName(asBase(manifest))}.db`);
  if (above.includes(databasePath)) {
    throw new PackError('base', packPath, 'is coded against itself', `rebuild it with: ${rebuildCommand(packPath)}`);
  }
  if (!unpacking.has(databasePath) && (await isThere(databasePath))) return databasePath;
  const work = unpacking.get(databasePath) ?? unpack(packPath, manifest, databasePath, cache, above);
  unpacking.set(databasePath, work);
  try {
    await work;
  } finally {
    unpacking.delete(databasePath);
  }
  return databasePath;
}

/** Two processes may do this at once: each writes its own temporary file, and the last rename wins with equal bytes. */
async function unpack(
  packPath: string,
  manifest: PackManifest,
  databasePath: string,
  cache: string,
  above: readonly string[],
): Promise<void> {
  let basePath: string | undefined;
  if (manifest.base !== undefined) {
    basePath = join(cache, `${contentName(manifest.base)}.db`);
    if (unpacking.has(basePath) || !isSealed(basePath)) {
      const found = await findBase(packPath, manifest.base);
      basePath = await unpacked(found, await readPackManifest(found), cache, isSealed, [...above, databasePath]);
    }
  }
  await inTurn(() => unpackDatabase(packPath, databasePath, cache, basePath));
}

let atWork = 0;
const waiting: (() => void)[] = [];

/** Runs so many tasks at once, the others after them. */
async function inTurn(task: () => Promise<void>): Promise<void> {
  if (atWork >= UNPACK_AT_ONCE) await new Promise<void>((next) => waiting.push(next));
  else atWork++;
  try {
    await task();
  } finally {
    const next = waiting.shift();
    if (next === undefined) atWork--;
    else next();
  }
}

async function unpackDatabase(
  packPath: string,
  databasePath: string,
  cache: string,
  basePath: string | undefined,
): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
  } catch (error) {
    // On a read-only disk a recursive mkdir says ENOENT; a plain one says why.
    const why = await mkdir(cache).catch((reason: unknown) => reason);
    throw writeError(cache, why ?? error, 'or set XDG_CACHE_HOME to another folder');
  }
  const staging = temporaryOf(databasePath);
  let manifest: PackManifest;
  try {
    manifest = await unpackPackFile(packPath, staging, temporaryOf(databasePath));
  } catch (error) {
    if (!(error instanceof PackError && error.problem === 'disk')) throw error;
    throw writeError(databasePath, error.cause, 'or set XDG_CACHE_HOME to another folder');
  }
  try {
    await expand({ path: staging, basePath });
    sealDatabase(staging);
    await rename(staging, databasePath);
  } catch (error) {
    await rm(staging, { force: true });
    await rm(`${staging}-journal`, { force: true });
    const code = errorCode(error);
    if (code?.startsWith('SQLITE_FULL') || code?.startsWith('SQLITE_IOERR')) {
      const why = code === 'SQLITE_FULL' ? Object.assign(new Error('the disk is full'), { code: 'ENOSPC' }) : error;
      throw writeError(databasePath, why, 'or set XDG_CACHE_HOME to another folder');
    }
    const remedy = `rebuild it with: ${rebuildCommand(packPath, manifest.source.name)}`;
    throw new PackError('foreign', packPath, 'what it holds is no pack', remedy, error);
  }
}

function temporaryOf(databasePath: string): string {
  return `${databasePath}.${host()}.${process.pid}.${randomUUID()}.tmp`;
}

/** In a thread of its own, so that two packs are expanded at once; in TypeScript (under test) in this one. */
async function expand(task: ExpandTask): Promise<void> {
  if (import.meta.url.endsWith('.ts')) {
    await expandDatabase(task);
    return;
  }
  const worker = new Worker(new URL('./expand-worker.js', import.meta.url), { workerData: task });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', ({ message, code }: ExpandFailure) => reject(Object.assign(new Error(message), { code })));
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the worker ended with ${code}`))));
  });
}

/** `<database>.<host>.<pid>.<uuid>.tmp`: tells whose temporary file it is. */
const TEMPORARY = /\.db\.(?<host>[0-9a-f]{8})\.(?<pid>\d+)\.[0-9a-f-]{36}\.tmp$/;

/** This machine (or container: process ids mean nothing in another one), as 8 hexadecimal digits. */
function host(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

/** Nobody unpacks for this long (in ms): after it, a temporary file of another host is taken for forgotten. */
const FORGOTTEN = 24 * 60 * 60 * 1000;

/**
 * Removes the temporary files of processes that are gone: of this host by their process id, of other hosts (containers
 * with the same home) by age. What cannot be removed is left alone.
 */
async function removeStale(cache: string): Promise<void> {
  const names = await readdir(cache).catch(() => []);
  for (const name of names) {
    const owner = TEMPORARY.exec(name)?.groups;
    if (owner === undefined) continue;
    const path = join(cache, name);
    try {
      const inUse =
        owner.host === host() ? isAlive(Number(owner.pid)) : (await stat(path)).mtimeMs > Date.now() - FORGOTTEN;
      if (!inUse) await rm(path, { force: true });
    } catch {
      // Someone else removed it first, or may.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
