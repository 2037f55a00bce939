/** How many requests a client may send, on a clock of our own. */

import { describe, expect, test } from 'vitest';
import { clientOf, tokenBucket } from '../../src/node/token-bucket.js';

describe('a token bucket', () => {
  test('gives so many at once, then so many a second', () => {
    const take = tokenBucket({ perSecond: 2, burst: 3 });
    expect([0, 0, 0, 0].map((at) => take('a', at))).toEqual([0, 0, 0, 1]);
    expect(take('a', 499)).toBe(1);
    expect(take('a', 500)).toBe(0);
    expect(take('a', 501)).toBe(1);
    expect([9000, 9000, 9000, 9000].map((at) => take('a', at))).toEqual([0, 0, 0, 1]);
  });

  test('tells how long it takes where it takes long', () => {
    const take = tokenBucket({ perSecond: 0.1, burst: 1 });
    expect([take('a', 0), take('a', 0), take('a', 5000), take('a', 10_000)]).toEqual([0, 10, 5, 0]);
  });

  test('is one a client', () => {
    const take = tokenBucket({ perSecond: 1, burst: 1 });
    expect([take('a', 0), take('b', 0), take('a', 0)]).toEqual([0, 0, 1]);
  });

  test('forgets whoever asked longest ago, so that many clients take little memory', () => {
    const take = tokenBucket({ perSecond: 0.001, burst: 1, mostClients: 2 });
    for (const client of ['a', 'b', 'a', 'c']) take(client, 0);
    expect(take('a', 1)).toBeGreaterThan(0);
    expect(take('b', 1)).toBe(0);
  });
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('%s counts as %s', (address, client) => {
  expect(clientOf(address)).toBe(client);
});
