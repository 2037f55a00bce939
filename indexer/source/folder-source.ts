/** The source behind a kernel tree that lies unpacked in a folder. */

import { close, constants, existsSync, lstatSync, open, read, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { IndexError, systemCode } from '../index-error.js';
import { checkTopMakefile, kernelTreeCheck, topMakefile } from './kernel-tree.js';
import type { SourceLimits } from './limits.js';
import { SkipCount } from './skipped.js';
import type { Source, SourceFile } from './source.js';
import { treePath } from './tree-path.js';

/** A wanted file before it is read. */
interface FoundFile {
  readonly path: string;
  readonly size: number;
}

/** Files and bytes under way at a time: enough to keep a disk busy, little enough to forget about. */
const filesAhead = 32;
const bytesAhead = 64 * 1024 ** 2;

/** Never part of a tree, and large: where git keeps its objects. */
const passedOverFolder = '.git';

/**
 * A source that reads a folder. Order: by path, code unit by code unit. Symbolic links are not followed, inside the
 * tree or out of it (a kernel's links name files that stand in the tree themselves). A file that cannot be read ends
 * the run: facts of a tree with a hole look complete and are wrong.
 */
export async function folderSource(folder: string, limits: SourceLimits): Promise<Source> {
  await checkFolder(folder, limits);
  const name = basename(folder);
  const skipped = new SkipCount();
  let totalBytes: number | null = null;
  const stop = new AbortController();
  return {
    kind: 'folder',
    name,
    package: null,
    get totalBytes() {
      return totalBytes;
    },
    skipped,
    async *files(wanted) {
      const found = await listTree(folder, wanted, limits, skipped);
      totalBytes = found.reduce((sum, file) => sum + file.size, 0);
      if (totalBytes > limits.totalBytes) {
        throw new IndexError(
          `${folder} holds more than ${limits.totalBytes} bytes of source`,
          'give the top folder of one kernel tree',
        );
      }
      for await (const file of readAhead(folder, found)) {
        stop.signal.throwIfAborted();
        yield file;
      }
    },
    async close() {
      stop.abort();
    },
  };
}

/** Throws `IndexError` unless the folder is a kernel tree; looks at its top only, however large it is. */
async function checkFolder(folder: string, limits: SourceLimits): Promise<void> {
  const check = kernelTreeCheck(folder);
  for (const { name } of readFolder(folder, '')) check.see(name);
  if (existsSync(join(folder, 'include/linux'))) check.see('include/linux/');
  check.finish();
  const makefile = measure(folder, topMakefile);
  if (makefile.size >= limits.fileBytes) {
    throw new IndexError(
      `${join(folder, topMakefile)} has ${makefile.size} bytes, as no kernel's has`,
      'give the top folder of a Linux source tree',
    );
  }
  checkTopMakefile(await readWhole(folder, makefile));
}

/**
 * Every wanted file, sorted by path. System calls one at a time are several times faster here than a promise for each;
 * in between, signals get their turn.
 */
async function listTree(
  folder: string,
  wanted: (path: string) => boolean,
  limits: SourceLimits,
  skipped: SkipCount,
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  const folders = [''];
  let entries = 0;
  for (let parent = folders.pop(); parent !== undefined; parent = folders.pop()) {
    await turn();
    for (const child of readFolder(folder, parent)) {
      entries += 1;
      const located = treePath(parent === '' ? child.name : `${parent}/${child.name}`, limits.pathBytes);
      if ('reason' in located) skipped.add(located.reason);
      else if (child.isSymbolicLink()) skipped.add('symbolic link');
      else if (child.isDirectory()) {
        if (child.name !== passedOverFolder) folders.push(located.path);
      } else if (!child.isFile()) skipped.add('device node, FIFO or socket');
      else if (wanted(located.path)) {
        const file = measure(folder, located.path);
        if (file.size >= limits.fileBytes) skipped.add('file too large');
        else found.push(file);
      }
    }
    if (entries > limits.entries) {
      throw new IndexError(`${folder} has more than ${limits.entries} entries`, 'give the folder of one kernel tree');
    }
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function readFolder(folder: string, path: string) {
  try {
    return readdirSync(join(folder, path), { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, path, error);
  }
}

function measure(folder: string, path: string): FoundFile {
  try {
    return { path, size: lstatSync(join(folder, path)).size };
  } catch (error) {
    throw unreadable(folder, path, error);
  }
}

/** Reads files in order, several at once, never further ahead of the consumer than the two bounds. */
async function* readAhead(folder: string, files: readonly FoundFile[]): AsyncGenerator<SourceFile> {
  const pending: { readonly file: FoundFile; readonly content: Promise<Uint8Array<ArrayBuffer>> }[] = [];
  let bytes = 0;
  let next = 0;
  try {
    while (next < files.length || pending.length > 0) {
      for (let file = files[next]; file !== undefined; file = files[next]) {
        if (pending.length > 0 && (pending.length >= filesAhead || bytes + file.size > bytesAhead)) break;
        const content = readWhole(folder, file);
        content.catch(() => {}); // reported when its turn comes
        pending.push({ file, content });
        bytes += file.size;
        next += 1;
      }
      const first = pending.shift();
      if (first === undefined) return;
      bytes -= first.file.size;
      yield { path: first.file.path, bytes: await first.content };
    }
  } finally {
    await Promise.allSettled(pending.map(({ content }) => content));
  }
}

const openFile = promisify(open);
const closeFile = promisify(close);
const readFile = promisify(read);

/** Never through a link that took the file's place meanwhile, and never waiting for the other end of a FIFO. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function readWhole(folder: string, { path, size }: FoundFile): Promise<Uint8Array<ArrayBuffer>> {
  const content = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer); // never shared, unlike allocUnsafe's
  try {
    const descriptor = await openFile(join(folder, path), openFlags);
    try {
      let length = 0;
      while (length < size) {
        const { bytesRead } = await readFile(descriptor, content, length, size - length, null);
        if (bytesRead === 0) {
          throw new IndexError(
            `${join(folder, path)} became shorter while it was read`,
            'index a tree that is at rest',
          );
        }
        length += bytesRead;
      }
    } finally {
      await closeFile(descriptor);
    }
  } catch (error) {
    throw unreadable(folder, path, error);
  }
  return content;
}

function unreadable(folder: string, path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === null) return error;
  const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code;
  return new IndexError(
    `cannot read ${join(folder, path)}: ${why}`,
    'make the whole tree readable, as a pack with a hole would answer wrongly',
    { cause: error },
  );
}
