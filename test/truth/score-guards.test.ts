/** Guards of a pack against what was read of them. */

import { expect, test } from 'vitest';
import { scoreGuards } from './score-guards.js';

test('a guard is right where it is the one that was read to be right', async () => {
  const site = (line: number, guard: string | null) => ({
    file: 'fs/a.c',
    line,
    function: 'a',
    errno: 'EIO',
    guard,
  });
  const read = { source: 'as written', right: true };
  const readings = [
    { ...site(1, 'x'), ...read },
    { ...site(2, null), ...read },
    { ...site(3, 'y'), ...read },
    { ...site(4, 'z'), ...read, right: false, why: 'it only asks' },
    { ...site(5, 'gone'), ...read },
  ];
  const sites = [site(1, 'x'), site(2, null), site(3, '!y'), site(4, 'z'), site(9, 'other')];
  const { cases, figures, misses } = await scoreGuards(readings, sites);
  expect([cases, figures]).toEqual([5, { found: 0.8, right: 0.4 }]);
  expect(misses.map(({ subject, reason }) => `${subject} ${reason}`)).toEqual([
    'fs/a.c:3 a EIO right: another guard than was read',
    'fs/a.c:4 a EIO right: it only asks',
    'fs/a.c:5 a EIO found: no such site',
  ]);
});
