/** Constant expressions come to what a 64-bit kernel computes. */

import { expect, test } from 'vitest';
import { constantValue } from '../../indexer/tunables/constant-value.js';

const DEFINITIONS: Readonly<Record<string, string>> = {
  UINT_MAX: '(~0U)',
  INT_MAX: '((int)(~0U >> 1))',
  ULONG_MAX: '(~0UL)',
  SHORT_MAX: '((unsigned short)~0U)',
  ROOMS: '(SHORT_MAX - 5)',
  values: '0, 1, INT_MAX, -1',
  THIRD: '(values[2])',
  SMALL: '0',
  LOOP: 'LOOP + 1',
};

test.each([
  ['100000', '100000'],
  ['8 * 1024 * 1024', '8388608'],
  ['(1 << 4) | 3', '19'],
  ['0644', '420'],
  ['0xffffffff', '4294967295'],
  ['INT_MAX', '2147483647'],
  ['ROOMS', '65530'],
  ['(ULONG_MAX - (1UL << 24))', '18446744073692774399'],
  ['THIRD', '2147483647'],
  ['-1', '-1'],
  ['SMALL ? 16 : sizeof(long) > 4 ? 4 * 1024 : 32', '4096'],
  ['(SMALL == 0) + (3 <= 2)', '1'],
  ['true', 'true'],
  ['"cubic"', 'cubic'],
])('%s is %s', (text, value) => {
  expect(constantValue(text, (name) => DEFINITIONS[name])).toBe(value);
});

test.each(['60 * HZ', 'LOOP', '1 / 0', 'sizeof(struct room)', 'f(1)', '1 +', '', '(1', '1 ? 2', '1 ? 2 :'])(
  '%s is not told',
  (text) => {
    expect(constantValue(text, (name) => DEFINITIONS[name])).toBeUndefined();
  },
);
