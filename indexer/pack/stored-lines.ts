/** The number of lines of a function, as a pack stores it. */

export function storedLines({ line, endLine }: { readonly line: number; readonly endLine: number }): number {
  return Math.min(65535, endLine - line + 1);
}
