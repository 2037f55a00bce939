/** What a configuration says of conditions, and of the code that stands under them. */
import { describe, expect, test } from 'vitest';
import { absentCode } from '../../src/domain/absent-code.js';
import { judgeCondition, parseCondition } from '../../src/domain/condition.js';
import { type KernelOptions, optionOfLine, optionTest } from '../../src/domain/kernel-options.js';
import { MAYBE, NEVER, SURE } from '../../src/domain/truth.js';
import { smallKernel } from '../fixtures/small-kernel.js';

const part: KernelOptions = new Map([
  ['CONFIG_Y', 'y'],
  ['CONFIG_M', 'm'],
  ['CONFIG_N', 'n'],
  ['CONFIG_HZ', '250'],
]);
/** As many options as a real configuration has. */
const whole: KernelOptions = new Map([
  ...part,
  ...Array.from({ length: 400 }, (_, i) => [`CONFIG_F${i}`, 'y'] as const),
]);

describe('a condition', () => {
  test.each([
    ['defined(CONFIG_Y)', SURE, SURE],
    ['defined(CONFIG_M)', NEVER, NEVER],
    ['defined(CONFIG_M_MODULE)', SURE, SURE],
    ['defined(CONFIG_Y_MODULE)', NEVER, NEVER],
    ['IS_ENABLED(CONFIG_M) && !defined(CONFIG_N)', SURE, SURE],
    ['IS_BUILTIN(CONFIG_M) || IS_MODULE(CONFIG_Y)', NEVER, NEVER],
    ['IS_REACHABLE(CONFIG_M)', MAYBE, MAYBE],
    ['CONFIG_M && CONFIG_Y', SURE, SURE],
    ['CONFIG_N || CONFIG_OTHER', MAYBE, NEVER],
    ['!IS_ENABLED(CONFIG_OTHER)', MAYBE, SURE],
    ['CONFIG_HZ > 100', MAYBE, MAYBE],
    ['defined(MODULE) || defined(__x86_64__)', MAYBE, MAYBE],
  ])('%s', (text, ofPart, ofWhole) => {
    const judged = (options: KernelOptions) => judgeCondition(parseCondition(text), optionTest(options));
    expect([judged(part), judged(whole)]).toEqual([ofPart, ofWhole]);
  });

  test('that is nested without end is unknown, not an overflow', () => {
    for (const text of [`${'('.repeat(50_000)}CONFIG_N`, `${'!'.repeat(50_000)}CONFIG_N`])
      expect(judgeCondition(parseCondition(text), optionTest(part))).toBe(MAYBE);
  });
});

test('a line is an option, or nothing', () => {
  expect(optionOfLine('CONFIG_A="x=y z"')).toEqual(['CONFIG_A', '"x=y z"']);
  expect(optionOfLine('# CONFIG_A is not set\r')).toEqual(['CONFIG_A', 'n']);
  for (const line of ['# CONFIG_A', 'CONFIG_=y', 'XCONFIG_A=y', ' CONFIG_A=y', ''])
    expect(optionOfLine(line)).toBeUndefined();
});

test('only what certainly is not compiled is absent', async () => {
  const pack = smallKernel();
  const marked = async (options: KernelOptions) => {
    const { functions, sites } = await absentCode(pack, options);
    return [functions.includes(1), sites.filter((site) => site === 1).length];
  };
  expect(await marked(part)).toEqual([false, 0]);
  expect(await marked(new Map([['CONFIG_SMALL_FS', 'n']]))).toEqual([false, 1]);
  expect(await marked(whole)).toEqual([false, 1]);
});
