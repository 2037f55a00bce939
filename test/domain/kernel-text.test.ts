/** What a machine says of its kernel: lists of symbols and configurations, in whatever pieces they arrive. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KernelText, kernelTextReader, parseKernelText } from '../../src/domain/kernel-text.js';
import { isSymbol } from '../../src/domain/symbols.js';

const names = (input: string | readonly string[]): string[] => [...parseKernelText(input).symbols.names()];

describe('the symbols of a text', () => {
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
    expect(parseKernelText(lines).symbols.size).toBe(280_000);
  }, 5_000);

  test('takes no longer for text that is nearly a symbol', () => {
    const nearly = [
      'a'.repeat(1_000_000),
      'a.'.repeat(500_000),
      ' '.repeat(1_000_000),
      `${'f'.repeat(16)} `.repeat(60_000),
    ];
    for (const text of nearly) expect(parseKernelText(`${text}!\n`).symbols.size).toBe(0);
  });

  test('only ever gives symbols, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const name of names(text)) expect(isSymbol(name)).toBe(true);
      }),
      { seed: 28 },
    );
  });

  test('tells lists of what takes a probe from lists of all code', () => {
    expect(parseKernelText('path_mount\next4_fill_super [ext4]\n').attachable).toBe(true);
    expect(parseKernelText('ffffffff81234560 path_mount\n').attachable).toBe(true);
    expect(parseKernelText('ffffffff81000000 T path_mount\n').attachable).toBe(false);
  });

  test('reads kallsyms whose addresses are hidden, however short the zeros are', () => {
    expect(names('0 t count_mounts\n0000000000000000 T path_mount\n0 d data\n')).toEqual([
      'count_mounts',
      'path_mount',
    ]);
  });
});

describe('the options of a text', () => {
  const options = (text: string): [string, string][] => [...parseKernelText(text).options];

  test('are set, modular, valued or said to be off', () => {
    const text =
      '#\n# Linux/x86 6.1.192 Kernel Configuration\n#\nCONFIG_A=y\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_D="a b"\r\nCONFIG_HZ=250\n';
    expect(options(text)).toEqual([
      ['CONFIG_A', 'y'],
      ['CONFIG_B', 'm'],
      ['CONFIG_C', 'n'],
      ['CONFIG_D', '"a b"'],
      ['CONFIG_HZ', '250'],
    ]);
  });

  test('stand beside symbols, in any order', () => {
    const { symbols, options: set } = parseKernelText('path_mount\nCONFIG_A=y\n0 t count_mounts\n');
    expect([[...symbols.names()], [...set.keys()]]).toEqual([['path_mount', 'count_mounts'], ['CONFIG_A']]);
  });
});

test('a text says the same in whatever pieces it arrives', () => {
  const bytes = new TextEncoder().encode(
    `path_mount\n0 t count_mounts [m]\nCONFIG_A=y\n# CONFIG_B is not set\n${'x'.repeat(9000)}\nlast`,
  );
  const shown = ({ symbols, options }: KernelText) => [[...symbols.names()], [...options]];
  const reader = kernelTextReader();
  reader.read(bytes);
  const whole = shown(reader.end());
  expect(whole[0]).toEqual(['path_mount', 'count_mounts', 'last']);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 12 }), (cuts) => {
      const parts = kernelTextReader();
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      for (let i = 1; i < at.length; i++) parts.read(bytes.slice(at[i - 1], at[i]));
      expect(shown(parts.end())).toEqual(whole);
    }),
    { seed: 28 },
  );
});
