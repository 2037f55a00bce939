/** Symbols in the order of how often they were added: the commonest have the smallest ranks. */
export class Ranking {
  readonly #symbols: number[] = [];
  readonly #times: number[] = [];
  readonly #ranks = new Map<number, number>();
  /** For each number of times the first rank that has it. */
  readonly #first = new Map<number, number>();

  get size(): number {
    return this.#symbols.length;
  }

  /** -1 where it was never added. */
  rankOf(symbol: number): number {
    return this.#ranks.get(symbol) ?? -1;
  }

  /** @throws RangeError where there are not as many */
  at(rank: number): number {
    const symbol = this.#symbols[rank];
    if (symbol === undefined) throw new RangeError('the calls of the pack are damaged');
    return symbol;
  }

  /** It changes places with the first of those that were added as often, so that the order holds. */
  add(symbol: number): void {
    let rank = this.#ranks.get(symbol);
    if (rank === undefined) {
      rank = this.#symbols.length;
      this.#symbols.push(symbol);
      this.#times.push(0);
      this.#ranks.set(symbol, rank);
      if (!this.#first.has(0)) this.#first.set(0, rank);
    }
    const times = this.#times[rank] as number;
    const first = this.#first.get(times) as number;
    const other = this.#symbols[first] as number;
    this.#symbols[first] = symbol;
    this.#symbols[rank] = other;
    this.#ranks.set(other, rank);
    this.#ranks.set(symbol, first);
    this.#times[first] = times + 1;
    if (this.#times[first + 1] === times) this.#first.set(times, first + 1);
    else this.#first.delete(times);
    if (!this.#first.has(times + 1)) this.#first.set(times + 1, first);
  }
}
