/** How deep a body may nest, so that no input exhausts the stack, here or in value flow. */

/**
 * Nesting of statements and expressions beyond which the rest is left out (brackets) or read flat (`else if` chains).
 */
const MAX_DEPTH = 200;

/** Operators that follow one another on one level (`a + b + c …`) nest to the left, as deep as this. */
export const MAX_CHAIN = 500;

let depth = 0;

/** Starts a new body. */
export function clearNesting(): void {
  depth = 0;
}

export function atLimit(): boolean {
  return depth >= MAX_DEPTH;
}

/** Goes one level down, to be followed by `leave`; false where that is too deep. */
export function enter(): boolean {
  if (depth >= MAX_DEPTH) return false;
  depth++;
  return true;
}

export function leave(): void {
  depth--;
}
