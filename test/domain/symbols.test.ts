/** The symbol lists of kernels. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSymbol, isSymbol, parseSymbols } from '../../src/domain/symbols.js';

const names = (input: string | readonly string[]): string[] => [...parseSymbols(input).names];

describe('parseSymbols', () => {
  test('reads available_filter_functions', () => {
    expect(names('path_mount\next4_fill_super [ext4]\nfoo.isra.0\r\n\n__ftrace_invalid_address___16\n')).toEqual([
      'path_mount',
      'ext4_fill_super',
      'foo.isra.0',
      '__ftrace_invalid_address___16',
    ]);
  });

  test('reads available_filter_functions_addrs, which has no type', () => {
    expect(names('ffffffff81234560 path_mount\nffffffffc0001000 ext4_fill_super [ext4]\n')).toEqual([
      'path_mount',
      'ext4_fill_super',
    ]);
  });

  test('reads kallsyms and System.map, code only', () => {
    const text = [
      'ffffffff81000000 T _stext',
      '0000000000000000 t count_mounts',
      'ffffffff82000000 D sysctl_mount_max',
      'ffffffff82000010 r __param_x',
      'ffffffffc0000000 t ext4_fill_super\t[ext4]',
      'ffffffff81000010 W arch_weak',
    ].join('\n');
    expect(names(text)).toEqual(['_stext', 'count_mounts', 'ext4_fill_super', 'arch_weak']);
  });

  test('reads a list of names or of such lines', () => {
    expect(names(['a', 'b [m]', 'ffffffff81000000 t c', 'a'])).toEqual(['a', 'b', 'c']);
  });

  test('a name of hexadecimal digits is a name', () => {
    expect(names('deadbeef\nface\n')).toEqual(['deadbeef', 'face']);
  });

  test('passes over what cannot stand in a probe', () => {
    expect(
      names(['-x', '$(reboot)', 'a b', "a'b", 'a;b', 'a"b', '*', 'a/b', 'a:b', 'a\0b', '0abc', `a${'b'.repeat(600)}`]),
    ).toEqual([]);
  });

  test('reads a list of 16 MB', () => {
    const line = 'ffffffff81000000 t some_function_of_usual_length_';
    const lines = Array.from({ length: 280_000 }, (_, i) => `${line}${i}`).join('\n');
    expect(parseSymbols(lines).names.size).toBe(280_000);
  }, 5_000);

  test('takes no longer for text that is nearly a symbol', () => {
    const nearly = [
      'a'.repeat(1_000_000),
      'a.'.repeat(500_000),
      ' '.repeat(1_000_000),
      `${'f'.repeat(16)} `.repeat(60_000),
    ];
    for (const text of nearly) expect(parseSymbols(`${text}!\n`).names.size).toBe(0);
  });

  test('only ever gives symbols, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const name of parseSymbols(text).names) expect(isSymbol(name)).toBe(true);
      }),
      { seed: 28 },
    );
  });
});

describe('findSymbol', () => {
  const symbols = parseSymbols('plain\nboth\nboth.isra.0\ncloned.constprop.0.isra.1\nhalf.part.0\ncold.cold\n');

  test('prefers the name itself', () => {
    expect(findSymbol(symbols, 'plain')).toBe('plain');
    expect(findSymbol(symbols, 'both')).toBe('both');
  });

  test('takes a whole clone', () => {
    expect(findSymbol(symbols, 'cloned')).toBe('cloned.constprop.0.isra.1');
  });

  test('takes no part of a function: the early exit is elsewhere', () => {
    expect(findSymbol(symbols, 'half')).toBeUndefined();
    expect(findSymbol(symbols, 'cold')).toBeUndefined();
  });
});
