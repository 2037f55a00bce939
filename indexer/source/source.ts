/** The one interface behind which every place a kernel tree can come from is hidden. */

/** One file of a tree, read completely. */
export interface SourceFile {
  /** Relative to the tree's top, `/` separated. */
  readonly path: string;
  /** Alone in its `ArrayBuffer`, so that it can be transferred to a worker without a copy. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A kernel tree that can be read once. */
export interface Source {
  readonly kind: 'folder' | 'tar' | 'deb' | 'git';
  /** Base name of what the user gave; of a commit the repository's, its tag and hash. */
  readonly name: string;
  /** Name and version out of Debian's control data; null for anything but a `.deb`. */
  readonly package: { readonly name: string; readonly version: string } | null;
  /**
   * Sum of the sizes of the files that `files` yields, if known (for progress), else null. A folder knows it as soon
   * as it is listed, which is before the first file is yielded; a compressed archive never does.
   */
  readonly totalBytes: number | null;
  /** Share of the input that has been read, 0 to 1, for progress where `totalBytes` is null. */
  readonly fractionRead?: number;
  /**
   * Files for which `wanted(path)` holds, each once. Reading order may be any; back-pressure is the consumer's pace.
   * Throws `IndexError` when the tree is not a kernel's, is damaged or goes over a limit.
   */
  files(wanted: (path: string) => boolean): AsyncIterable<SourceFile>;
  /** What was passed over and why, counted; complete after `files` ended. */
  readonly skipped: ReadonlyMap<string, number>;
  /** Ends child processes and open files; safe to call twice, and in the middle of `files`, which then rejects. */
  close(): Promise<void>;
}
