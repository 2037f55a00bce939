/** The source behind a commit of a git repository: its tree is listed once, its files stream out of one `git cat-file`. */

import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { IndexError } from '../index-error.js';
import { git, gitEnvironment } from './git.js';
import { type GitRevision, revisionLabel } from './git-revisions.js';
import { checkTopMakefile, kernelTreeCheck, topMakefile } from './kernel-tree.js';
import { defaultLimits, type SourceLimits } from './limits.js';
import { SkipCount, type SkipReason } from './skipped.js';
import type { Source, SourceFile } from './source.js';
import { treePath } from './tree-path.js';

/** A file of the commit's tree before it is read. */
interface Blob {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
}

/**
 * A source that reads a commit without a checkout. Order: by path, as the repository lists them.
 *
 * @param limits what to change of `defaultLimits`
 */
export function gitSource(revision: GitRevision, limits: Partial<SourceLimits> = {}): Source {
  const allLimits: SourceLimits = { ...defaultLimits, ...limits };
  const name = revisionLabel(revision);
  const skipped = new SkipCount();
  const stop = new AbortController();
  let totalBytes: number | null = null;
  return {
    kind: 'git',
    name,
    package: null,
    get totalBytes() {
      return totalBytes;
    },
    skipped,
    async *files(wanted) {
      const blobs = await listTree(revision, wanted, allLimits, skipped, stop.signal);
      totalBytes = blobs.reduce((sum, { size }) => sum + size, 0);
      if (totalBytes > allLimits.totalBytes) {
        const remedy = 'give a commit of Linux';
        throw new IndexError(`${name} holds more than ${allLimits.totalBytes} bytes of source`, remedy);
      }
      for await (const file of readBlobs(revision, blobs, stop.signal)) {
        stop.signal.throwIfAborted();
        if (file.path === topMakefile) checkTopMakefile(file.bytes);
        if (wanted(file.path)) yield file;
      }
    },
    async close() {
      stop.abort();
    },
  };
}

/** A line of `git ls-tree -l -z` (git-ls-tree(1)): mode, type, hash, size (`-` for what is no file), then the path. */
const treeLine = /^(\d{6}) (blob|tree|commit) ([0-9a-f]{40}|[0-9a-f]{64}) +(\d+|-)\t(.+)$/s;

/** Modes of what is no plain file (git's own, as in git-fast-import(1)). */
const skippedModes: Readonly<Record<string, SkipReason>> = {
  '120000': 'symbolic link',
  '160000': 'unknown kind of entry',
};

async function listTree(
  { repository, commit, name }: GitRevision,
  wanted: (path: string) => boolean,
  limits: SourceLimits,
  skipped: SkipCount,
  signal: AbortSignal,
): Promise<readonly Blob[]> {
  const listed = (await git(repository, ['ls-tree', '-r', '-l', '-z', '--full-tree', commit], signal)).split('\0');
  if (listed.length > limits.entries)
    throw new IndexError(`${name} has more than ${limits.entries} entries`, 'give a commit of Linux');
  const check = kernelTreeCheck(name);
  const blobs: Blob[] = [];
  for (const line of listed) {
    if (line === '') continue;
    const [, mode = '', , hash = '', size = '', raw = ''] = treeLine.exec(line) ?? [];
    // A file that the repository lacks has the size BAD.
    if (raw === '') throw missing(line.slice(line.indexOf('\t') + 1), name, '');
    const located = treePath(raw, limits.pathBytes);
    const skip = 'reason' in located ? located.reason : skippedModes[mode];
    if ('reason' in located || skip !== undefined) {
      skipped.add(skip ?? 'unknown kind of entry');
      continue;
    }
    check.see(located.path);
    if (!wanted(located.path) && located.path !== topMakefile) continue;
    if (Number(size) >= limits.fileBytes) skipped.add('file too large');
    else blobs.push({ path: located.path, hash, size: Number(size) });
  }
  check.finish();
  return blobs;
}

/** Asks one `git cat-file --batch` for all files: each answer is a line with hash, type and size, the bytes, a line end. */
async function* readBlobs(
  { repository, name }: GitRevision,
  blobs: readonly Blob[],
  signal: AbortSignal,
): AsyncGenerator<SourceFile> {
  const child = spawn('git', ['-C', repository, 'cat-file', '--batch', '--buffer'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: gitEnvironment,
    signal,
    killSignal: 'SIGKILL',
    detached: true, // Ctrl-C is for us alone: a repository must not look damaged because git was interrupted first
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(0, 2000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const feeding = pipeline(Readable.from(blobs.map(({ hash }) => `${hash}\n`)), child.stdin).catch(() => {});
  const answers = batchReader(child.stdout);
  try {
    for (const { path, hash, size } of blobs) {
      const head = await answers.line();
      signal.throwIfAborted();
      if (head !== `${hash} blob ${size}`) throw missing(path, name, complaint);
      const bytes = await answers.bytes(size);
      if (bytes === undefined || (await answers.line()) !== '') throw missing(path, name, complaint);
      yield { path, bytes };
    }
  } finally {
    child.kill('SIGKILL');
    await Promise.all([ended, feeding]);
  }
}

function missing(path: string, name: string, complaint: string): IndexError {
  const said = complaint.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
  const detail = said === '' ? '' : ` (${said})`;
  const remedy = 'git fsck tells what is missing or damaged; a partial clone has to be made whole';
  return new IndexError(`git does not give ${path.slice(0, 200)} of ${name}${detail}`, remedy);
}

/** Lines and counted bytes out of one stream, in turn; undefined at its end. */
function batchReader(stream: AsyncIterable<Uint8Array>): {
  line(): Promise<string | undefined>;
  bytes(count: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
} {
  const pieces = stream[Symbol.asyncIterator]();
  let piece: Uint8Array = new Uint8Array(0);
  let at = 0;
  const more = async (): Promise<boolean> => {
    while (at >= piece.length) {
      const next = await pieces.next().catch(() => ({ done: true as const, value: undefined }));
      if (next.done) return false;
      piece = next.value;
      at = 0;
    }
    return true;
  };
  return {
    async line() {
      let text = '';
      while (await more()) {
        const end = piece.indexOf(10, at);
        text += Buffer.from(piece.subarray(at, end < 0 ? undefined : end)).toString('latin1');
        at = end < 0 ? piece.length : end + 1;
        if (end >= 0) return text;
        if (text.length > 200) return undefined;
      }
      return undefined;
    },
    async bytes(count) {
      const content = new Uint8Array(count);
      let filled = 0;
      while (filled < count) {
        if (!(await more())) return undefined;
        const part = piece.subarray(at, at + count - filled);
        content.set(part, filled);
        filled += part.length;
        at += part.length;
      }
      return content;
    },
  };
}
