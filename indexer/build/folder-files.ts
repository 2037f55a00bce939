/** The files of an unpacked package, or of a machine's own `/`, that tell of its kernel. */

import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { IndexError } from '../index-error.js';
import type { InputFile } from './build-input.js';

/** Folders that are looked into, by the path below the top; a whole system is never walked through. */
const FOLDERS = ['boot', 'lib/modules', 'usr/lib/modules', 'usr/lib/debug/boot', 'usr/lib/debug/lib/modules'];

/** A distribution's kernel has some ten thousand entries. */
const MOST_ENTRIES = 1_000_000;

/**
 * Reads the wanted files of a folder, by path: of `boot` and `lib/modules` in it, or of itself where it is one of these or
 * the folder of one release (`lib/modules/6.1.0-56-amd64`). Links are not followed.
 */
export async function* folderFiles(
  folder: string,
  isWanted: (path: string) => boolean,
  mostBytes: number,
): AsyncGenerator<InputFile> {
  let entries = 0;
  for (const [top, path] of await startsOf(folder)) {
    const pending = [path];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const children = await readdir(join(top, at), { withFileTypes: true });
      entries += children.length;
      if (entries > MOST_ENTRIES) throw new IndexError(`${folder} has too many files`, 'give the folder of one kernel');
      for (const child of children.sort((a, b) => (a.name < b.name ? 1 : -1))) {
        const below = `${at}/${child.name}`;
        if (child.isDirectory()) pending.push(below);
        else if (child.isFile() && isWanted(below)) {
          const { size } = await lstat(join(top, below));
          if (size > mostBytes) throw new IndexError(`${below} has ${size} bytes`, 'give the folder of one kernel');
          yield { path: below, bytes: await readFile(join(top, below)) };
        }
      }
    }
  }
}

/** Where to begin: a top folder, and the path below it, which names of files are judged by. */
async function startsOf(folder: string): Promise<readonly (readonly [top: string, path: string])[]> {
  // Where /lib is a link to /usr/lib, both names lead to one folder.
  const starts = new Map<string, readonly [string, string]>();
  for (const path of FOLDERS) {
    const at = join(folder, path);
    if (await isFolder(at)) starts.set(await realpath(at), [folder, path]);
  }
  if (starts.size > 0) return [...starts.values()];
  const [name, parent] = [basename(folder), basename(dirname(folder))];
  if (name === 'boot') return [[dirname(folder), 'boot']];
  if (parent === 'modules') return [[dirname(dirname(dirname(folder))), `lib/modules/${name}`]];
  throw new IndexError(
    `${folder} has neither boot nor lib/modules`,
    'give the folder that a kernel package unpacks to',
  );
}

async function isFolder(path: string): Promise<boolean> {
  const info = await lstat(path).catch(() => null);
  return info?.isDirectory() ?? false;
}
