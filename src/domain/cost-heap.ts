/** A binary heap of nodes by cost; ties come out in the order of node numbers, so that answers never depend on chance. */
export class CostHeap {
  readonly #costs: number[] = [];
  readonly #nodes: number[] = [];

  push(cost: number, node: number): void {
    let at = this.#costs.length;
    this.#costs.push(cost);
    this.#nodes.push(node);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Takes out the cheapest node; -1 when there is none. */
  pop(): number {
    const top = this.#nodes[0];
    if (top === undefined) return -1;
    const last = this.#nodes.length - 1;
    this.#swap(0, last);
    this.#costs.pop();
    this.#nodes.pop();
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= last) break;
      const child = left + 1 < last && this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#before(child, at)) break;
      this.#swap(at, child);
      at = child;
    }
    return top;
  }

  #before(a: number, b: number): boolean {
    const left = this.#costs[a] as number;
    const right = this.#costs[b] as number;
    return left < right || (left === right && (this.#nodes[a] as number) < (this.#nodes[b] as number));
  }

  #swap(a: number, b: number): void {
    const cost = this.#costs[a] as number;
    const node = this.#nodes[a] as number;
    this.#costs[a] = this.#costs[b] as number;
    this.#nodes[a] = this.#nodes[b] as number;
    this.#costs[b] = cost;
    this.#nodes[b] = node;
  }
}
