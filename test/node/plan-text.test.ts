/** A plan as a terminal shows it. */
import { expect, test } from 'vitest';
import { type MachineShown, planText } from '../../src/node/plan-text.js';
import type { PlanAnswer } from '../../src/schemas/plan.js';

const plan: PlanAnswer = {
  kernel: {
    id: '6.1.192',
    requested: '6.1.0-56-amd64',
    exact: true,
    build: { release: '6.1.0-56-amd64', exact: true },
  },
  arch: 'x86_64',
  syscall: 'mount',
  entry: '__x64_sys_mount',
  errno: { name: 'ENOSPC', number: 28, message: 'No space left on device' },
  symbols: [],
  steps: [
    {
      id: 'who-fails',
      title: 'Who fails?',
      why: 'word '.repeat(40).trim(),
      commands: [
        { tool: 'a', argv: ['a', 'b'], command: `sudo a ${'b'.repeat(100)}`, requires: 'a-tools', proves: 'that' },
      ],
      expect: 'Repeat the failure.',
    },
  ],
  warnings: [`${'long '.repeat(30).trim()}\u001b[31mred`],
};

test('prose fits 80 columns, commands stay whole, and nothing of it moves the terminal', () => {
  const text = planText(plan);
  const lines = text.split('\n');
  expect(lines.slice(0, 2)).toEqual([
    'mount ENOSPC (No space left on device)',
    'kernel 6.1.0-56-amd64 on x86_64, answered from 6.1.192, build 6.1.0-56-amd64',
  ]);
  expect(lines).toContain(`sudo a ${'b'.repeat(100)}`);
  expect(lines).toContain('   # needs a-tools; that');
  expect(lines.filter((line) => line.length > 80)).toEqual([`sudo a ${'b'.repeat(100)}`]);
  expect(text).not.toContain('\u001b');
  expect(text.endsWith('red\n')).toBe(true);
});

const machine: MachineShown = {
  ...{ release: '6.1.0-56-amd64', arch: 'x86_64', mounted: ['ext4'], modules: [], distribution: 'debian' },
  symbols: { path: '/proc/kallsyms', text: '' },
  config: undefined,
  tools: [
    { id: 'bpftrace', program: 'bpftrace', version: '0.17.0-1' },
    { id: 'trace', program: 'trace-bpfcc', version: null },
  ],
};

test('says what was read of the machine', () => {
  const text = planText(plan, machine);
  expect(text).toContain('  installed: bpftrace 0.17.0-1, trace-bpfcc\n');
  expect(text).toContain('  symbols of /proc/kallsyms\n  no configuration can be read\n');
  expect(text).toContain('as root it knows exactly');
});

test('says how to get a tool that the machine lacks, in the words of its distribution', () => {
  const lines = { fedora: 'sudo dnf install b', suse: null, arch: null, alpine: null };
  const command = {
    tool: 'b',
    argv: ['b'],
    command: 'sudo b',
    requires: 'b',
    install: { debian: 'sudo apt-get install b', ...lines },
  };
  const asked: PlanAnswer = { ...plan, steps: [{ id: 's', title: 't', why: 'w', expect: 'e', commands: [command] }] };
  expect(planText(asked, machine)).toContain('\n   # needs b: sudo apt-get install b\n');
  expect(planText(asked, { ...machine, distribution: 'suse' })).toContain('\n   # needs b\n');
  const tools = [{ id: 'b', program: 'b', version: null }];
  expect(planText(asked, { ...machine, tools })).toContain('\n   # needs b\n');
});
