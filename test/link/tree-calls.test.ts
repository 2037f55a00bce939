/** Who calls whom: what macros stand for is kept from file to file, and worked out anew where a file names a part of it itself. */

import { expect, test } from 'vitest';
import { factsOf, factsStore } from '../../indexer/link/facts-store.js';
import { treeCalls } from '../../indexer/link/tree-calls.js';
import { encodeFacts } from '../../indexer/parse/encode-facts.js';
import { extractFile } from '../../indexer/parse/extract-file.js';

/** For each function `callee file` of what it calls, in the order in which it stands there. */
function callsIn(files: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  const encoder = new TextEncoder();
  const facts = factsStore(
    factsOf(
      Object.entries(files).map(([path, text]) => ({ path, ...encodeFacts(extractFile(path, encoder.encode(text))) })),
    ),
  );
  const { functions, calls } = treeCalls(facts, () => undefined);
  const named = (callee: number): readonly string[] => {
    const one = functions[callee];
    if (one) return [`${one.name} ${facts.paths[one.file]}`];
    const several = calls.callees[callee - functions.length] ?? [];
    return typeof several === 'string' ? [several] : several.flatMap(named);
  };
  let at = 0;
  return Object.fromEntries(
    functions.map(({ name }, id) => {
      const found = new Set<string>();
      for (const end = at + (calls.count.values[id] ?? 0); at < end; at++) {
        const symbol = calls.symbol.values[at] ?? 0;
        const target = symbol - functions.length;
        const from = target > 0 ? calls.ends.values[target - 1] : 0;
        const callees = target < 0 ? [symbol] : calls.called.values.subarray(from, calls.ends.values[target]);
        for (const callee of callees) for (const one of named(callee)) found.add(one);
      }
      return [name, [...found]];
    }),
  );
}

const HEADER = `
static inline int low_level(int a) { return a; }
#define inner_step(a) low_level(a)
#define outer_step(a) (inner_step(a) + 1)
#define now_box read_box()
#define box_level() outer_step(now_box)
`;
const INCLUDED = 'low_level include/linux/box.h';

test('a macro stands for the same in all files of a folder that name nothing of it', () => {
  expect(
    callsIn({
      'include/linux/box.h': HEADER,
      'mm/a.c': 'int first(int a) { return outer_step(a); }',
      'mm/b.c': 'int second(int a) { return outer_step(a); }',
    }),
  ).toMatchObject({ first: [INCLUDED], second: [INCLUDED] });
});

test('a function of the file takes the place of the one in the macro, in that file alone', () => {
  expect(
    callsIn({
      'include/linux/box.h': HEADER,
      'mm/a.c': 'int first(int a) { return outer_step(a); }',
      'mm/b.c': 'static int low_level(int a) { return a; }\nint second(int a) { return outer_step(a); }',
      'mm/c.c': 'int third(int a) { return outer_step(a); }',
    }),
  ).toMatchObject({ first: [INCLUDED], second: ['low_level mm/b.c'], third: [INCLUDED] });
});

test('so does a macro of the file, also where that file comes first', () => {
  const own = '#define inner_step(a) other_level(a)\n';
  expect(
    callsIn({
      'include/linux/box.h': HEADER,
      'mm/a.c': `${own}int first(int a) { return outer_step(a); }`,
      'mm/b.c': 'int second(int a) { return outer_step(a); }',
      'mm/c.c': `${own}int third(int a) { return outer_step(a); }`,
    }),
  ).toMatchObject({ first: ['other_level'], second: [INCLUDED], third: ['other_level'] });
});

test('and a name that is no call, which a macro mentions', () => {
  expect(
    callsIn({
      'include/linux/box.h': HEADER,
      'mm/a.c': 'int first(void) { return box_level(); }',
      'mm/b.c': '#define now_box other_box()\nint second(void) { return box_level(); }',
      'mm/c.c': 'int third(void) { return box_level(); }',
    }),
  ).toMatchObject({
    first: [INCLUDED, 'read_box'],
    second: [INCLUDED, 'other_box'],
    third: [INCLUDED, 'read_box'],
  });
});

test('what a macro calls by another name can be the own function of a file', () => {
  const header = '#define near_level far_level\n#define by_level(a) near_level(a)\nint far_level(int a);\n';
  expect(
    callsIn({
      'include/linux/box.h': header,
      'lib/box.c': 'int far_level(int a) { return a; }',
      'mm/a.c': 'int first(int a) { return by_level(a); }',
      'mm/b.c': 'static int far_level(int a) { return a; }\nint second(int a) { return by_level(a); }',
      'mm/c.c': 'int third(int a) { return by_level(a); }',
    }),
  ).toMatchObject({ first: ['far_level lib/box.c'], second: ['far_level mm/b.c'], third: ['far_level lib/box.c'] });
});

test('another folder has its own definitions near by', () => {
  expect(
    callsIn({
      'include/linux/box.h': '#define step(a) level(a)\n',
      'block/level.c': 'int level(int a) { return a; }',
      'block/use.c': 'int first(int a) { return step(a); }',
      'mm/level.c': 'int level(int a) { return a; }',
      'mm/use.c': 'int second(int a) { return step(a); }',
    }),
  ).toMatchObject({ first: ['level block/level.c'], second: ['level mm/level.c'] });
});
