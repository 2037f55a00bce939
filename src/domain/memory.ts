/** What searches remember of a pack: the newest answers to each kind of question, never more than so many. */

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

  /** The remembered value of `key`, or the one that `make` gives, which is remembered in place of the oldest. */
  recall<T>(kind: string, key: string, most: number, make: () => T): T {
    let values = this.#kinds.get(kind) as Map<string, T> | undefined;
    if (values === undefined) {
      values = new Map<string, T>();
      this.#kinds.set(kind, values);
    }
    const known = values.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (values.size >= most) {
      const oldest = values.keys().next();
      if (!oldest.done) values.delete(oldest.value);
    }
    values.set(key, made);
    return made;
  }
}
