/** Which of the known builds a `uname -r` stands for. */

import type { Arch } from './arch.js';
import { parseKernelRelease } from './kernel-id.js';

export interface BuildName {
  readonly release: string;
  readonly arch: Arch;
}

/** A release of a distribution: its line, what counts its updates, and the flavour behind: `6.1`, [0, 55], `cloud-amd64`. */
const RELEASE = /^(\d+\.\d+)((?:[.+~-](?:\d+|deb\d+(?:u\d+)?|bpo))*)-([a-z][\w-]*)$/;

/**
 * The build of that release, else the nearest one of the same line and flavour: its symbols differ in some hundredths of a
 * percent, a prediction in several percent. None where an arch is asked for that the build is not of.
 */
export function chooseBuild<B extends BuildName>(
  builds: readonly B[],
  requested: string,
  arch: Arch | undefined,
): { readonly build: B; readonly exact: boolean } | undefined {
  const wanted = requested.trim();
  const fitting = builds.filter((build) => arch === undefined || build.arch === arch);
  const itself = fitting.find(({ release }) => release === wanted);
  if (itself) return { build: itself, exact: true };
  const parts = partsOf(wanted);
  if (parts === undefined) return undefined;
  const distance = ({ release }: B): number => {
    const other = partsOf(release);
    if (other === undefined || other.line !== parts.line || other.flavour !== parts.flavour) return Number.NaN;
    return Math.abs(other.update - parts.update);
  };
  const [nearest] = fitting
    .filter((build) => !Number.isNaN(distance(build)))
    .sort((a, b) => distance(a) - distance(b) || (a.release < b.release ? -1 : 1));
  return nearest && { build: nearest, exact: false };
}

function partsOf(
  release: string,
): { readonly line: string; readonly update: number; readonly flavour: string } | undefined {
  const match = RELEASE.exec(release);
  if (match === null) return undefined;
  const [, line = '', updates = '', flavour = ''] = match;
  return { line, update: Number(/(\d+)\D*$/.exec(updates.replace(/deb\d+(?:u\d+)?/, ''))?.[1] ?? 0), flavour };
}

/** The build that other kernels of an arch and release are most likely made like: of that release, else of the nearest one. */
export function kinBuild<B extends BuildName & { readonly kernel: string | null }>(
  builds: readonly B[],
  kernel: string,
  arch: Arch,
): B | undefined {
  const wanted = numberOf(kernel);
  const ranked = builds
    .filter((build) => build.arch === arch && build.kernel !== null)
    .map((build) => ({ build, distance: Math.abs(numberOf(build.kernel ?? '') - wanted) }))
    // Of one release the plainest name is the build with most in it: `-amd64` before `-cloud-amd64`.
    .sort(
      (a, b) =>
        a.distance - b.distance ||
        a.build.release.length - b.build.release.length ||
        (a.build.release < b.build.release ? -1 : 1),
    );
  return ranked[0]?.build;
}

/** A release as a number that grows with it. */
function numberOf(kernel: string): number {
  const release = parseKernelRelease(kernel);
  return release === null ? 0 : (release.major * 1000 + release.minor) * 10_000 + (release.patch ?? 0);
}
