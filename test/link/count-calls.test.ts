/** From where functions are called, as inlining sees it. */

import { expect, test } from 'vitest';
import { factsOf, factsStore } from '../../indexer/link/facts-store.js';
import { treeCalls } from '../../indexer/link/tree-calls.js';
import { encodeFacts } from '../../indexer/parse/encode-facts.js';
import { extractFile } from '../../indexer/parse/extract-file.js';
import { CALLED } from '../../src/store/schema.js';

/** For each function of a file from where it is called. */
function calledIn(text: string): Readonly<Record<string, string>> {
  const path = 'mm/box.c';
  const facts = factsStore(factsOf([{ path, ...encodeFacts(extractFile(path, new TextEncoder().encode(text))) }]));
  const { functions, callCounts } = treeCalls(facts, () => undefined);
  return Object.fromEntries(functions.map(({ name }, id) => [name, CALLED[callCounts.called[id] ?? 0] ?? '']));
}

test('two places in one caller are more than one, and a macro is a place', () => {
  expect(
    calledIn(`
static int single(int a) { return a; }
static int twice(int a) { return a; }
static int behind(int a, int line) { return a; }
#define checked(a) behind(a, __LINE__)
static int table(int a) { return a; }
int first(int a) { return single(a) ? twice(1) : twice(2); }
int second(int a) { return checked(a); }
int third(int a) { return checked(a) + 1; }
int (*slot)(int) = table;
`),
  ).toEqual({
    single: 'once',
    twice: 'often',
    behind: 'often',
    table: 'never',
    first: 'never',
    second: 'never',
    third: 'never',
  });
});

test('a caller that is copied itself makes copies of the call', () => {
  const big = 'if (read(a)) write(a); '.repeat(9);
  expect(
    calledIn(`
static int low(int a) { return read(a); }
static int lower(int a) { return low(a); }
static int big(int a) { ${big} return below(a); }
static int below(int a) { return read(a); }
int first(int a) { return lower(a) ? big(a) : 0; }
int second(int a) { return lower(a) ? big(a) : 1; }
`),
  ).toMatchObject({ lower: 'often', low: 'by a copy', big: 'often', below: 'once' });
});

test('the body of a syscall has a wrapper for each interface', () => {
  expect(
    calledIn(`
static int make_room(int size) { return size ? -ENOSPC : 0; }
SYSCALL_DEFINE1(room, int, size) { return make_room(size); }
`),
  ).toMatchObject({ make_room: 'by a syscall' });
});

test('alternative definitions of a caller are one place', () => {
  expect(
    calledIn(`
static int make_room(int size) { return size ? -ENOSPC : 0; }
#ifdef CONFIG_BIG
int room(int size) { return make_room(size + 1); }
#else
int room(int size) { return make_room(size); }
#endif
`),
  ).toMatchObject({ make_room: 'once' });
});
