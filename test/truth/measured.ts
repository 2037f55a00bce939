/** What every scorer gives: figures by name, and what missed. */

/** The figures of one truth file. */
export interface Measured {
  /** Rows of truth that were scored. */
  readonly cases: number;
  /** 0 to 1. */
  readonly figures: Readonly<Record<string, number>>;
  /** What a perfect answer reaches, where that is less than 1. */
  readonly best?: Readonly<Record<string, number>>;
  readonly misses: readonly Miss[];
}

/** Something that is not as the truth has it. */
export interface Miss {
  /** The figure that it lowers, and why it is one. */
  readonly reason: string;
  /** What was asked for: a syscall and an errno, a function. */
  readonly subject: string;
  readonly text: string;
}
