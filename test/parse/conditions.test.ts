/** The `#if` conditions that are noted of a function are those around all of it. */

import { expect, test } from 'vitest';
import { extractFile } from '../../indexer/parse/extract-file.js';

function configs(source: string): Record<string, string | undefined> {
  const { functions } = extractFile('kernel/a.c', new TextEncoder().encode(source));
  return Object.fromEntries(functions.map(({ name, config }) => [name, config]));
}

test('nested conditions are joined, alternatives of one in parentheses', () => {
  const source = `
#if defined(CONFIG_A) || defined(CONFIG_B)
#ifdef CONFIG_C
int inner(void)
{
	return -1;
}
#endif
#endif
int outer(void)
{
	return -1;
}
`;
  expect(configs(source)).toEqual({
    inner: '(defined(CONFIG_A) || defined(CONFIG_B)) && defined(CONFIG_C)',
    outer: undefined,
  });
});

test('alternative heads of one body leave it without their conditions', () => {
  const source = `
#ifdef CONFIG_A
#ifdef CONFIG_BACKWARDS
SYSCALL_DEFINE2(twin, int, first, int, second)
#else
SYSCALL_DEFINE2(twin, int, second, int, first)
#endif
{
	return -1;
}
#endif
`;
  expect(configs(source)).toEqual({ sys_twin: 'defined(CONFIG_A)' });
});
