import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cell } from './cell.js';
import { keepResults, openResults } from './results.js';

const CELL: Cell = {
  kernel: '6.1',
  scenario: 'mount-max',
  step: 'one-shot',
  tool: 'bpftrace',
  command: 'first',
  before: 'traced',
  status: 0,
  output: '',
  quiet: 0,
  ended: true,
  seconds: 9,
  witnessed: true,
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'errnopath-results-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('results', () => {
  it('are there again when the file is opened anew', async () => {
    const path = join(folder, 'new', 'results.jsonl');
    await (await openResults(path)).add(CELL);
    const again = await openResults(path);
    expect(again.cells).toEqual([CELL]);
    expect([again.has(CELL), again.has({ ...CELL, command: 'other' })]).toEqual([true, false]);
  });

  it('take the newest of a command that was run twice', async () => {
    const path = join(folder, 'results.jsonl');
    const results = await openResults(path);
    await Promise.all([results.add(CELL), results.add({ ...CELL, seconds: 3 })]);
    expect((await openResults(path)).cells).toEqual([{ ...CELL, seconds: 3 }]);
  });

  it('lose the commands that a plan no longer has, in the file, too', async () => {
    const path = join(folder, 'results.jsonl');
    const results = await openResults(path);
    const other = { ...CELL, scenario: 'other' };
    await Promise.all([results.add(CELL), results.add({ ...CELL, command: 'second' }), results.add(other)]);
    await results.keep('6.1', 'mount-max', [{ step: 'one-shot', command: 'second' }]);
    expect((await openResults(path)).cells).toEqual([{ ...CELL, command: 'second' }, other]);
  });

  it('go on from what was kept, in whatever order that had come', async () => {
    const [first, second] = [join(folder, 'first.jsonl'), join(folder, 'second.jsonl')];
    const other = { ...CELL, command: 'second' };
    const results = await openResults(first);
    await results.add(other);
    await results.add(CELL);
    const kept = join(folder, 'kept.gz');
    await keepResults(results, kept);
    const again = await openResults(second, kept);
    expect(again.cells).toEqual([CELL, other]);
    await again.add({ ...CELL, command: 'third' });
    // What is there is not begun anew.
    expect((await openResults(second, kept)).cells.map(({ command }) => command)).toEqual(['first', 'second', 'third']);
  });
});
