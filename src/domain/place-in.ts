/** Where a number stands in an ascending column, or between its numbers. */

/** Its place; undefined where it is not there. */
export function placeIn(column: Uint32Array, wanted: number): number | undefined {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return column[low] === wanted ? low : undefined;
}

/** Of ranges that start where a column of offsets says, one more than there are, the one that holds a place; behind all, the last. */
export function rangeOf(starts: Uint32Array, place: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
