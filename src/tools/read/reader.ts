/** A reader: what takes the lines of one tool's output. */
import type { Recognised } from './observed.js';

/** What a line was to a reader: a part of the output, a heading that names the tool, or nothing of it. */
export type Taken = 'line' | 'banner' | false;

export interface Reader {
  readonly id: Recognised;
  /**
   * Whether each of its lines means the same wherever it stands, so that many that look the same need not all be read; those that
   * continue the line before (a stack) go with it.
   */
  readonly repeats?: boolean;
  /** Whether it is inside something (a table, a stack) and wants every line. */
  readonly open?: () => boolean;
  /** Takes a line or leaves it; an empty line is given where it took the one before. */
  read(line: string, marks: number): Taken;
  /** Told where lines that it would have taken are passed over: a stack that follows belongs to one of these. */
  readonly leave?: () => void;
  /** Told once all lines were read. */
  readonly end?: () => void;
}
