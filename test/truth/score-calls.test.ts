/** Calls, scored on graphs small enough to count by hand. */

import { describe, expect, test } from 'vitest';
import type { CallsExport } from './exports.js';
import { plainName } from './plain-name.js';
import { type CallRow, type CompiledRow, callRow, compiledRow } from './rows.js';
import { scoreCalls } from './score-calls.js';
import { uncounted } from './uncounted-calls.js';

const real = (caller: string, callee: string, more: Partial<CallRow> = {}): CallRow =>
  callRow.parse({
    caller,
    caller_file: 'fs/a.c',
    callee,
    callee_file: 'fs/b.c',
    kind: 'call',
    line: 3,
    txt: 1,
    ...more,
  });
const known = (caller: string, callee: string, more: Partial<CallsExport> = {}): CallsExport => ({
  ...{ caller, caller_file: 'fs/a.c', callee, callee_file: 'fs/b.c', via: 'call' },
  ...more,
});
const made = (name: string): CompiledRow =>
  compiledRow.parse({ name, file: 'fs/b.c', line: 1, end_line: 1, gen: true });

describe('the name of a function', () => {
  test.each([
    ['attach.isra.0', 'attach'],
    ['__x64_sys_mount', 'sys_mount'],
    ['__do_sys_mount', 'sys_mount'],
    ['__se_compat_sys_mount', 'compat_sys_mount'],
    ['__ia32_compat_sys_mount', 'compat_sys_mount'],
    ['sys_mount', 'sys_mount'],
    ['__sys_shutdown', '__sys_shutdown'],
    ['ksys_read', 'ksys_read'],
  ])('%s is %s', (name, plain) => {
    expect(plainName(name)).toBe(plain);
  });
});

describe('a call counts', () => {
  test('once for caller and callee, found by name or by name and file', async () => {
    const truth = [
      real('a', 'b'),
      real('a', 'b', { line: 9, kind: 'inline' }),
      real('a', 'c.part.0'),
      real('a', 'd'),
      real('e', 'b'),
    ];
    const { cases, figures } = await scoreCalls(
      truth,
      [],
      [
        known('a', 'b'),
        known('a', 'b'),
        known('a', 'c', { callee_file: 'fs/c.c' }),
        known('e', 'b', { caller_file: 'x' }),
      ],
    );
    expect(cases).toBe(4);
    expect(figures).toEqual({ name: 0.5, 'name+file': 0.25 });
  });

  test('in its file where either side gives none', async () => {
    const nowhere = await scoreCalls([real('a', 'b')], [], [known('a', 'b', { callee_file: null })]);
    expect(nowhere.figures['name+file']).toBe(1);
  });

  test('not where it is one between layers of a syscall', async () => {
    const truth = [real('__x64_sys_mount', '__se_sys_mount'), real('__do_sys_mount', 'do_mount')];
    const { cases, figures } = await scoreCalls(truth, [], [known('sys_mount', 'do_mount')]);
    expect({ cases, figures }).toEqual({ cases: 1, figures: { name: 1, 'name+file': 1 } });
  });
});

test.each([
  ['compiler', real('a', '__builtin_unreachable')],
  ['compiler', real('a', 'memcpy', { txt: undefined })],
  [undefined, real('a', 'memcpy')],
  ['fortify, sanitizers', real('a', 'fortify_panic')],
  ['fortify, sanitizers', real('a', '__kasan_check_write')],
  ['fortify, sanitizers', real('a', 'b', { callee_file: 'include/linux/fortify-string.h' })],
  ['tracepoint', real('a', '__traceiter_sys_enter')],
  ['tracepoint', real('trace_event', 'b', { gen: 1 })],
  [undefined, real('trace_event', 'b')],
  ['static key, static call', real('a', 'static_key_enabled')],
  ['layers of a syscall', real('x64_sys_call', '__x64_sys_mount')],
  ['layers of a syscall', real('a', '__se_sys_mount')],
  [undefined, real('a', 'b')],
])('is of the class %s', (name, call) => {
  expect(uncounted(call, false)).toBe(name);
});

test('a function of a tracepoint is one that a macro made', () => {
  const call = real('a', 'trace_open', { callee_file: 'include/trace/events/a.h' });
  expect(uncounted(call, true)).toBe('tracepoint');
  expect(uncounted(call, false)).toBeUndefined();
});

test('a miss says what kind of code hides the call', async () => {
  const inMacro: Partial<CallRow> = { txt: undefined };
  const truth = [
    real('a', 'found'),
    real('a', 'file'),
    real('a', 'c'),
    real('a', 'h', { callee_file: 'include/h.h' }),
    real('a', 's', { callee_file: 'arch/x86/s.S' }),
    real('a', 'm', inMacro),
    real('a', 'made'),
    real('a', 'pasted', inMacro),
    real('b', 'c'),
    real('g', 'c', { gen: 1 }),
    real('gm', 'c', { gen: 1, ...inMacro }),
  ];
  const { misses } = await scoreCalls(
    truth,
    [made('made'), made('pasted')],
    [known('a', 'found'), known('a', 'file', { callee_file: 'fs/z.c' }), known('gm', 'x')],
  );
  expect(Object.fromEntries(misses.map(({ subject, reason }) => [subject, reason]))).toEqual({
    'a → file': 'name+file: a callee of this name in another file',
    'a → c': 'name: named by the caller, the callee is in a .c file',
    'a → h': 'name: named by the caller, the callee is in a header',
    'a → s': 'name: named by the caller, the callee is in assembly, or unknown',
    'a → m': 'name: called in a macro: the caller does not name it',
    'a → made': 'name: the callee is made by a macro',
    'a → pasted': 'name: the callee is made by a macro and called in one',
    'b → c': 'name: no call of the caller is known, which is in a .c file',
    'g → c': 'name: the caller is made by a macro and has no call at all',
    'gm → c': "name: the caller is made by a macro, the call is in the macro's text",
  });
  expect(misses.find(({ subject }) => subject === 'a → file')?.text).toBe('fs/a.c:3, call of fs/b.c, found in fs/z.c');
});
