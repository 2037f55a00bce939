/** A function that returns an errno, as far as two releases are compared by it. */
import type { SiteRef } from '../function-rows.js';

export interface ComparedFunction {
  readonly id: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** What its sites write: another errno than the one asked for where that is rewritten above it. */
  readonly errno: string;
  /** Its place in the list of origins, 1 first; null where it is none of the best, or no syscall is asked about. */
  readonly rank: number | null;
  readonly score: number | null;
  readonly sites: readonly SiteRef[];
}

/** What makes two the same function, and the same errno of it. */
export function placeOf({ name, file, errno }: Pick<ComparedFunction, 'name' | 'file' | 'errno'>): string {
  return `${name} ${file} ${errno}`;
}
