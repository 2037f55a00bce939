/** Finds a function of one release in another one, in the same file or in the one that it was moved to. */

/** Where a function is defined. */
export interface Definition {
  readonly id: number;
  readonly name: string;
  readonly file: string;
}

/**
 * The definition that `wanted` is in the other release; undefined where that has none.
 *
 * One of the same file is the same function. A name in other files only was moved, or its file was renamed; but a
 * file that defines the name in both releases holds another function of that name, and is passed over. Of several
 * the one whose path shares most is taken, and none where two share as much.
 * @param here - every definition of the name in the release of `wanted`
 * @param there - every definition of the name in the other release
 */
export function matchFunction<D extends Definition>(
  wanted: Definition,
  here: readonly Definition[],
  there: readonly D[],
): D | undefined {
  const same = there.find(({ file }) => file === wanted.file);
  if (same) return same;
  const taken = new Set(here.map(({ file }) => file));
  const ranked = there
    .filter(({ file }) => !taken.has(file))
    .map((one) => ({ one, shared: sharedPath(wanted.file, one.file) }))
    .sort((a, b) => b.shared - a.shared);
  const [best, second] = ranked;
  return best === undefined || best.shared === second?.shared ? undefined : best.one;
}

/** Folders at the start and the file's own name that two paths share. */
function sharedPath(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let shared = 0;
  while (shared < left.length - 1 && left[shared] === right[shared]) shared++;
  return shared + (left.at(-1) === right.at(-1) ? 1 : 0);
}
