/** Versions of tools, and ranges of them: `>=0.17 <0.23`. */

/** Digits of a version, from the left. */
export type Version = readonly number[];

/**
 * Reads a version as a tool or a package manager prints it: `v0.17.0`, `0.26.0+ds-1`, `1:3.1.6-1`, `4.8/0.188`. An epoch and all that
 * follows the digits is the package's own. Undefined for a text without digits.
 */
export function parseVersion(text: string): Version | undefined {
  const digits = /^(?:\d+:)?v?(\d{1,9}(?:\.\d{1,9}){0,3})/.exec(text.trim())?.[1];
  return digits?.split('.').map(Number);
}

/** Negative where `a` is older than `b`; digits that are missing are 0. */
function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Whether a version lies in a range; every version does where there is no range.
 * @param range - `>=` and `<` with a version each, either may be missing
 */
export function isVersionIn(range: string | undefined, version: Version): boolean {
  if (range === undefined) return true;
  return range.split(' ').every((bound) => {
    const edge = parseVersion(bound.replace(/^(?:>=|<)/, ''));
    if (edge === undefined) return false;
    const order = compareVersions(version, edge);
    return bound.startsWith('>=') ? order >= 0 : order < 0;
  });
}
