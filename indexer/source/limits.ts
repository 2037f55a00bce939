/** How much of a source is read before it is refused: what keeps a hostile archive from filling memory or time. */

/** Every limit of a source. Going over `fileBytes` or `pathBytes` passes one file over; over the others ends the run. */
export interface SourceLimits {
  /** Bytes read altogether: of the wanted files of a folder, of everything unpacked of an archive. */
  readonly totalBytes: number;
  /** Files of this size and larger are passed over. The largest of Linux 6.1 is a generated header of 23.9 MB. */
  readonly fileBytes: number;
  /** Entries of an archive, files and folders of a tree. Linux 6.1 has 84 thousand. */
  readonly entries: number;
  /** Length of a path below the tree's top, in UTF-8 bytes. */
  readonly pathBytes: number;
  /** Unpacked bytes for each compressed one. Kernel trees have 10; ten gigabytes of zeros several thousand. */
  readonly ratio: number;
}

/** Limits that every kernel tree so far stays far below. */
export const defaultLimits: SourceLimits = {
  totalBytes: 8 * 1024 ** 3,
  fileBytes: 50_000_000,
  entries: 1_000_000,
  pathBytes: 1024,
  ratio: 200,
};
