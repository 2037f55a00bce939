/** The line with which a kernel greets, `Linux version …`: its release, and the upstream release that distributions add. */

import { parseKernelRelease } from '../../src/domain/kernel-id.js';

export interface Banner {
  /** `uname -r`. */
  readonly release: string;
  /** The upstream point release; null where the line does not tell it. */
  readonly kernel: string | null;
}

const START = 'Linux version ';
const LONGEST = 512;

/** The banner of an unpacked kernel image (`linux_banner`, init/version.c); null where there is none. */
export function findBanner(image: Uint8Array): Banner | null {
  const bytes = Buffer.from(image.buffer, image.byteOffset, image.byteLength);
  for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, at + 1)) {
    const line = bytes.toString('latin1', at, at + LONGEST).split('\n')[0] ?? '';
    // `linux_proc_banner` has %s in its place.
    const release = /^Linux version (\d+\.\d+[\w.+~-]*) \(/.exec(line)?.[1];
    if (release !== undefined) return { release, kernel: upstreamRelease(release, line) };
  }
  return null;
}

/** Debian puts its package's version behind the build number, Ubuntu the upstream release at the end. */
const TOLD = /\bDebian (\d+\.\d+\.\d+)-|\(Ubuntu \S+ (\d+\.\d+\.\d+)\)/;

/**
 * The upstream point release of a `uname -r`, where it tells it itself, or a line that the distribution wrote does: a
 * banner, or the version of its package (`6.1.192-2`).
 */
export function upstreamRelease(release: string, line: string): string | null {
  const parsed = parseKernelRelease(release);
  if (parsed === null) return null;
  if (parsed.patch !== null) return `${parsed.line}.${parsed.patch}`;
  const told = TOLD.exec(line) ?? /^(?:\d+:)?(\d+\.\d+\.[1-9]\d*)-/.exec(line);
  const version = told?.[1] ?? told?.[2];
  return version?.startsWith(`${parsed.line}.`) ? version : null;
}
