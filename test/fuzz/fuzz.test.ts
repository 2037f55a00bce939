/** A few generated inputs with every run of the tests; `npm run fuzz` is for many. */
import { expect, test } from 'vitest';
import { quoteCommand } from '../../src/domain/shell.js';
import { fuzz, runFuzz } from './run-fuzz.js';
import { strayLines } from './shell-batch.js';

test('nothing breaks', { timeout: 120_000 }, async () => {
  const result = await fuzz(600, 20_261_126, 5_000);
  expect(result.read).toBe(450);
  expect(result.explained).toBeGreaterThan(20);
  expect(result.lines).toBeGreaterThan(300);
});

test('a line that leaves its quotes is found', () => {
  const argv = ['show', "it's"];
  expect(strayLines([{ argv, command: `sudo ${quoteCommand(argv)}` }])).toEqual([]);
  expect(strayLines([{ argv, command: 'sudo show its' }])).toEqual(['sudo show its']);
  expect(strayLines([{ argv, command: "sudo show 'a'; sudo b" }])).not.toEqual([]);
  expect(strayLines([{ argv, command: 'sudo show $(reboot)' }])).not.toEqual([]);
});

test('refuses what is no number', async () => {
  expect(await runFuzz(['--runs', 'many'])).toBe(2);
});
