/** A binary heap of nodes by cost; ties come out in the order of node numbers, so that answers never depend on chance. */
export class CostHeap {
  #costs = new Float64Array(ROOM);
  #nodes = new Int32Array(ROOM);
  #size = 0;

  clear(): void {
    this.#size = 0;
  }

  push(cost: number, node: number): void {
    if (this.#size === this.#costs.length) this.#grow();
    const costs = this.#costs;
    const nodes = this.#nodes;
    let at = this.#size++;
    // Those above it that come later move down, until its place is found.
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = costs[parent] as number;
      if (above < cost || (above === cost && (nodes[parent] as number) <= node)) break;
      costs[at] = above;
      nodes[at] = nodes[parent] as number;
      at = parent;
    }
    costs[at] = cost;
    nodes[at] = node;
  }

  /** Takes out the cheapest node; -1 when there is none. */
  pop(): number {
    if (this.#size === 0) return -1;
    const costs = this.#costs;
    const nodes = this.#nodes;
    const top = nodes[0] as number;
    const end = --this.#size;
    const cost = costs[end] as number;
    const node = nodes[end] as number;
    // The last one goes to the top, and those below that come before it move up.
    let at = 0;
    for (let child = 1; child < end; child = 2 * at + 1) {
      const other = child + 1;
      if (other < end) {
        const left = costs[child] as number;
        const right = costs[other] as number;
        if (right < left || (right === left && (nodes[other] as number) < (nodes[child] as number))) child = other;
      }
      const below = costs[child] as number;
      if (cost < below || (cost === below && node <= (nodes[child] as number))) break;
      costs[at] = below;
      nodes[at] = nodes[child] as number;
      at = child;
    }
    costs[at] = cost;
    nodes[at] = node;
    return top;
  }

  #grow(): void {
    const [costs, nodes] = [new Float64Array(this.#size * 2), new Int32Array(this.#size * 2)];
    costs.set(this.#costs);
    nodes.set(this.#nodes);
    [this.#costs, this.#nodes] = [costs, nodes];
  }
}

/** Nodes for which there is room at first. */
const ROOM = 1 << 12;
