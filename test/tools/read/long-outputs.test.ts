/** Long outputs: what is passed over is counted, what matters is found wherever it stands, and no text takes long. */
import { describe, expect, test } from 'vitest';
import { longOutputs } from '../../../bench/long-outputs.js';
import { readOutput } from '../../../src/tools/read/read-output.js';

const MEGABYTE = 1024 * 1024;

const strace = (at: number): string =>
  `openat(AT_FDCWD, "/srv/${name(at)}", O_RDONLY) = -1 ENOENT (No such file or directory)`;
const trace = (at: number): string => `3010    3012    worker          ${name(at)}_room     -2`;

/** Letters of its own for each number, so that no two lines look alike. */
function name(at: number): string {
  return [...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

const lines = (count: number, line: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => line(at));

describe('of 40,000 lines of which no two look alike', () => {
  test('all are counted, and the first and the last are kept', () => {
    const { recognised, total, events } = readOutput(lines(40_000, strace).join('\n'));
    expect([recognised, total]).toEqual(['strace', 40_000]);
    expect(events.length).toBeLessThan(25_000);
    expect(events[0]?.args).toContain(`/srv/${name(0)}"`);
    expect(events.at(-1)?.args).toContain(`/srv/${name(39_999)}"`);
  });

  test.each([100, 15_000, 30_000, 39_000])('the one that failed otherwise is found, at %i', (at) => {
    const other = 'mount("none", "/mnt", "tmpfs", 0, NULL) = -1 ENOSPC (No space left on device)';
    const { events } = readOutput(lines(40_000, strace).with(at, other).join('\n'));
    expect(events.filter(({ errno }) => errno === 'ENOSPC').map(({ syscall }) => syscall)).toEqual(['mount']);
  });

  test('a stack below one that was passed over belongs to no other', () => {
    const stacked = lines(40_000, (at) => `${trace(at)}\n        ${name(at)}_hall+0x1 [kernel]\n`);
    const { events } = readOutput(`PID     TID     COMM            FUNC             -\n${stacked.join('\n')}`);
    const foreign = events.filter(({ function: symbol, stack }) => stack.join() !== symbol?.replace('_room', '_hall'));
    expect(foreign.flatMap(({ stack }) => stack)).toEqual([]);
    expect(events.length).toBeGreaterThan(1_000);
  });
});

describe('of 40,000 lines that no tool prints', () => {
  const chat = lines(40_000, (at) => `${name(at)} has (${name(at + 1)}): done [${name(at * 7)}]`);

  test.each([100, 15_000, 39_999])('what a program says of an errno is found, at %i', (at) => {
    const { said } = readOutput(chat.with(at, 'mkdir: cannot create directory: No space left on device').join('\n'));
    expect(said.map(({ errno }) => errno)).toEqual(['ENOSPC']);
  });

  test('a tool that begins late is understood', () => {
    const { recognised, events } = readOutput([...chat.slice(0, 30_000), ...lines(100, strace)].join('\n'));
    expect(recognised).toBe('strace');
    expect(events.length).toBeGreaterThan(80);
  });
});

/** CPU, so many times what it takes alone: what is not linear takes minutes. */
const MOST_MS = 1_500;

test.each(longOutputs(MEGABYTE))('1 MB of %s', (_, make) => {
  const text = make();
  const before = process.cpuUsage();
  readOutput(text);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(MOST_MS);
});
