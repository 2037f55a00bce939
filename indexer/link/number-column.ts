/** Columns of whole numbers that grow, outside of what each collection of garbage looks at. */

export interface NumberColumn {
  /** The first `length` of them count. */
  values: Int32Array;
  length: number;
}

export function numberColumn(): NumberColumn {
  return { values: new Int32Array(1024), length: 0 };
}

export function append(column: NumberColumn, value: number): void {
  column.values = withRoom(column.values, column.length);
  column.values[column.length++] = value;
}

/** An array with room for an index, which may be the one that is given. */
export function withRoom(array: Int32Array, index: number): Int32Array {
  if (index < array.length) return array;
  const larger = new Int32Array(Math.max(index + 1, 2 * array.length));
  larger.set(array);
  return larger;
}
