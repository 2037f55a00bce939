import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../scenarios/index.js';
import { CI_SCENARIOS, shortOfGoals } from './goals.js';
import type { JudgedCell } from './judged-cells.js';

const CELL: JudgedCell = {
  kernel: '6.1',
  scenario: 'mount-max',
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

describe('the goals', () => {
  it('are met where everything attached and the one-shot commands name the origins', () => {
    expect(shortOfGoals([CELL, { ...CELL, step: 'file', tool: 'sh', origin: 'no' }])).toEqual([]);
  });

  it('are missed where more than one command in twenty does not attach', () => {
    expect(shortOfGoals([CELL, { ...CELL, step: 'who-fails', attached: 'no', why: 'gone' }])).toEqual([
      '6.1 mount-max, who-fails bpftrace did not attach: gone',
    ]);
  });

  it('are missed where a scenario in twenty is wrong and another one, too', () => {
    const others = Array.from({ length: 18 }, (_, index) => ({ ...CELL, scenario: `right-${index}` }));
    const wrong = ['a', 'b'].map((scenario) => ({ ...CELL, scenario, origin: 'no' as const }));
    expect(shortOfGoals([...others, ...wrong])).toHaveLength(1);
    expect(shortOfGoals([...others, CELL, ...wrong.slice(1)])).toEqual([]);
  });

  it('are missed where nothing was run', () => {
    expect(shortOfGoals([])).toHaveLength(1);
  });
});

describe('the scenarios', () => {
  const ids = SCENARIOS.map(({ id }) => id);

  it('are at least forty, each with a name of its own', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(40);
  });

  it('have those that every change is held against', () => {
    expect(ids).toEqual(expect.arrayContaining([...CI_SCENARIOS]));
  });
});
