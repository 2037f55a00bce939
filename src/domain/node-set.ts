/** Sets of nodes of a graph. */

/** A set of nodes, one bit each: hundreds of them are remembered. */
export type NodeSet = Uint32Array;

export function hasNode(set: NodeSet, node: number): boolean {
  return (((set[node >>> 5] as number) >>> (node & 31)) & 1) === 1;
}

export function addNode(set: NodeSet, node: number): void {
  set[node >>> 5] = (set[node >>> 5] as number) | (1 << (node & 31));
}

/** The words of a set of so many nodes. */
export function wordsOf(nodes: number): number {
  return (nodes + 31) >>> 5;
}

export function countNodes(set: NodeSet): number {
  let count = 0;
  for (let i = 0; i < set.length; i++) count += ones(set[i] as number);
  return count;
}

/** The bits that are set in a word, added up in pairs, then in fours, then in bytes. */
export function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** For each of the first `count` bits the nodes that have it. */
export function setsOf(bits: Int32Array, count: number): NodeSet[] {
  const words = (bits.length + 31) >>> 5;
  const sets = Array.from({ length: count }, () => new Uint32Array(words));
  const block = new Int32Array(32);
  for (let word = 0; word < words; word++) {
    const start = word << 5;
    let any = 0;
    for (let i = 0; i < 32; i++) {
      const own = start + i < bits.length ? (bits[start + i] as number) : 0;
      block[i] = own;
      any |= own;
    }
    if (any === 0) continue;
    transpose(block);
    for (let bit = 0; bit < count; bit++) (sets[bit] as NodeSet)[word] = block[bit] as number;
  }
  return sets;
}

/** Turns 32 words of 32 bits, so that bit `c` of word `r` becomes bit `r` of word `c`: halves change places, then their halves. */
function transpose(block: Int32Array): void {
  for (let half = 16, mask = 0xffff; half > 0; half >>>= 1, mask ^= mask << half) {
    for (let row = 0; row < 32; row = (row + half + 1) & ~half) {
      const low = block[row] as number;
      const high = block[row + half] as number;
      const change = ((low >>> half) ^ high) & mask;
      block[row] = low ^ (change << half);
      block[row + half] = high ^ change;
    }
  }
}
