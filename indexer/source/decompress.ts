/** xz, gzip and zstd: by their own programs where these are installed, since they are fastest, else by libraries. */

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, isAbsolute, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { IndexError } from '../index-error.js';
import type { Compression } from './archive-format.js';
import type { ByteStream } from './byte-stream.js';

/** A child process that reads compressed bytes on its input and writes them unpacked. */
interface Unpacker {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const require = createRequire(import.meta.url);

/** Decoders in JavaScript, each run as a process of its own, as xz-decompress unpacks only one stream at a time. */
const libraries = {
  xz: {
    path: () => require.resolve('xz-decompress'),
    script: `
      const { Readable } = require('node:stream');
      const { XzReadableStream } = require(process.argv[1]);
      const source = Readable.fromWeb(new XzReadableStream(Readable.toWeb(process.stdin)));
      require('node:stream').pipeline(source, process.stdout, (error) => {
        if (error) { process.stderr.write(String(error.message)); process.exit(1); }
        process.exit(0);
      });`,
  },
  zstd: {
    path: () => require.resolve('fzstd'),
    script: `
      const { Decompress } = require(process.argv[1]);
      async function* unpacked() {
        const pieces = [];
        const decoder = new Decompress((piece) => pieces.push(piece));
        for await (const piece of process.stdin) {
          decoder.push(piece);
          yield* pieces.splice(0);
        }
        decoder.push(new Uint8Array(0), true);
        yield* pieces;
      }
      require('node:stream').pipeline(unpacked, process.stdout, (error) => {
        if (error) { process.stderr.write(String(error.message)); process.exit(1); }
      });`,
  },
} as const;

/**
 * Unpacks a stream.
 *
 * @param name what is unpacked, for errors
 * @throws IndexError (while reading) when the data is damaged or cut short
 */
export function decompress(
  bytes: ByteStream,
  by: Compression,
  name: string,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  return by === 'gzip' ? gunzip(bytes, name, signal) : throughProcess(bytes, by, name, signal);
}

function damaged(name: string, by: Compression, detail: string, cause?: unknown): IndexError {
  const said = detail.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
  return new IndexError(
    `the ${by} data of ${name} is damaged or cut short${said === '' ? '' : ` (${said})`}`,
    'fetch or make the file again',
    { cause },
  );
}

async function* gunzip(bytes: ByteStream, name: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip({ chunkSize: 256 * 1024 });
  const feeding = pipeline(Readable.from(bytes), unzip, { signal }).catch((error: unknown) => error);
  try {
    for await (const piece of unzip) yield piece;
  } catch (error) {
    const upstream = await feeding;
    if (upstream instanceof IndexError || signal.aborted) throw upstream;
    throw damaged(name, 'gzip', error instanceof Error ? error.message : String(error), error);
  } finally {
    unzip.destroy();
    await feeding;
  }
}

async function* throughProcess(
  bytes: ByteStream,
  by: 'xz' | 'zstd',
  name: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { command, args, env } = unpacker(by);
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env,
    signal,
    killSignal: 'SIGKILL',
    detached: true, // Ctrl-C is for us alone: an archive must not look damaged because its reader was interrupted first
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(0, 2000);
  });
  const ended = new Promise<number | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', (code) => resolve(code ?? -1));
  });
  const feeding = pipeline(Readable.from(bytes), child.stdin).then(
    () => null,
    (error: unknown) => error,
  );
  try {
    yield* child.stdout;
    const [end, upstream] = await Promise.all([ended, feeding]);
    if (upstream instanceof IndexError) throw upstream;
    signal.throwIfAborted();
    if (end !== 0) throw damaged(name, by, end instanceof Error ? end.message : complaint);
  } finally {
    child.kill('SIGKILL');
    await Promise.all([ended, feeding]);
  }
}

/** The program of that name on PATH, else the library. A memory bound keeps a hostile header from taking all of it. */
function unpacker(by: 'xz' | 'zstd'): Unpacker {
  const program = findProgram(by);
  if (program !== null) {
    const env = { LC_ALL: 'C', XZ_OPT: '--threads=2 --memlimit-decompress=1GiB' };
    return { command: program, args: ['-dc'], env };
  }
  const { path, script } = libraries[by];
  return {
    command: process.execPath,
    args: ['--input-type=commonjs', '--eval', script, path()],
    env: {},
  };
}

function findProgram(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
