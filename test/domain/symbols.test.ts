/** What functions are called among the symbols of a kernel. */
import { describe, expect, test } from 'vitest';
import { parseKernelText } from '../../src/domain/kernel-text.js';
import { findSymbol, type SymbolFacts, symbolsBuilder } from '../../src/domain/symbols.js';

describe('findSymbol', () => {
  const { symbols } = parseKernelText('plain\nboth\nboth.isra.0\ncloned.constprop.0.isra.1\nhalf.part.0\ncold.cold\n');

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

test('what was split off a function is its part, a clone of that too, and what is cold is none', () => {
  const text = 'half.part.0\nhalf.part.1\nbent.part.0.constprop.0\ncold.cold\nwhole.isra.0\n';
  const { symbols } = parseKernelText(text);
  const parts = ['half', 'bent', 'cold', 'whole', 'none'].map((name) => symbols.part(name));
  expect(parts).toEqual(['half.part.0', 'bent.part.0.constprop.0', undefined, undefined, undefined]);
});

describe('symbols', () => {
  const bytes = (name: string): Uint8Array => new TextEncoder().encode(name);
  const { add, symbols } = symbolsBuilder();
  const facts: SymbolFacts = { refused: false, place: 'kernel', high: 0, low: 0 };
  for (const name of ['twin', 'other', 'twin', 'twin.isra.0']) add(bytes(name), 0, name.length, facts);
  add(bytes('blocked'), 0, 7, { ...facts, refused: true });

  test('count how many pieces of code share a name', () => {
    expect(['twin', 'other', 'blocked', 'none'].map((name) => symbols.times(name))).toEqual([2, 1, 1, 0]);
  });

  test('tell where twins stand, unless the list hides it', () => {
    const { symbols: listed } = parseKernelText(
      'ffffffff81234560 t twin\nffffffffc0001230 t twin [m]\nffffffff81234560 t alias\nffffffff81234560 t alias\n0 t hidden\n0 t hidden\n',
    );
    expect(['twin', 'alias', 'hidden', 'none'].map((name) => listed.addresses(name))).toEqual([
      ['0xffffffff81234560', '0xffffffffc0001230'],
      [],
      [],
      [],
    ]);
  });

  test('of a module are told from those of the kernel itself', () => {
    const { symbols: listed } = parseKernelText('open_it [m]\nopen_it.isra.0\nclose_it\n');
    expect(findSymbol(listed, 'open_it')).toBe('open_it');
    expect(findSymbol(listed, 'open_it', 'kernel')).toBe('open_it.isra.0');
    expect(findSymbol(listed, 'close_it', 'module')).toBeUndefined();
    const bare = parseKernelText('open_it\nclose_it\n').symbols;
    expect(findSymbol(bare, 'close_it', 'module')).toBe('close_it');
  });

  test('that refuse probes are there and are not offered', () => {
    expect([symbols.has('blocked'), symbols.refuses('blocked'), symbols.refuses('other')]).toEqual([
      false,
      true,
      false,
    ]);
    expect(findSymbol(symbols, 'blocked')).toBeUndefined();
  });

  test('are found again among very many', () => {
    const many = symbolsBuilder();
    const name = (i: number): string => `function_${i * 7}`;
    for (let i = 0; i < 50_000; i++) many.add(bytes(name(i)), 0, name(i).length, facts);
    expect(many.symbols.size).toBe(50_000);
    for (let i = 0; i < 50_000; i += 97) expect(many.symbols.has(name(i))).toBe(true);
    for (const missing of ['function_1', 'function_', 'functioñ_0', '']) expect(many.symbols.has(missing)).toBe(false);
  });
});
