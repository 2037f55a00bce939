/** The file of a build: a magic line, what it is of as one line of JSON, then its body under brotli. */

import { createHash } from 'node:crypto';
import { open, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { z } from 'zod';
import type { Build } from '../domain/build.js';
import { decodeBuild, encodeBuild } from '../domain/build-body.js';
import { BUILD_SCHEMA_VERSION, type BuildHead, buildHeadSchema } from '../schemas/build-head.js';
import { writeAtomically } from './atomic-file.js';
import { errorCode, PackError } from './pack-error.js';

/** Starts every build; the SHA-256 of the head line follows it, so that an altered head is noticed. */
const MAGIC = 'errnopath-build ';

/** The magic line and the head are smaller than this; a head has about 400 bytes. */
const HEAD_LIMIT = 8 * 1024;

/** More than any body has, several times: 4 MB for 0.3 million symbols. */
const MOST_BYTES = 64 * 1024 * 1024;

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** The name of a build's file: its release, and the arch where that does not tell it (Ubuntu's `6.8.0-45-generic`). */
export function buildFileName({ release, arch }: Pick<Build, 'release' | 'arch'>): string {
  return /amd64|x86_64|arm64|aarch64|riscv64|s390x|ppc64|armmp|armv7|loong/.test(release)
    ? `${release}.build`
    : `${release}.${arch}.build`;
}

/**
 * Writes a build, whole or not at all; the same build gives the same bytes (of one brotli version).
 *
 * @returns the head as written
 * @throws PackError `disk` when it cannot be written
 */
export async function writeBuildFile(path: string, build: Build): Promise<BuildHead> {
  const body = encodeBuild(build);
  const { release, kernel, arch, source, modules, options, symbols } = build;
  let count = 0;
  let traced = 0;
  for (const { attach } of symbols) {
    count++;
    if (attach === 'traced') traced++;
  }
  const head = buildHeadSchema.parse({
    schema: BUILD_SCHEMA_VERSION,
    release,
    kernel,
    arch,
    source,
    counts: { symbols: count, traced, modules: modules.size, options: options.size },
    body: { bytes: body.length, sha256: sha256(body) },
  });
  const line = JSON.stringify(head);
  const packed = await compress(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
  const bytes = Buffer.concat([Buffer.from(`${MAGIC}${sha256(Buffer.from(line))}\n${line}\n`), packed]);
  await writeAtomically(path, 'or choose another folder with --out', (temporary) =>
    writeFile(temporary, bytes, { flag: 'wx' }),
  );
  return head;
}

/**
 * Reads what a build is of; only the start of the file is read.
 * @throws PackError `unreadable`, `foreign`, `version` or `damaged`
 */
export async function readBuildHead(path: string): Promise<BuildHead> {
  return parseHead(path, await startOf(path)).head;
}

/**
 * Reads a whole build.
 * @throws PackError as {@link readBuildHead}; `damaged` too when the body is not what the head promises
 */
export async function readBuildFile(path: string): Promise<Build> {
  const bytes = await reading(path, () => readFile(path));
  const { head, bodyStart } = parseHead(path, bytes.subarray(0, HEAD_LIMIT));
  let body: Uint8Array;
  try {
    body = await decompress(bytes.subarray(bodyStart), { maxOutputLength: Math.min(head.body.bytes, MOST_BYTES) });
  } catch (error) {
    throw damaged(path, 'it ends early or was altered', error);
  }
  if (body.length !== head.body.bytes || sha256(body) !== head.body.sha256) {
    throw damaged(path, 'its content does not match its checksum');
  }
  try {
    return decodeBuild(body);
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error), error);
  }
}

async function startOf(path: string): Promise<Buffer> {
  return await reading(path, async () => {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_LIMIT), 0, HEAD_LIMIT, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  });
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error';
    throw new PackError('unreadable', path, `cannot be read (${code})`, 'check the path and its permissions', error);
  }
}

const REMAKE = 'make it again with: errnopath build-info INPUT';

/** Whatever its version is, a head can be asked for it. */
const anyHeadSchema = z.looseObject({ schema: z.int() });

function parseHead(path: string, bytes: Buffer): { readonly head: BuildHead; readonly bodyStart: number } {
  const text = bytes.toString('latin1');
  if (text.length === 0) throw damaged(path, 'it is empty');
  if (!text.startsWith(MAGIC)) {
    throw new PackError('foreign', path, 'not a build of errnopath', 'move it out of the folder of builds');
  }
  const [magicLine = '', line, ...rest] = text.split('\n', 3);
  if (line === undefined || rest.length === 0 || magicLine !== MAGIC + sha256(Buffer.from(line, 'latin1'))) {
    throw damaged(path, 'its head is truncated or was altered');
  }
  const json: unknown = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
  const schema = anyHeadSchema.safeParse(json).data?.schema;
  if (schema !== undefined && schema !== BUILD_SCHEMA_VERSION) {
    const age = schema < BUILD_SCHEMA_VERSION ? 'an older' : 'a newer';
    const what = `${age} schema (${schema}, this program reads ${BUILD_SCHEMA_VERSION})`;
    throw new PackError('version', path, what, schema < BUILD_SCHEMA_VERSION ? REMAKE : 'update errnopath');
  }
  const head = buildHeadSchema.safeParse(json);
  if (!head.success) {
    const issue = head.error.issues[0];
    const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
    throw new PackError('foreign', path, `its head is not valid${where}`, REMAKE, head.error);
  }
  return { head: head.data, bodyStart: magicLine.length + line.length + 2 };
}

function damaged(path: string, what: string, cause?: unknown): PackError {
  return new PackError('damaged', path, `the build is damaged, ${what}`, REMAKE, cause);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
