/** Where the failure may be that nothing can be mounted, tools that have tracefs mounted on demand are started apart. */
import { describe, expect, test } from 'vitest';
import { mountsMayFail } from '../../src/domain/syscall-families.js';
import { commandsFor, type Machine } from '../../src/tools/commands.js';
import { TRACERS } from '../../src/tools/index.js';
import { WITH_DEBUGFS, WITH_TRACEFS } from '../../src/tools/script/reach-tracefs.js';
import { makeStubs } from '../fixtures/stub-programs.js';

const probes = [{ symbol: 'count_mounts', errno: 28 }];

function returnValues(mountsMayFail: boolean): readonly (readonly string[])[] {
  const machine: Machine = { distribution: 'debian', kernel: '6.1.192', mountsMayFail };
  const toolbox = { tools: TRACERS.map((tracer) => ({ tracer })), use: 'all' } as const;
  const job = { probes, beside: [], possible: [], window: { name: 'mount' } };
  return commandsFor('return-values', job, toolbox, machine).commands.map(({ argv }) => argv);
}

function countFailures(mountsMayFail: boolean): readonly (readonly string[])[] {
  const machine: Machine = { distribution: 'debian', kernel: '6.1.192', mountsMayFail };
  const toolbox = { tools: TRACERS.map((tracer) => ({ tracer })), use: 'all' } as const;
  return commandsFor('who-fails', { errno: 28, name: 'ENOSPC' }, toolbox, machine).commands.map(({ argv }) => argv);
}

describe('commands while mounts may fail', () => {
  test('start what looks under debugfs through the program that makes room, and leave the rest alone', () => {
    const plain = countFailures(false);
    const apart = countFailures(true);
    expect(plain.some((argv) => argv.includes(WITH_TRACEFS))).toBe(false);
    const wrapped = apart.filter((argv) => argv.includes(WITH_TRACEFS));
    expect(wrapped.map(([, , , program]) => program)).toEqual(['syscount-bpfcc', 'syscount-bpfcc', 'bpftrace']);
    const isWrapped = (argv: readonly string[]) => argv.includes(WITH_TRACEFS) || argv.includes(WITH_DEBUGFS);
    expect(apart.map((argv) => (isWrapped(argv) ? argv.slice(3) : argv))).toEqual(plain);
  });

  test('keep debugfs for tools that look nowhere else', () => {
    const plain = returnValues(false);
    const apart = returnValues(true);
    const wrapped = apart.filter((argv) => argv.includes(WITH_DEBUGFS)).map(([, , , program]) => program);
    expect(wrapped).toEqual(['kprobe-perf']);
    expect(plain.flat()).not.toContain(WITH_DEBUGFS);
  });

  test('reach the tool with its arguments as they are, with or without a mount namespace', () => {
    const stubs = makeStubs(['unshare', 'mount', 'bpftrace']);
    try {
      const script = 'a \'b\' "c" $(reboot)\n`d`';
      const quoted = [WITH_TRACEFS, script].map((text) => `'${text.replaceAll("'", "'\\''")}'`);
      const { calls } = stubs.run(`sh -c ${quoted[0]} bpftrace -e ${quoted[1]}`);
      const last = calls.at(-1) ?? [];
      // The stub of unshare starts nothing: what it is handed ends with the tool and its arguments.
      expect(last.slice(-3)).toEqual(['bpftrace', '-e', script]);
    } finally {
      stubs.remove();
    }
  });
});

test('mounts may fail for want of room only, and with a call that mounts or an unknown one', () => {
  expect(mountsMayFail('ENOSPC', 'mount')).toBe(true);
  expect(mountsMayFail('ENOSPC', 'move_mount')).toBe(true);
  expect(mountsMayFail('ENOSPC', undefined)).toBe(true);
  expect(mountsMayFail('ENOSPC', 'write')).toBe(false);
  expect(mountsMayFail('EPERM', 'mount')).toBe(false);
});
