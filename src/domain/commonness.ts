/** How likely it is that code is there, by how commonly it is built: the weight that a choice among functions gives it. */

/** Weight of code nobody builds by default, against 1 for what everybody builds. */
const LEAST = 0.01;

/** @param share - of the kernel's own default configurations, 0 … 1 @returns 0.01 … 1 */
export function commonness(share: number): number {
  return LEAST + (1 - LEAST) * share * share;
}

/** Steps of a stored weight for each doubling. */
const STEPS = 16;

/** A sum of weights as a byte; what is left out is less than a twentieth. */
export function storedWeight(sum: number): number {
  return Math.min(255, Math.round(STEPS * Math.log2(1 + sum)));
}

/** The sum of weights that a byte stands for. */
export function weightStored(byte: number): number {
  return 2 ** (byte / STEPS) - 1;
}
