/** Three-valued logic: whether a condition certainly fails, may hold, or certainly holds. */

/** Ordered, so that `and` is the lesser of two and `or` the greater. */
export type Truth = 0 | 1 | 2;

export const NEVER: Truth = 0;
export const MAYBE: Truth = 1;
export const SURE: Truth = 2;

export function and(a: Truth, b: Truth): Truth {
  return a < b ? a : b;
}

export function or(a: Truth, b: Truth): Truth {
  return a > b ? a : b;
}

export function not(a: Truth): Truth {
  return a === NEVER ? SURE : a === SURE ? NEVER : MAYBE;
}
