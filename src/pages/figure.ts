/** A number as pages show it: `28,308`. */
export function figure(value: number): string {
  return value.toLocaleString('en-US');
}
