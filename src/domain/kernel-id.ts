/** Kernel ids: which indexed release a version, a line, a `uname -r` or `latest` stands for. */
import { nearest } from './nearest.js';

/** What the text of a kernel release says. */
export interface KernelRelease {
  /** Major and minor: `6.1`. */
  readonly line: string;
  readonly major: number;
  readonly minor: number;
  /** The point release; null where the text does not tell it (a line, or a distribution's ABI name). */
  readonly patch: number | null;
}

/**
 * How the indexed kernel fits what was asked for: `id` (named itself), `release` (the same point release), `latest`,
 * `line` (another or an unknown point release of the line), `nearest-line` (the line is not indexed).
 */
export type KernelFit = 'id' | 'release' | 'latest' | 'line' | 'nearest-line';

export type KernelResult =
  | {
      readonly ok: true;
      readonly id: string;
      readonly requested: string;
      readonly exact: boolean;
      readonly fit: KernelFit;
    }
  | {
      readonly ok: false;
      readonly requested: string;
      readonly reason: string;
      readonly suggestions: readonly string[];
    };

/** The last minor release of the majors that are closed: 3.19 was followed by 4.0, and so on. */
const LAST_MINOR: Readonly<Record<number, number>> = { 2: 6, 3: 19, 4: 20, 5: 19, 6: 19 };
const LINES_A_MAJOR = 20;
const LONGEST_INPUT = 120;

/**
 * Reads a release: `6.1.192`, `6.1`, `v6.1-rc3`, `6.1.y`, or a `uname -r` of any distribution; null if it is none.
 *
 * Debian up to 12, Ubuntu, RHEL and its rebuilds, Oracle's UEK, SUSE and others keep `.0` for the life of a line and
 * count an ABI behind it (`6.1.0-55-amd64`, `5.15.0-105-generic`, `5.14.0-427.13.1.el9_4.x86_64`), so `.0` before
 * anything but `-rcN` tells no point release. Where it is not 0 it is upstream's (`6.12.117+deb13-amd64`, Fedora,
 * Amazon, Android, WSL, Proxmox, Arch).
 */
export function parseKernelRelease(text: string): KernelRelease | null {
  const match = /^(?!.*\.\.)(?:linux[- ])?v?(\d{1,2})\.(\d{1,3})(?:\.(\d{1,4}|[xy]))?([-+.~_][\w.+~-]*)?$/i.exec(
    text.trim(),
  );
  if (match === null || text.length > LONGEST_INPUT) return null;
  const [, major = '', minor = '', point, rest = ''] = match;
  if (Number(major) < 2) return null;
  const candidate = /(?:^|[-.])rc\d/.test(rest);
  const told = point !== undefined && /^\d+$/.test(point) && !(Number(point) === 0 && rest !== '');
  const patch = candidate ? 0 : told ? Number(point) : null;
  return { line: `${Number(major)}.${Number(minor)}`, major: Number(major), minor: Number(minor), patch };
}

/**
 * The indexed kernel to answer from. An exact id or point release wins; else the nearest point release of the same
 * line (the newest where the request tells none); else the nearest line, the newer one of two that are as near.
 * @param available - ids of the indexed kernels (`6.1.192`), in any order.
 */
export function resolveKernel(requested: string, available: Iterable<string>): KernelResult {
  const wanted = requested.trim();
  const known = [...available].flatMap((id) => {
    const release = parseKernelRelease(id);
    return release === null ? [] : [{ id, release, patch: release.patch ?? 0, line: lineNumber(release) }];
  });
  known.sort((a, b) => b.line - a.line || b.patch - a.patch || (a.id < b.id ? -1 : 1));
  const found = (id: string, fit: KernelFit): KernelResult => {
    return { ok: true, id, requested, exact: fit === 'id' || fit === 'release' || fit === 'latest', fit };
  };
  const newest = known[0];
  if (newest === undefined) return { ok: false, requested, reason: 'no kernel is indexed', suggestions: [] };

  if (known.some(({ id }) => id === wanted)) return found(wanted, 'id');
  if (wanted.toLowerCase() === 'latest') return found(newest.id, 'latest');

  const release = parseKernelRelease(wanted);
  if (release === null || release.major > newest.release.major + 1) {
    const shown = wanted.slice(0, LONGEST_INPUT);
    const near = nearest(shown, ['latest', ...known.flatMap(({ id, release: { line } }) => [id, line])]);
    return {
      ok: false,
      requested,
      reason: `"${shown}" is not a kernel release: name an indexed id, a line (6.1), a \`uname -r\` or latest`,
      suggestions: near.length > 0 ? near : known.slice(0).map(({ id }) => id),
    };
  }

  const line = lineNumber(release);
  const { patch } = release;
  const sameLine = known.filter((kernel) => kernel.line === line);
  const exact = sameLine.find((kernel) => patch !== null && kernel.patch === patch);
  if (exact !== undefined) return found(exact.id, 'release');
  const near = closest(sameLine, ({ patch: other }) => (patch === null ? 0 : Math.abs(other - patch)));
  if (near !== undefined) return found(near.id, 'line');
  const nearLine = closest(known, (kernel) => Math.abs(kernel.line - line)) ?? newest;
  return found(nearLine.id, 'nearest-line');
}

/** A line as a position in the sequence of releases, so that 4.20 and 5.0 are neighbours. */
function lineNumber({ major, minor }: KernelRelease): number {
  let lines = minor;
  for (let earlier = 2; earlier < major; earlier++) lines += (LAST_MINOR[earlier] ?? LINES_A_MAJOR - 1) + 1;
  return lines;
}

function closest<T>(items: readonly T[], distance: (item: T) => number): T | undefined {
  let best: T | undefined;
  for (const item of items) if (best === undefined || distance(item) < distance(best)) best = item;
  return best;
}
