/** What searches remember of a pack: the newest answers to each kind of question, never more than so many. */

import { keep } from './recall.js';

export class Memory {
  readonly #kinds = new Map<string, Map<string, unknown>>();

  /** Remembers the one value of a kind, whoever made it. */
  know(kind: string, value: unknown): void {
    this.#kinds.set(kind, new Map([['', value]]));
  }

  /** The remembered value of `key`, where there is one. */
  known<T>(kind: string, key: string): T | undefined {
    return (this.#kinds.get(kind) as Map<string, T> | undefined)?.get(key);
  }

  /**
   * The remembered value of `key`, or the one that `make` gives, which is remembered in place of the oldest; not what could not
   * be read, which can be asked for again.
   */
  recall<T>(kind: string, key: string, most: number, make: () => T): T {
    const known = this.known<T>(kind, key);
    if (known !== undefined) return known;
    const made = make();
    this.keep(kind, key, most, made);
    if (made instanceof Promise) made.catch(() => this.#kinds.get(kind)?.delete(key));
    return made;
  }

  /** Remembers a value, in place of the oldest where there are `most` of its kind: for work that may end before it has one. */
  keep<T>(kind: string, key: string, most: number, value: T): void {
    const values = this.#kinds.get(kind) ?? new Map<string, unknown>();
    this.#kinds.set(kind, values);
    keep(values, key, most, value);
  }
}
