/** What was computed before, by what it was computed of, as long as there is room for it. */

/**
 * The value of `key`, which is made where it is not known, and then takes the place of the oldest where there are `most`.
 * @param known - values that are never `undefined`
 */
export function recall<K, V>(known: Map<K, V>, key: K, most: number, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  keep(known, key, most, made);
  return made;
}

/** Remembers a value, in place of the oldest where there are `most`. */
export function keep<K, V>(known: Map<K, V>, key: K, most: number, value: V): void {
  const oldest = known.keys().next();
  if (known.size >= most && !oldest.done) known.delete(oldest.value);
  known.set(key, value);
}
