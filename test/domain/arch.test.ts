/** Arches are understood as uname, distributions and compilers spell them. */
import { expect, test } from 'vitest';
import { ARCH_NAMES, ARCHES, parseArch } from '../../src/domain/arch.js';

test.each([
  ['x86_64', 'x86_64'],
  ['amd64', 'x86_64'],
  ['x64', 'x86_64'],
  [' AARCH64 ', 'arm64'],
  ['riscv64', 'riscv'],
  ['s390x', 's390'],
  ['ppc64le', 'powerpc'],
  ['powerpc', 'powerpc'],
  ['armhf', 'arm'],
  ['mipsel', 'mips'],
  ['loongarch64', 'loongarch'],
  ['x86', 'i386'],
  ['i686', 'i386'],
])('reads %j as %s', (text, arch) => {
  expect(parseArch(text)).toEqual({ ok: true, arch });
});

test('names what is allowed and the nearest match for another', () => {
  expect(parseArch('arm46')).toMatchObject({ ok: false, suggestions: expect.arrayContaining(['arm64']) });
  expect(parseArch('toString')).toMatchObject({ ok: false, reason: expect.stringContaining('x86_64, arm64, riscv') });
  expect(parseArch('').ok).toBe(false);
});

test('shares no spelling between two arches', () => {
  const spellings = ARCH_NAMES.flatMap((name) => [name, ...ARCHES[name].also]);
  expect(new Set(spellings).size).toBe(spellings.length);
});
