/** Where a number stands in an ascending column. */

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
