/** The functions that fill what a guard asks for: they are given its address. */

import { expect, test } from 'vitest';
import { extractFile } from '../../indexer/parse/extract-file.js';

function filledIn(body: string): readonly string[] | undefined {
  const text = `static int check(int a)\n{\n\tint low, lower;\n\n\t${body}\n\tif (a < low)\n\t\treturn -EINVAL;\n\treturn 0;\n}\n`;
  const [fn] = extractFile('mm/box.c', new TextEncoder().encode(text)).functions;
  return fn?.literals[0]?.guard?.filled;
}

test('wherever the name stands among the arguments, and with blanks behind the sign', () => {
  expect(filledIn('get_range(&lower, & low);')).toEqual(['get_range']);
});

test('but not by the address of a name that begins with it, or by its value', () => {
  expect(filledIn('low = get_range(&lower, low);')).toBeUndefined();
});
