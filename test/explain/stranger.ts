/** A paste that no sample is of, and what a kernel engineer reads in it. */
export interface Stranger {
  readonly about: string;
  /** `6.1` unless told. */
  readonly kernel?: '6.1' | '6.12';
  readonly lines: readonly string[];
  readonly tool: string;
  /** Null where the paste does not tell. */
  readonly syscall: string | null;
  readonly errno: string | null;
  /** The deepest function that was seen; absent where none was. */
  readonly deepest?: string;
  /** Where it started: one of these, best first, null where nothing may be named. Absent where it is not for a paste to tell. */
  readonly origin?: readonly (string | null)[];
}
