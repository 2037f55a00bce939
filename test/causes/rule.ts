/** A rule that every cause keeps to, and the rules: one file each in `rules/`. */
import type { Pack } from '../../src/domain/pack.js';
import type { Cause } from '../../src/schemas/cause.js';

/** What rules hold causes against. */
export interface Evidence {
  /** The bundled packs. */
  readonly packs: readonly Pack[];
}

export interface Rule {
  /** What it asks, as the end of "every cause …". */
  readonly name: string;
  /** What is wrong with a cause, a line each; empty where nothing is. */
  readonly problems: (cause: Cause, evidence: Evidence) => Promise<readonly string[]> | readonly string[];
}
