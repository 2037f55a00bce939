/** The container of a pack: a magic line, the manifest as one line of JSON, then the SQLite database under brotli. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createBrotliDecompress } from 'node:zlib';
import { z } from 'zod';
import {
  BASED_FORMAT_VERSION,
  PACK_FORMAT_VERSION,
  type PackDescription,
  type PackManifest,
  packManifestSchema,
} from '../schemas/manifest.js';
import { SCHEMA_VERSION } from '../store/schema.js';
import { newFile, temporaryName, writeAtomically } from './atomic-file.js';
import { errorCode, PackError } from './pack-error.js';

/** Starts every pack; the SHA-256 of the manifest line follows it, so that an altered head is noticed. */
const MAGIC = 'errnopath-pack ';

/** The head (both lines) is smaller than this; a manifest has about 1 KB. */
const HEAD_LIMIT = 64 * 1024;

/** log2 of the window: 64 MB, most of a database, so that far-apart repeats are found. Reading needs as much memory. */
const WINDOW_BITS = 26;

/** Read in pieces of this size; brotli's output does not depend on it. */
const CHUNK = 256 * 1024;

export interface WriteOptions {
  /** Brotli's quality, 0 (fast) to 11 (small, about 1 MB/s). */
  readonly quality: number;
  /** Where it is written until it is whole; on the file system of the pack. Beside it unless told. */
  readonly temporaryPath?: string;
  /** Stops the writing; the previous pack stays. */
  readonly signal?: AbortSignal;
}

/**
 * Writes the database at `databasePath` as a pack: to a temporary name, synced, then renamed over
 * `packPath`, so that the previous pack stays until the new one is whole. The temporary file goes away on any error.
 * The same database, description and quality give the same bytes (of one brotli version; the database's own SHA-256
 * in the manifest is the same everywhere).
 *
 * @returns the manifest as written
 * @throws PackError `disk` when it cannot be written; the signal's reason when it was stopped
 */
export async function writePackFile(
  databasePath: string,
  packPath: string,
  description: PackDescription,
  options: WriteOptions,
): Promise<PackManifest> {
  const database = await digest(databasePath);
  const manifest = packManifestSchema.parse({ ...description, database });
  const line = JSON.stringify(manifest);
  const head = `${MAGIC}${sha256(Buffer.from(line))}\n${line}\n`;
  const compress = createBrotliCompress({
    params: {
      [constants.BROTLI_PARAM_QUALITY]: options.quality,
      [constants.BROTLI_PARAM_LARGE_WINDOW]: 1,
      [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: Math.min(database.bytes, 2 ** 32 - 1),
    },
  });
  const { signal, temporaryPath } = options;
  const fill = async (temporary: string): Promise<void> => {
    const output = await newFile(temporary);
    output.write(head);
    const input = createReadStream(databasePath, { highWaterMark: CHUNK });
    await pipeline(input, compress, output, signal === undefined ? {} : { signal });
    signal?.throwIfAborted();
  };
  try {
    await writeAtomically(packPath, 'or choose another folder with --out', fill, temporaryPath);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return manifest;
}

/**
 * Reads the manifest of a pack; only the head of the file is read.
 * @throws PackError `unreadable`, `foreign`, `version` or `damaged`
 */
export async function readPackManifest(packPath: string): Promise<PackManifest> {
  return (await readHead(packPath)).manifest;
}

/**
 * Unpacks the database of a pack to `databasePath`, through a temporary name beside it, and checks its size and
 * SHA-256 before it gets its name. Nothing is left behind on an error.
 *
 * @param temporaryPath where it is written until it is whole; in the folder of `databasePath`
 * @returns the manifest
 * @throws PackError; `damaged` when the content is not what the manifest promises, `disk` when it cannot be written
 */
export async function unpackPackFile(
  packPath: string,
  databasePath: string,
  temporaryPath = temporaryName(databasePath),
): Promise<PackManifest> {
  const { manifest, bodyStart } = await readHead(packPath);
  const compressedBytes = (await stat(packPath)).size - bodyStart;
  const decompress = createBrotliDecompress({ params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
  const check = checkingStream(manifest.database);
  const elsewhere = 'or set XDG_CACHE_HOME to another folder';
  await writeAtomically(
    databasePath,
    elsewhere,
    async (temporary) => {
      const body = createReadStream(packPath, { start: bodyStart, highWaterMark: CHUNK });
      try {
        await pipeline(body, decompress, check, await newFile(temporary));
      } catch (error) {
        throw isBrotliError(error) ? damaged(packPath, manifest, 'it ends early or was altered') : error;
      }
      // Brotli stops at the end of its stream and ignores what follows.
      if (decompress.bytesWritten !== compressedBytes) {
        throw damaged(packPath, manifest, 'something follows its end');
      }
      const found = check.digest();
      if (found.bytes !== manifest.database.bytes || found.sha256 !== manifest.database.sha256) {
        throw damaged(packPath, manifest, 'its content does not match its checksum');
      }
    },
    temporaryPath,
  );
  return manifest;
}

/** How a pack is rebuilt, as a command: with the source's own name where the manifest tells it. */
export function rebuildCommand(packPath: string, source = 'SOURCE'): string {
  return `errnopath index ${shellWord(source)} --out ${shellWord(dirname(packPath))}`;
}

interface Head {
  readonly manifest: PackManifest;
  /** Where the compressed database starts, in bytes. */
  readonly bodyStart: number;
}

async function readHead(packPath: string): Promise<Head> {
  const text = await readStart(packPath);
  const rebuild = `rebuild it with: ${rebuildCommand(packPath)}`;
  if (text.length === 0) throw new PackError('damaged', packPath, 'the pack is empty', rebuild);
  if (!text.startsWith(MAGIC)) {
    const remedy = 'move it out of the folder of packs';
    throw new PackError('foreign', packPath, 'not an errnopath pack', remedy);
  }
  const [magicLine = '', line, ...rest] = text.split('\n', 3);
  const checksum = magicLine.slice(MAGIC.length);
  if (line === undefined || rest.length === 0 || checksum !== sha256(Buffer.from(line, 'latin1'))) {
    throw new PackError('damaged', packPath, 'the head of the pack is truncated or was altered', rebuild);
  }
  return { manifest: parseManifest(packPath, line), bodyStart: magicLine.length + line.length + 2 };
}

/** Whatever its versions are, a manifest can be asked for these. */
const anyManifestSchema = z.looseObject({
  format: z.int(),
  schema: z.int(),
  source: z.looseObject({ name: z.string() }).optional().catch(undefined),
});

/** @param line the manifest as latin1 text, its checksum already verified */
function parseManifest(packPath: string, line: string): PackManifest {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
  } catch (error) {
    const remedy = `rebuild it with: ${rebuildCommand(packPath)}`;
    throw new PackError('foreign', packPath, 'its manifest is not JSON', remedy, error);
  }
  const versions = anyManifestSchema.safeParse(json);
  const source = versions.data?.source?.name;
  const remedy = `rebuild it with: ${rebuildCommand(packPath, source)}`;
  if (versions.success) {
    const format = 'base' in versions.data ? BASED_FORMAT_VERSION : PACK_FORMAT_VERSION;
    for (const [what, found, ours] of [
      ['format', versions.data.format, format],
      ['schema', versions.data.schema, SCHEMA_VERSION],
    ] as const) {
      if (found === ours) continue;
      const age = found < ours ? 'an older' : 'a newer';
      const advice = found < ours ? remedy : `update errnopath, or ${remedy}`;
      throw new PackError('version', packPath, `${age} ${what} (${found}, this program reads ${ours})`, advice);
    }
  }
  const manifest = packManifestSchema.safeParse(json);
  if (!manifest.success) {
    const issue = manifest.error.issues[0];
    const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
    throw new PackError('foreign', packPath, `its manifest is not valid${where}`, remedy, manifest.error);
  }
  return manifest.data;
}

/** The start of a file as latin1 text, so that characters are bytes. */
async function readStart(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_LIMIT), 0, HEAD_LIMIT, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error';
    throw new PackError('unreadable', path, `cannot be read (${code})`, 'check the path and its permissions', error);
  }
}

function damaged(packPath: string, manifest: PackManifest, what: string): PackError {
  const remedy = `rebuild it with: ${rebuildCommand(packPath, manifest.source.name)}`;
  return new PackError('damaged', packPath, `the pack is damaged, ${what}`, remedy);
}

function isBrotliError(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  return code === 'Z_BUF_ERROR' || code.startsWith('ERR__ERROR_') || code.startsWith('ERR_BROTLI') || code === LONGER;
}

/** Code of the error that ends a stream longer than its manifest says, before it fills the disk. */
const LONGER = 'ERR_BROTLI_LONGER_THAN_PROMISED';

/** Passes bytes on, counts and hashes them, and stops at more than promised. */
function checkingStream(expected: PackManifest['database']): Transform & { digest(): PackManifest['database'] } {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      if (bytes > expected.bytes) done(Object.assign(new Error('longer than promised'), { code: LONGER }));
      else done(null, chunk);
    },
  });
  return Object.assign(stream, { digest: () => ({ bytes, sha256: hash.digest('hex') }) });
}

async function digest(path: string): Promise<PackManifest['database']> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    bytes += chunk.length;
    hash.update(chunk);
  }
  return { bytes, sha256: hash.digest('hex') };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Quotes a word for a POSIX shell where it needs it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
