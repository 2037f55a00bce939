/** Followers are kept as a plain map of lists would keep them. */

import { describe, expect, it } from 'vitest';
import { followers, MOST_FOLLOWERS } from '../../src/store/followers.js';
import { stamps } from '../../src/store/stamps.js';

/** Repeatable numbers from 0 to below `most`. */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

describe('followers', () => {
  it('are the latest four of each pair with how often each came, for thousands of pairs', () => {
    const next = numbers(7);
    const flat = followers();
    const plain = new Map<string, [symbol: number, times: number][]>();
    for (let i = 0; i < 60_000; i++) {
      const [one, two, symbol] = [next(300) - 1, next(40) - 2, next(12)];
      flat.follow(one, two, symbol);
      const known = plain.get(`${one} ${two}`) ?? [];
      const times = known.find(([other]) => other === symbol)?.[1] ?? 0;
      const others = known.filter(([other]) => other !== symbol);
      plain.set(`${one} ${two}`, [[symbol, times + 1] as [number, number], ...others].slice(0, MOST_FOLLOWERS));
    }
    expect(plain.size).toBeGreaterThan(8_000);
    for (const [key, wanted] of plain) {
      const [one = 0, two = 0] = key.split(' ').map(Number);
      const at = flat.find(one, two);
      const found = Array.from({ length: MOST_FOLLOWERS }, (_, i) => [flat.symbolAt(at + i), flat.timesAt(at + i)]);
      expect(found.filter(([symbol]) => symbol !== -1)).toEqual(wanted);
    }
    expect(flat.find(1000, 0)).toBeLessThan(0);
  });
});

describe('stamps', () => {
  it('hold what was added since they were emptied, also numbers that were not expected', () => {
    const set = stamps(4);
    for (const value of [0, 3, 900]) set.add(value);
    expect([0, 1, 3, 900, 5000].filter(set.has)).toEqual([0, 3, 900]);
    set.clear();
    expect([0, 3, 900].some(set.has)).toBe(false);
    set.add(3);
    expect(set.has(3)).toBe(true);
  });
});
