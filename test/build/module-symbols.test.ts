/** Modules: their functions, and what can be attached to each. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readModule } from '../../indexer/build/module-symbols.js';
import { IndexError } from '../../indexer/index-error.js';
import { type MadeArch, type MadeSection, madeModule } from './made-elf.js';

const CODE = 6;

/** Each function is there for one rule; `calls` is the name of the section with the places of calls. */
function module(arch: MadeArch, calls: string | null, shift = 0): Buffer {
  const text = (at: number) => ({ section: '.text', at: at + shift });
  const sections: MadeSection[] = [
    { name: '.text', flags: CODE },
    { name: '.init.text', flags: CODE },
    { name: '.exit.text', flags: CODE },
    { name: '.noinstr.text', flags: CODE },
    { name: '.rodata', flags: 2 },
    {
      name: '.modinfo',
      flags: 2,
      bytes: Buffer.from('license=GPL\0name=nf_tables\0vermagic=6.1.0-56-amd64 SMP mod_unload \0'),
    },
    { name: '_kprobe_blacklist', flags: 2, pointers: [{ section: '.text', at: 0x40 }] },
  ];
  if (calls !== null) {
    const pointers = [text(0x10), text(0x24), text(0x40), { section: '.init.text', at: 0x10 + shift }];
    sections.push({ name: calls, flags: 2, pointers });
  }
  return madeModule(arch, sections, [
    { name: 'nft_rule_add', section: '.text', at: 0x10 },
    { name: 'nft_rule_alias', section: '.text', at: 0x10 },
    { name: 'nft_with_bti.isra.0', section: '.text', at: 0x20 },
    { name: 'nft_without', section: '.text', at: 0x30 },
    { name: 'nft_black', section: '.text', at: 0x40 },
    { name: '$x', section: '.text', at: 0x10, type: 0 },
    { name: '__pfx_nft_rule_add', section: '.text', at: 0 },
    { name: 'nft_init', section: '.init.text', at: 0x10 },
    { name: 'init_module', section: '.init.text', at: 0x10 },
    { name: 'nft_exit', section: '.exit.text', at: 0 },
    { name: 'nft_noinstr', section: '.noinstr.text', at: 0 },
    { name: 'nft_table', section: '.rodata', at: 0, type: 1 },
  ]);
}

const expected = {
  nft_rule_add: 'traced',
  nft_rule_alias: 'untraced',
  'nft_with_bti.isra.0': 'traced',
  nft_without: 'untraced',
  nft_black: 'refused',
  nft_init: 'init',
  init_module: 'init',
  nft_exit: 'untraced',
  nft_noinstr: 'refused',
};

describe('a module', () => {
  test('has its functions with what can be attached to each', () => {
    const read = readModule(module('x86_64', '__mcount_loc'), 'lib/modules/6.1.0-56-amd64/kernel/net/nf-tables.ko');
    expect(read).toMatchObject({ name: 'nf_tables', arch: 'x86_64', release: '6.1.0-56-amd64' });
    expect(read.symbols.every(({ module: name }) => name === 'nf_tables')).toBe(true);
    expect(Object.fromEntries(read.symbols.map(({ name, attach }) => [name, attach]))).toEqual(expected);
  });

  test('of arm64 has its calls behind the entry of a function, or two nops in front of it', () => {
    for (const shift of [0, -8]) {
      const { symbols } = readModule(module('arm64', '__patchable_function_entries', shift), 'x.ko');
      const attach = Object.fromEntries(symbols.map((symbol) => [symbol.name, symbol.attach]));
      expect(attach).toEqual(expected);
    }
  });

  test('without a section of calls does not tell which functions have one', () => {
    const { symbols } = readModule(module('x86_64', null), 'x.ko');
    expect(symbols.find(({ name }) => name === 'nft_rule_add')?.attach).toBe('unknown');
  });

  test('that is cut short or altered gives symbols or one clear error', () => {
    const whole = module('x86_64', '__mcount_loc');
    const read = (bytes: Uint8Array): void => {
      try {
        readModule(bytes, 'x.ko');
      } catch (error) {
        expect(error).toBeInstanceOf(IndexError);
        expect(String(error)).toMatch(/x\.ko is (damaged or cut short: .*; fetch it again|no ELF file)/);
      }
    };
    for (let end = 0; end < whole.length; end += 7) read(whole.subarray(0, end));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
        const altered = Buffer.from(whole);
        for (const [at, byte] of changes) altered[at] = byte;
        read(altered);
      }),
      { numRuns: 300 },
    );
  });
});
