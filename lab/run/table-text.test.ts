import { describe, expect, it } from 'vitest';
import type { Scenario } from '../scenarios/scenario.js';
import type { JudgedCell } from './judged-cells.js';
import { tableText } from './table-text.js';

const SCENARIO: Scenario = {
  id: 'loop',
  about: 'links that point at each other',
  syscall: 'openat',
  errno: 'ELOOP',
  call: '',
  origin: { function: 'pick_link', inside: 'step_into', file: 'fs/namei.c' },
};

const CELL: JudgedCell = {
  kernel: '6.1',
  scenario: 'loop',
  step: 'one-shot',
  tool: 'bpftrace',
  command: 'bpftrace …',
  before: 'traced',
  status: 0,
  output: '',
  quiet: 0,
  ended: true,
  seconds: 9,
  witnessed: true,
  attached: 'yes',
  saw: 'yes',
  origin: 'yes',
  own: 'none',
  why: '',
};

const lineOf = (cells: readonly JudgedCell[]) =>
  tableText(cells, ['6.1'], [SCENARIO])
    .split('\n')
    .find((line) => line.startsWith('| loop'));

describe('the table', () => {
  it('has a sign for each way in which a command can do', () => {
    const cells: JudgedCell[] = [
      { ...CELL, step: 'who-fails', tool: 'syscount-bpfcc', origin: 'none' },
      { ...CELL, step: 'entry-children', tool: 'sh', origin: 'no', why: 'named do_open' },
      { ...CELL, step: 'return-values', tool: 'sh', saw: 'no', origin: 'no', why: 'nothing' },
      CELL,
      { ...CELL, tool: 'sh', attached: 'no', saw: 'no', origin: 'no', why: 'gone' },
    ];
    expect(lineOf(cells)).toBe('| loop | openat ELOOP | `pick_link` in `step_into` ✓ | ✓ | s | a | ✓ | ✗ |');
  });

  it('says what was not run', () => {
    const other = { ...CELL, scenario: 'other', tool: 'sh' };
    const table = tableText([CELL, other], ['6.1'], [SCENARIO, { ...SCENARIO, id: 'other' }]);
    expect(table).toContain('| loop | openat ELOOP | `pick_link` in `step_into` ✓ | ✓ | · |');
  });

  it('lists why something did not hold, and counts', () => {
    const table = tableText([CELL, { ...CELL, tool: 'sh', origin: 'no', why: 'named do_open' }], ['6.1'], [SCENARIO]);
    expect(table).toContain('- loop, one-shot sh: attached, named do_open');
    expect(table).toContain('- one-shot commands that name the origin: 1 of 2');
    expect(table).toContain('- scenarios whose origin one of them names: 1 of 1');
  });
});
