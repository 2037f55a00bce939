/** A reader: what takes the lines of one tool's output. */
import type { Recognised } from './observed.js';

/** What a line was to a reader: a part of the output, a heading that names the tool, or nothing of it. */
export type Taken = 'line' | 'banner' | false;

export interface Reader {
  readonly id: Recognised;
  /** Only lines that hold all these marks are offered, unless it has just taken one, or is open. */
  readonly needs: number;
  /** Whether it is inside something (a table, a stack) and wants every line. */
  readonly open?: () => boolean;
  /** Takes a line or leaves it; an empty line is given where it took the one before. */
  read(line: string, marks: number): Taken;
  /** Told once all lines were read. */
  readonly end?: () => void;
}
