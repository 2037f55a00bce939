/** What a file holds is nobody's promise: no text makes the parser throw, and its time grows with the text's length alone. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractFile } from '../../indexer/parse/extract-file.js';

const CORPUS = fileURLToPath(new URL('../corpus/', import.meta.url));

const extract = (text: string): ReturnType<typeof extractFile> => extractFile('hostile.c', Buffer.from(text, 'latin1'));

function milliseconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe('no text makes the parser throw', () => {
  test('a file of the corpus cut off anywhere', () => {
    for (const name of readdirSync(CORPUS)) {
      const bytes = readFileSync(`${CORPUS}${name}/input.c`);
      for (let length = 0; length < bytes.length; length += 7) {
        expect(() => extractFile('cut.c', bytes.subarray(0, length))).not.toThrow();
      }
    }
  });

  test('any bytes, UTF-8 or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(extractFile('bytes.c', bytes).path).toBe('bytes.c');
      }),
    );
  });

  test('any mixture of what C is made of', () => {
    const words = [
      'if',
      'else',
      'for',
      'while',
      'do',
      'switch',
      'case',
      'default',
      'return',
      'goto',
      'sizeof',
      'struct',
      'int',
      'static',
      'typeof',
      'asm',
      '(',
      ')',
      '{',
      '}',
      '[',
      ']',
      ';',
      ',',
      ':',
      '?',
      '->',
      '.',
      '=',
      '*',
      '&',
      '-',
      '!',
      '&&',
      '||',
      '+=',
      '++',
      '"',
      "'",
      '\\\n',
      '\n',
      '#if A\n',
      '#else\n',
      '#endif\n',
      '#define X(a) a##b ',
      '/*',
      '*/',
      '//',
      'EIO',
      'err',
      'f',
      '3',
      '...',
      'ERR_PTR',
      'container_of',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 120 }), (parts) => {
        expect(extract(`int f(int a)\n{ ${parts.join(' ')} }\nint g(void) { return -EIO; }`).path).toBe('hostile.c');
      }),
      { numRuns: 500 },
    );
  });

  test('bytes that are no UTF-8 move no line', () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]),
      Buffer.from('int f(void)\n{\n\treturn -EIO;\n}\n'),
    ]);
    expect(extractFile('odd.c', bytes).functions).toMatchObject([
      { name: 'f', line: 2, literals: [{ errno: 'EIO', line: 4 }] },
    ]);
  });
});

describe('nesting without end exhausts no stack', () => {
  const deep = 5_000;
  test.each([
    ['parentheses', `return ${'('.repeat(deep)}1${')'.repeat(deep)};`],
    ['blocks', `${'{'.repeat(deep)}${'}'.repeat(deep)}`],
    ['calls', `return ${'g('.repeat(deep)}${')'.repeat(deep)};`],
    ['else if', `if (a) b(); ${'else if (a) b(); '.repeat(deep)}`],
    ['conditionals', `return ${'a ? b : '.repeat(deep)} c;`],
    ['operators', `return ${'a | '.repeat(deep)} b;`],
    ['prefixes', `return ${'!'.repeat(deep)}a;`],
    ['fields', `return a${'->b'.repeat(deep)};`],
    ['indices', `return ${'a['.repeat(deep)}1${']'.repeat(deep)};`],
    ['assignments', `${'a = '.repeat(deep)} b;`],
    ['loops', `${'while (a) '.repeat(deep)} b();`],
    ['casts', `return ${'(int)'.repeat(deep)} b;`],
    ['statement expressions', `return ${'({ '.repeat(deep)} 1;`],
    ['initialisers', `struct a b = ${'{ '.repeat(deep)} 1;`],
    ['labels', `${'a: '.repeat(deep)} b();`],
  ])('%s; the next function is still read', (_what, body) => {
    const facts = extract(`int f(int a)\n{\n${body}\nreturn -EIO;\n}\nint g(void)\n{\n\treturn -EINVAL;\n}\n`);
    if (body.split('{').length === body.split('}').length) {
      expect(facts.functions.map((one) => one.name)).toEqual(['f', 'g']);
      expect(facts.functions[1]?.literals).toMatchObject([{ errno: 'EINVAL' }]);
    } else expect(facts.functions[0]?.name).toBe('f');
  });
});

describe('time grows with length alone', () => {
  // Eight times the text may take up to 24 times as long (a straight line is 8, a square 64), beyond what the clock blurs.
  const shapes: readonly (readonly [string, (count: number) => string])[] = [
    ['one word', (n) => 'a'.repeat(8 * n)],
    ['parentheses', (n) => '('.repeat(8 * n)],
    ['closing braces', (n) => '}'.repeat(8 * n)],
    ['blanks before a value', (n) => `int x${' '.repeat(8 * n)}= 1;`],
    ['#elif', (n) => `#if A\n${'#elif B\n'.repeat(n)}#endif\n`],
    ['#if … #else', (n) => '#if A\nint a;\n#else\nint b;\n#endif\n'.repeat(n)],
    ['parameter lists', (n) => `int ${'(a)'.repeat(n)} { return -EIO; }`],
    ['initialisers', (n) => `int a[] = { ${'b, '.repeat(n)} };`],
    ['calls of a skimmed body', (n) => `void f(void) { ${'g(h); '.repeat(n)} }`],
    ['a word in a skimmed body', (n) => `void f(void) { ${'a'.repeat(8 * n)} }`],
    ['open annotations', (n) => `int f(void) { return -EIO; ${'__aligned(x '.repeat(n)}; }`],
    ['open log calls', (n) => `int f(void) { ${'printk("" '.repeat(n)}; return -EIO; }`],
    ['statements', (n) => `int f(void) {\nint err;\n${'err = g(); if (err) return err;\n'.repeat(n)} return -EIO; }`],
    ['cases', (n) => `int f(int a) { switch (a) {\n${'case 1: return g();\n'.repeat(n)}} return 0; }`],
  ];

  test.each(shapes)('%s', (_what, make) => {
    const small = make(2_000);
    const large = make(16_000);
    extract(small);
    const short = Math.min(
      milliseconds(() => extract(small)),
      milliseconds(() => extract(small)),
    );
    const long = milliseconds(() => extract(large));
    expect(long).toBeLessThan(24 * Math.max(short, 10));
  });

  test('a function of 20,000 lines is read to its end', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `\tif (g(a, ${i})) return -EINVAL;\n`).join('');
    const [one] = extract(`int f(int a)\n{\n${lines}\treturn -ENOSPC;\n}\n`).functions;
    expect(one?.endLine).toBe(20_004);
    expect(one?.literals.length).toBe(20_001);
    expect(one?.calls.length).toBe(20_000);
  });

  test('a line of 50 MB is one more line', () => {
    const facts = extract(
      `int f(void) { return -EIO; }\nint x = ${'1+'.repeat(25_000_000)}1;\nint g(void)\n{\n\treturn -EINVAL;\n}\n`,
    );
    expect(facts.functions.map((one) => [one.name, one.line])).toEqual([
      ['f', 1],
      ['g', 3],
    ]);
  });
});
