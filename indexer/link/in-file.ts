/** Rows of tables that are filled file by file: which of a name's are of one file. */

const NONE: readonly never[] = [];

/** Those of `rows` that stand in a file; they ascend with files, and names such as `probe` have hundreds. */
export function ofFile<Row>(rows: readonly Row[], file: number, fileOf: (row: Row) => number): readonly Row[] {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fileOf(rows[middle] as Row) < file) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < rows.length && fileOf(rows[end] as Row) === file) end++;
  return end > low ? rows.slice(low, end) : NONE;
}
