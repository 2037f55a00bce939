/** A number as pages show it: `28,308`. */
export function figure(value: number): string {
  return value.toLocaleString('en-US');
}

/** So many of something: `1 place`, `1,632 places`. */
export function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`;
}
