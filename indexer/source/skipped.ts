/** Why something in a source was passed over, and how often. */

/** The reasons, as they are printed in the summary of a run. */
export type SkipReason =
  | 'symbolic link'
  | 'hard link'
  | 'device node, FIFO or socket'
  | 'unknown kind of entry'
  | 'path leads out of the tree'
  | 'path outside the top folder'
  | 'path too long'
  | 'name not in UTF-8'
  | 'control character in name'
  | 'file too large'
  | 'second entry for one path';

/** A count for each reason that occurred. */
export class SkipCount extends Map<SkipReason, number> {
  add(reason: SkipReason): void {
    this.set(reason, (this.get(reason) ?? 0) + 1);
  }
}
