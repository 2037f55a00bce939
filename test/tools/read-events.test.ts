/** The awk program of `plan.sh`, on events as the kernel prints them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { READ_EVENTS } from '../../src/tools/script/tracefs-script.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-events-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const calls = join(folder, 'calls');
mkdirSync(calls);

/** A line as trace_pipe has it: the thread, the time, the event. */
const line = (at: number, event: string) => `    lab-provoker-4194300 [000] .....    ${at.toFixed(6)}: ${event}`;
const entered = (at: number) => line(at, 'sys_mount(dev_name: 0, dir_name: 0, type: 0, flags: 0, data: 0)');
const returned = (at: number, number: number, pointer: string, result = -28) =>
  line(at, `probe_${number}: (f+0x1/0x2 <- g) ret=${result} all=4294967268 sp=0x${pointer}`);
const left = (at: number) => line(at, 'sys_mount -> 0xffffffffffffffe4');

/** What is printed of events, where the other instance has seen these calls begin. */
function read(events: readonly string[], begun: readonly string[] = []): readonly string[] {
  writeFileSync(join(calls, 'trace'), ['# tracer: nop', ...begun].map((text) => `${text}\n`).join(''));
  const { stdout, stderr } = spawnSync('awk', [READ_EVENTS], {
    input: events.map((text) => `${text}\n`).join(''),
    env: {
      ...{ PATH: process.env.PATH, LC_ALL: 'C', calls, syscall: 'mount', errno: 'ENOSPC', comm: '', matches: '0' },
      ...{ names: 'inner outer rival', rivals: '1 0 1', now: '10:00:00', uptime: '100' },
    },
  });
  expect(stderr.toString()).toBe('');
  return stdout.toString().trimEnd().split('\n');
}

const HEAD = (clock: string) =>
  `errnopath ${clock} mount ENOSPC returned -28 pid 4194300 tid 4194300 comm lab-provoker`;

describe('the reader of events', () => {
  test('tells the deepest function, and those that had the errno from it', () => {
    expect(read([returned(101, 1, '10'), returned(101.1, 2, '20'), left(101.2)], [entered(100.9)])).toEqual([
      HEAD('10:00:01'),
      '  deepest inner returned -28',
      '  then outer returned -28',
      '  stack',
    ]);
  });

  test('drops what failed before the call began', () => {
    expect(
      read([returned(101, 1, '10'), returned(103.1, 2, '20'), left(103.2)], [entered(100.9), entered(103)]),
    ).toEqual([HEAD('10:00:03'), '  deepest outer returned -28', '  stack']);
  });

  test('forgets a chain where a deeper function begins a new one', () => {
    expect(read([returned(101, 2, '20'), returned(101.1, 1, '10'), left(101.2)], [entered(100.9)])).toEqual([
      HEAD('10:00:01'),
      '  deepest inner returned -28',
      '  stack',
    ]);
  });

  test('takes the last of those that one caller tries one after the other', () => {
    const tried = [returned(101, 1, '10'), returned(101.1, 3, '10'), returned(101.2, 2, '20'), left(101.3)];
    expect(read(tried, [entered(100.9)])).toEqual([
      HEAD('10:00:01'),
      '  deepest rival returned -28',
      '  then outer returned -28',
      '  stack',
    ]);
    // At the same height without being one of them: its caller left by a jump to it.
    expect(read([returned(101, 1, '10'), returned(101.2, 2, '10'), left(101.3)], [entered(100.9)])[1]).toBe(
      '  deepest inner returned -28',
    );
  });

  test('says of a call that it was not seen to enter, also where the thread had entered one before', () => {
    expect(read([left(101)])).toEqual([HEAD('10:00:01'), '  deepest none', '  entry not seen']);
    expect(read([returned(101, 1, '10'), left(101.2), left(105)], [entered(100.9)]).slice(3)).toEqual([
      HEAD('10:00:05'),
      '  deepest none',
      '  entry not seen',
    ]);
  });
});
