/** Places and symbols of functions, scored on kernels small enough to count by hand. */

import { describe, expect, test } from 'vitest';
import type { FunctionsExport } from './exports.js';
import { type CompiledRow, compiledRow } from './rows.js';
import { scoreFunctions } from './score-functions.js';

const real = (name: string, more: Partial<CompiledRow> = {}): CompiledRow =>
  compiledRow.parse({ name, file: 'fs/a.c', line: 10, end_line: 20, ...more });
const known = (name: string, line = 10, probeable = 1): FunctionsExport => ({ name, file: 'fs/a.c', line, probeable });

describe('a function that holds an errno is placed', () => {
  test('by name, file and line; others do not count', async () => {
    const errno = { errno: 1 } as const;
    const { placed } = await scoreFunctions(
      [real('a', errno), real('b', errno), real('c', errno), real('d'), real('e', { ...errno, file: 'fs/e.c' })],
      [known('a'), known('b', 11), known('b', 12), known('e')],
    );
    expect(placed.cases).toBe(4);
    expect(placed.figures).toEqual({ placed: 0.25 });
    expect(placed.misses).toEqual([
      { reason: 'placed: at another line', subject: 'b', text: 'fs/a.c:10, found at 11, 12' },
      { reason: 'placed: not in the pack', subject: 'c', text: 'fs/a.c:10 to 20' },
      { reason: 'placed: not in the pack', subject: 'e', text: 'fs/e.c:10 to 20' },
    ]);
  });

  test('once for the layers of a syscall, under any of several definitions', async () => {
    const layers = [real('__do_sys_mount', { errno: 1 }), real('__se_sys_mount', { errno: 1 })];
    const { placed } = await scoreFunctions(layers, [known('sys_mount', 3), known('sys_mount', 10)]);
    expect(placed).toMatchObject({ cases: 1, figures: { placed: 1 } });
  });
});

describe('a symbol', () => {
  const symbols = async (row: CompiledRow, likelihood: number) =>
    (await scoreFunctions([row], [known(row.name, 10, likelihood)])).probes.figures;

  test('is predicted from one half on, and a likelihood is off by its square', async () => {
    const exists = real('a', { symbols: ['a.isra.0'], fentry: true, sections: ['.text'] });
    expect(await symbols(exists, 0.5)).toEqual({
      'symbol accuracy': 1,
      'symbol Brier': 0.25,
      'traceable accuracy': 1,
      'traceable Brier': 0.25,
    });
    expect(await symbols(exists, 0.4)).toMatchObject({ 'symbol accuracy': 0, 'symbol Brier': 0.36 });
  });

  test.each([
    ['none', {}, [0, 0]],
    ['that of its cold part alone', { symbols: ['a.cold'] }, [0, 0]],
    ['one that ftrace cannot use', { symbols: ['a'], sections: ['.text'] }, [1, 0]],
    ['one of the start', { symbols: ['a'], fentry: true, sections: ['.init.text'] }, [1, 0]],
    ['one in two places', { symbols: ['a'], fentry: true, sections: ['.init.text', '.text'] }, [1, 1]],
    ['one that kprobes refuse', { symbols: ['a'], fentry: true, sections: ['.text'], kprobe_blacklist: true }, [1, 0]],
  ] as const)('is there and good for tracing: %s', async (_, more, [symbol, traceable]) => {
    const row = real('a', more as Partial<CompiledRow>);
    expect(await symbols(row, 1)).toMatchObject({ 'symbol accuracy': symbol, 'traceable accuracy': traceable });
  });

  test('of a syscall is that of any layer, and assembly has no function', async () => {
    const rows = [
      real('__do_sys_mount'),
      real('__x64_sys_mount', { symbols: ['__x64_sys_mount'] }),
      real('entry', { file: 'arch/x86/entry.S' }),
    ];
    const { probes } = await scoreFunctions(rows, [known('sys_mount')]);
    expect(probes).toMatchObject({ cases: 1, figures: { 'symbol accuracy': 1, 'symbol Brier': 0 } });
  });

  test('of a function that is not known counts as predicted to be missing, without a likelihood', async () => {
    const { probes } = await scoreFunctions([real('a', { symbols: ['a'] }), real('b')], [known('b', 10, 0)]);
    expect(probes.figures).toMatchObject({ 'symbol accuracy': 0.5, 'symbol Brier': 0 });
    expect(probes.misses).toEqual([
      { reason: 'symbol: has one, predicted to have none', subject: 'a', text: 'fs/a.c:10, not in the pack' },
    ]);
  });
});

describe('symbols of functions that hold an errno', () => {
  test('are scored at the threshold that finds nearly all, whatever others are there', async () => {
    const errno = { errno: 1 } as const;
    const names = Array.from({ length: 20 }, (_, i) => `f${i}`);
    const rows = [
      ...names.map((name) => real(name, { ...errno, symbols: [name] })),
      real('inlined', errno),
      real('unlikely', errno),
      real('beside', { symbols: ['beside'] }),
    ];
    // The nineteenth of twenty is found at 0.3, and what is inlined with it.
    const likelihoods = names.map((name, i) => known(name, 10, i < 18 ? 1 : i === 18 ? 0.3 : 0));
    const { siteProbes } = await scoreFunctions(rows, [
      ...likelihoods,
      known('inlined', 10, 0.3),
      known('unlikely', 10, 0.2),
      known('beside'),
    ]);
    expect(siteProbes.cases).toBe(22);
    expect(siteProbes.figures).toMatchObject({
      'symbol precision at recall 0.95': 0.95,
      'symbol Brier': Number(((0.7 ** 2 + 1 + 0.3 ** 2 + 0.2 ** 2) / 22).toFixed(4)),
    });
  });
});
