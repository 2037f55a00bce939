/** A Debian package (`.deb`): its control data, and where its files stand inside (deb(5)). */

import { open } from 'node:fs/promises';
import { IndexError } from '../index-error.js';
import { type FileRange, readRange } from './byte-stream.js';
import type { SourceLimits } from './limits.js';
import { readBody, tarEntries } from './tar-entries.js';
import { unpackedTar } from './unpacked.js';

const maxControlBytes = 1024 * 1024;

export interface DebPackage {
  readonly control: { readonly name: string; readonly version: string };
  /** The tar archive of its files, compressed or not. */
  readonly data: FileRange;
}

/**
 * Reads the control data of a package.
 *
 * @throws IndexError when it is damaged, or has no control data
 */
export async function openDeb(name: string, file: FileRange, limits: SourceLimits): Promise<DebPackage> {
  const members = await arMembers(name, file);
  const control = arMember(members, 'control.tar', name);
  const data = arMember(members, 'data.tar', name);
  return { control: await controlData(name, control, limits), data };
}

async function controlData(name: string, range: FileRange, limits: SourceLimits): Promise<DebPackage['control']> {
  const stop = new AbortController();
  try {
    const tar = await unpackedTar(readRange(range, stop.signal), { name, limits, signal: stop.signal });
    for await (const entry of tarEntries(tar, name)) {
      if (!/^(\.\/)?control$/.test(entry.rawPath) || entry.size > maxControlBytes) continue;
      const text = new TextDecoder().decode(await readBody(entry));
      return { name: controlField(text, 'Package', name), version: controlField(text, 'Version', name) };
    }
  } finally {
    stop.abort();
  }
  throw noControl(name, 'file control');
}

/** A field of one line; the characters are those that deb-version(7) and Debian policy 5.6.7 allow for the two we read. */
function controlField(text: string, field: string, name: string): string {
  const value = new RegExp(`^${field}:[ \\t]*([A-Za-z0-9.+:~-]{1,200})[ \\t\\r]*$`, 'm').exec(text)?.[1];
  if (value === undefined) throw noControl(name, `field ${field}`);
  return value;
}

function noControl(name: string, what: string): IndexError {
  return new IndexError(`the Debian package ${name} has no usable ${what} in its control data`, 'fetch it again');
}

/** One member of an ar archive: its name and where its bytes stand in the file. */
interface ArMember extends FileRange {
  readonly name: string;
}

function arMember(members: readonly ArMember[], start: string, name: string): FileRange {
  const member = members.find((candidate) => candidate.name.startsWith(start));
  if (member !== undefined) return member;
  throw new IndexError(`the Debian package ${name} has no ${start}.* inside`, 'fetch it again');
}

/** Members a Debian package may have; deb(5) names three, others may follow. */
const maxMembers = 100;

/** Reads the member headers: 60 bytes each, the name in the first 16, the size as ten decimal digits from 48 on (deb(5)). */
async function arMembers(name: string, file: FileRange): Promise<readonly ArMember[]> {
  const handle = await open(file.path);
  try {
    const members: ArMember[] = [];
    const header = Buffer.alloc(60);
    let position = 8;
    while (position < file.length && members.length < maxMembers) {
      const { bytesRead } = await handle.read(header, 0, 60, position);
      const size = /^(\d+) *$/.exec(header.toString('latin1', 48, 58))?.[1];
      const start = position + 60;
      if (bytesRead < 60 || size === undefined || header.toString('latin1', 58) !== '`\n') {
        throw new IndexError(`the Debian package ${name} is damaged at byte ${position}`, 'fetch it again');
      }
      const length = Number(size);
      if (start + length > file.length) {
        throw new IndexError(
          `the Debian package ${name} is cut short: ${file.length} bytes of at least ${start + length}`,
          'fetch it again',
        );
      }
      members.push({ name: header.toString('latin1', 0, 16).trimEnd(), path: file.path, start, length });
      position = start + length + (length % 2);
    }
    return members;
  } finally {
    await handle.close();
  }
}
