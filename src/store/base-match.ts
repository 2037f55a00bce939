/** Which rows of two packs stand for the same: files by path, functions by name in their file, slots by what they belong to. */

/** For each text the place of the same text in `base`: its first occurrence for the first, and so on; -1 for none. */
export function matchTexts(
  texts: readonly string[],
  base: readonly string[],
  first = 0,
  end = texts.length,
  baseFirst = 0,
  baseEnd = base.length,
): Int32Array {
  const places = new Map<string, number[]>();
  for (let i = baseEnd - 1; i >= baseFirst; i--) {
    const text = base[i] as string;
    const known = places.get(text);
    if (known) known.push(i);
    else places.set(text, [i]);
  }
  return Int32Array.from({ length: end - first }, (_, i) => places.get(texts[first + i] as string)?.pop() ?? -1);
}

/** Where the rows of each of `counts` start; one more at the end. */
export function startsOf(counts: ArrayLike<number>): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) starts[i + 1] = (starts[i] as number) + (counts[i] as number);
  return starts;
}

/** For each of `count` rows of the base the row that stands for it; -1 for none. */
export function inverse(rowOf: Int32Array, count: number): Int32Array {
  const rows = new Int32Array(count).fill(-1);
  rowOf.forEach((its, row) => {
    if (its >= 0) rows[its] = row;
  });
  return rows;
}
