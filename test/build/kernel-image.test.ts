/** Kernel images: whatever they are packed in, their own symbol table is found, and what can be attached to each function. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readKallsyms } from '../../indexer/build/kallsyms-table.js';
import { openKernelImage } from '../../indexer/build/kernel-image.js';
import { imageSymbols } from '../../indexer/build/kernel-symbols.js';
import { IndexError } from '../../indexer/index-error.js';
import { hasProgram, pipeThrough } from '../source/programs.js';
import { bzImage, legacyLz4, type MadeKernel, madeImage, madeVmlinux, zbootImage } from './made-kernel.js';

/** Each function is there for one rule. */
const kernel: MadeKernel = {
  places: [
    { name: '_text', type: 'T', at: 0 },
    { name: 'do_mount', type: 'T', at: 0x100 },
    { name: 'sys_mount_alias', type: 'T', at: 0x100 },
    { name: 'starts_with_endbr', at: 0x200 },
    { name: 'without_call', at: 0x300 },
    { name: 'black', at: 0x400 },
    { name: 'black.isra.0', at: 0x500 },
    { name: 'do_mount.cold', at: 0x600 },
    { name: '__noinstr_text_start', type: 'T', at: 0x700 },
    { name: 'noinstr_enter', at: 0x700 },
    { name: '__noinstr_text_end', type: 'T', at: 0x740 },
    { name: '__pfx_do_mount', at: 0xf0 },
    { name: '__SCT__tp_func_x', type: 'T', at: 0x780 },
    { name: '_sinittext', type: 'T', at: 0x8000 },
    { name: 'start_kernel', type: 'T', at: 0x8000 },
    { name: '_einittext', type: 'T', at: 0x9000 },
    { name: 'some_data', type: 'd', at: 0xa000 },
    { name: '_sdata', type: 'd', at: 0xb000 },
    { name: 'data_like_code', type: 'T', at: 0xb010 },
    { name: '_edata', type: 'd', at: 0xc000 },
  ],
  // 0x340 is in a weak function that another one replaced: it has no symbol there.
  calls: [0x100, 0x204, 0x340, 0x400, 0x500, 0x8000],
  refused: [0x400],
};

const LAYOUTS = ['5.10', '6.2', '6.4', '7.0'] as const;

async function attachOf(bytes: Uint8Array): Promise<Readonly<Record<string, string>>> {
  const { symbols } = imageSymbols(await openKernelImage(bytes, 'vmlinuz'));
  const known = symbols.filter(({ name }) => !name.startsWith('fill_'));
  return Object.fromEntries(known.map(({ name, attach }) => [name, attach]));
}

const expected = {
  _text: 'untraced',
  do_mount: 'traced',
  sys_mount_alias: 'untraced',
  starts_with_endbr: 'traced',
  without_call: 'untraced',
  black: 'refused',
  'black.isra.0': 'refused',
  'do_mount.cold': 'untraced',
  __noinstr_text_start: 'refused',
  noinstr_enter: 'refused',
  __noinstr_text_end: 'untraced',
  _sinittext: 'init',
  start_kernel: 'init',
  _einittext: 'untraced',
};

describe('what can be attached to a function of a kernel', () => {
  test('is told by the tables of its image', async () => {
    expect(await attachOf(madeVmlinux(kernel))).toEqual(expected);
  });

  test('is the same in every layout of the symbol table', async () => {
    for (const layout of LAYOUTS) {
      for (const percpu of [false, true]) {
        expect(await attachOf(madeVmlinux({ ...kernel, layout, percpu }))).toEqual(expected);
      }
    }
  });

  test('is read through the relocations of a flat image', async () => {
    for (const layout of LAYOUTS) {
      expect(await attachOf(madeImage({ ...kernel, layout }))).toEqual(expected);
    }
  });

  test('takes two nops in front of a function for its call where all have them', async () => {
    const calls = kernel.calls?.map((call) => call - 8 - (call % 8 === 4 ? 4 : 0));
    expect(await attachOf(madeImage({ ...kernel, calls: calls ?? [] }))).toEqual(expected);
  });

  test('is known by what the tables hold where their ends have no symbols', async () => {
    const filling = Array.from({ length: 1100 }, (_, i) => 0x10000 + i * 16);
    const refused = [0x400, ...filling.slice(0, 40)];
    const calls = [...(kernel.calls ?? []), ...filling];
    const places = kernel.places.filter(({ name, type }) => type !== 'd' && name !== 'data_like_code');
    const image = madeImage({ ...kernel, places, calls, refused, data: false });
    expect(await attachOf(image)).toEqual(expected);
  });

  test('is unknown where nothing tells it', async () => {
    const places = kernel.places.filter(({ name, type }) => type !== 'd' && name !== 'data_like_code');
    const image = madeImage({ ...kernel, places, data: false });
    expect(await attachOf(image)).toMatchObject({
      do_mount: 'unknown',
      noinstr_enter: 'refused',
      start_kernel: 'init',
    });
  });
});

describe('a kernel image', () => {
  const vmlinux = madeVmlinux(kernel);

  test('is found in what is booted: gzip, LZ4, bzImage, EFI zboot, and one in another', async () => {
    for (const packed of [
      gzipSync(vmlinux),
      legacyLz4(vmlinux),
      bzImage(gzipSync(vmlinux)),
      bzImage(legacyLz4(vmlinux), vmlinux.length),
      zbootImage(gzipSync(madeImage(kernel))),
      gzipSync(zbootImage(gzipSync(madeImage(kernel)))),
    ]) {
      expect(await attachOf(packed)).toEqual(expected);
    }
  });

  test.skipIf(!hasProgram('xz'))('is unpacked from xz with its size behind it', async () => {
    expect(await attachOf(bzImage(pipeThrough('xz', vmlinux), vmlinux.length))).toEqual(expected);
  });

  test.skipIf(!hasProgram('zstd'))('is unpacked from zstd with its size behind it', async () => {
    expect(await attachOf(bzImage(pipeThrough('zstd', vmlinux), vmlinux.length))).toEqual(expected);
  });

  test('that is none is refused in one line', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(4096), Buffer.from('MZ'), Buffer.from('BZh91AY')]) {
      await expect(openKernelImage(bytes, 'vmlinuz')).rejects.toThrow(IndexError);
    }
  });

  test('without a symbol table says what else to give', async () => {
    const image = await openKernelImage(madeVmlinux({ places: [] }).subarray(0, 4096), 'vmlinux');
    expect(() => readKallsyms(image.bytes, 'vmlinux')).toThrow(/no symbol table of its own .* give System\.map/);
  });

  test('made to look like many tables is given up soon', () => {
    const digits = Buffer.from([...'0123456789'].map((digit) => `${digit}\0`).join(''), 'latin1');
    const tokens = madeVmlinux({ places: [], layout: '5.10' }).subarray(-5000); // ends with tokens and their index
    const markers = Buffer.alloc(8_000_000);
    for (let at = 0; at < markers.length; at += 4) markers.writeUInt32LE(((at / 4) % 2000) * 600, at);
    const made = [Buffer.alloc(20_000_000, digits), Buffer.concat([Buffer.alloc(20_000_000), tokens])];
    for (const bytes of [...made, Buffer.concat([markers, tokens])]) {
      const started = process.cpuUsage();
      expect(() => readKallsyms(bytes, 'vmlinux')).toThrow(IndexError);
      // By the processor's time: other work on the machine says nothing of it.
      expect(process.cpuUsage(started).user / 1000).toBeLessThan(5000);
    }
  });

  test('that is cut short or altered gives symbols or one error, in little time', async () => {
    const whole = madeVmlinux(kernel);
    const read = async (bytes: Uint8Array): Promise<void> => {
      const started = process.cpuUsage();
      try {
        imageSymbols(await openKernelImage(bytes, 'vmlinux'));
      } catch (error) {
        expect(error).toBeInstanceOf(IndexError);
      }
      // By the processor's time: other work on the machine says nothing of it.
      expect(process.cpuUsage(started).user / 1000).toBeLessThan(5000);
    };
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255))),
        async (end, changes) => {
          const altered = Buffer.from(whole);
          for (const [at, byte] of changes) altered[at] = byte;
          await read(altered);
          await read(altered.subarray(0, end));
        },
      ),
      { numRuns: 40 },
    );
  });
});
