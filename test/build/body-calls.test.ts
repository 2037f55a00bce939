/** Calls of syscall bodies are read from their code; what is not called there was inlined. */
import { expect, test } from 'vitest';
import { bodyCalls } from '../../indexer/build/body-calls.js';
import type { KernelMemory } from '../../indexer/build/kernel-memory.js';

const START = 0x1000;

/** A memory of code from {@link START} on; all else is not in the image. */
function memoryOf(code: Uint8Array): KernelMemory {
  return {
    pointers: () => [],
    *allPointers() {},
    bytes: (from, count) =>
      from < START || from - START + count > code.length ? undefined : new DataView(code.buffer, from - START, count),
  };
}

interface Made {
  readonly code: Uint8Array;
  readonly set: (at: number, ...bytes: readonly number[]) => void;
}

function made(length: number, filler: number): Made {
  const code = new Uint8Array(length).fill(filler);
  return { code, set: (at, ...bytes) => code.set(bytes, at - START) };
}

const places = (list: Readonly<Record<string, number>>) =>
  Object.entries(list).map(([name, address]) => ({ name, type: 'T', address }));

const relative = (from: number, to: number): number[] => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, to - from, true);
  return [...bytes];
};

const X86 = {
  ksys_one: 0x1000,
  alias_of_one: 0x1000,
  helper: 0x1040,
  __se_sys_one: 0x1080,
  __x64_sys_one: 0x1100,
  '__x64_sys_one.cold': 0x1180,
  __ia32_sys_one: 0x11c0,
  __ia32_compat_sys_one: 0x1200,
  not_an_entry: 0x1240,
  end: 0x1280,
  far: 0x1100 + (1 << 18) + 1,
};

test('of x86, calls and jumps to where a function starts', () => {
  const { code, set } = made(0x400, 0x90);
  set(0x1104, 0xe8, ...relative(0x1109, 0x1000));
  // Into the middle of one, and to one that is no neighbour.
  set(0x1110, 0xe8, ...relative(0x1115, 0x1044));
  set(0x1120, 0xe8, ...relative(0x1125, X86.far));
  set(0x1178, 0xe9, ...relative(0x117d, 0x1080));
  set(0x1090, 0xe8, ...relative(0x1095, 0x1040));
  set(0x1184, 0xe8, ...relative(0x1189, 0x1240));
  set(0x11c4, 0xe8, ...relative(0x11c9, 0x1280));
  set(0x1204, 0xe8, ...relative(0x1209, 0x1000));
  set(0x1244, 0xe8, ...relative(0x1249, 0x1000));
  expect([...bodyCalls(memoryOf(code), places(X86), 'x86_64')]).toEqual([
    ['compat_sys_one', ['ksys_one']],
    ['sys_one', ['__se_sys_one', 'helper', 'ksys_one', 'not_an_entry']],
  ]);
});

test('a call that its function cuts off is none', () => {
  const { code, set } = made(0x400, 0x90);
  set(0x117e, 0xe8, 0);
  expect(bodyCalls(memoryOf(code), places(X86), 'x86_64').get('sys_one')).toEqual([]);
});

test('of arm64, bl and b in both directions', () => {
  const { code, set } = made(0x400, 0);
  const word = (opcode: number, from: number, to: number): number[] => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, (opcode | (((to - from) >> 2) & 0x3ffffff)) >>> 0, true);
    return [...bytes];
  };
  const list = { before: 0x1000, __arm64_sys_two: 0x1040, behind: 0x1100, end: 0x1140 };
  set(0x1044, ...word(0x94000000, 0x1044, 0x1000));
  set(0x1048, ...word(0x14000000, 0x1048, 0x1100));
  // A conditional branch (b.eq) to a function is no call.
  set(0x104c, ...word(0x54000000, 0x104c, 0x1140));
  expect([...bodyCalls(memoryOf(code), places(list), 'arm64')]).toEqual([['sys_two', ['before', 'behind']]]);
});

test('nothing is told of arches whose code is not read, and of code that is not in the image', () => {
  const { code } = made(0x100, 0x90);
  expect(bodyCalls(memoryOf(code), places(X86), 'riscv').size).toBe(0);
  expect(bodyCalls(memoryOf(code), places({ __x64_sys_x: 0x8000, end: 0x8100 }), 'x86_64').size).toBe(0);
});
