/** What is found of a running kernel's sysctls, and whose default is right. */

import { expect, test } from 'vitest';
import { scoreSysctls } from './score-sysctls.js';

test('names and defaults are scored apart; a default that nobody tells is none', async () => {
  const truth = [
    { name: 'fs.a', value: '1' },
    { name: 'fs.b', value: '2' },
    { name: 'fs.c' },
    { name: 'fs.d', value: '4' },
  ];
  const known = [
    { kind: 'sysctl', name: 'fs.a', default: '1' },
    { kind: 'sysctl', name: 'fs.b', default: '9' },
    { kind: 'sysctl', name: 'fs.c', default: null },
    { kind: 'module', name: 'fs.d', default: '4' },
  ];
  const { cases, figures, misses } = await scoreSysctls(truth, known);
  expect([cases, figures]).toEqual([4, { found: 0.75, default: 0.5 }]);
  expect(misses.map(({ subject, reason }) => `${subject} ${reason}`)).toEqual([
    'fs.b default: another one',
    'fs.d found: not among the tunables',
  ]);
});
