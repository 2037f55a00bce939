/** A kernel tree of a few lines, and the archives it can come in, made in memory. */

import { pack } from 'tar-stream';
import type { Source } from '../../indexer/source/source.js';

/** Path → text of a tree that is just enough of a kernel. */
export const miniTree: Readonly<Record<string, string>> = {
  Makefile: 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 192\nEXTRAVERSION =\nNAME = Test\n',
  Kconfig: 'mainmenu "Test"\n',
  'include/linux/fs.h': '#define OPEN_MAX 8\n',
  'fs/open.c': 'int mini_open(void)\n{\n\treturn -ENOENT;\n}\n',
  'fs/notes.txt': 'not wanted\n',
};

/** The C files of a tree, as an indexer would ask for them. */
export const wantsC = (path: string): boolean => /\.[ch]$/.test(path);

/** What stands in an archive besides plain files. */
export interface Entry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'character-device' | 'block-device' | 'fifo';
  readonly linkname?: string;
}

/** The mini tree as entries below a top folder (`''` for none). */
export function treeEntries(top = 'linux-6.1/', files: Readonly<Record<string, string>> = miniTree): Entry[] {
  const entries = Object.entries(files).map(([path, content]) => ({ name: top + path, content }));
  return top === '' ? entries : [{ name: top, type: 'directory' }, ...entries];
}

/** A tar archive, byte for byte the same each time. */
export async function tar(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  const mtime = new Date(0);
  for (const { name, content, type = 'file', linkname } of entries) {
    const body = Buffer.from(content ?? '');
    archive.entry(
      { name, type, mtime, mode: 0o644, size: body.length, ...(linkname === undefined ? {} : { linkname }) },
      body,
    );
  }
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** An ar archive of members with their bytes, as `dpkg-deb` writes them. */
export function ar(members: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts: Uint8Array[] = [Buffer.from('!<arch>\n')];
  for (const [name, bytes] of Object.entries(members)) {
    const header = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`;
    parts.push(Buffer.from(header), bytes);
    if (bytes.length % 2 === 1) parts.push(Buffer.from('\n'));
  }
  return Buffer.concat(parts);
}

export const controlText = 'Package: linux-source-6.1\nSource: linux\nVersion: 6.1.192-2\nDescription: source\n more\n';

/** A Debian package around an archive of a tree; `pressed` is done to the control and data archives. */
export async function deb(
  treeArchive: Uint8Array,
  pressed: (bytes: Buffer) => Uint8Array = (bytes) => bytes,
  control = controlText,
): Promise<Buffer> {
  const data = await tar([
    { name: './usr/share/doc/linux-source-6.1/copyright', content: 'text' },
    { name: './usr/src/linux-source-6.1.tar.xz', content: treeArchive },
  ]);
  return ar({
    'debian-binary': Buffer.from('2.0\n'),
    'control.tar': pressed(await tar([{ name: './control', content: control }])),
    'data.tar': pressed(data),
  });
}

/** Everything a source yields, path → text. */
export async function readAll(source: Source, wanted = wantsC): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  try {
    for await (const { path, bytes } of source.files(wanted)) files[path] = new TextDecoder().decode(bytes);
  } finally {
    await source.close();
  }
  return files;
}

/** What `wantsC` picks of the mini tree. */
export const miniTreeC = Object.fromEntries(Object.entries(miniTree).filter(([path]) => wantsC(path)));
