/** Every command of every tool: what a shell makes of it, who is asked for it, and why there is none. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DISTRIBUTIONS } from '../../src/schemas/plan.js';
import { commandsFor, type Machine, type Toolbox } from '../../src/tools/commands.js';
import { ALL_TOOLS, findTool } from '../../src/tools/index.js';
import type { StepJobs } from '../../src/tools/tracer.js';
import { makeStubs } from '../fixtures/stub-programs.js';
import { MACHINE, toolNamed, writtenBy } from './written.js';

const stubs = makeStubs(['sudo']);
afterAll(() => stubs.remove());

const probes = ['path_mount', 'count_mounts', 'foo.isra.0'].map((symbol) => ({ symbol, errno: 28 }));
const window = { name: 'mount' };
const every: Toolbox = { tools: ALL_TOOLS, use: 'all' };

/** A job for each step. */
function jobs(watched: { readonly pid?: number; readonly comm?: string }): StepJobs {
  return {
    'live-value': { variables: ['sysctl_mount_max'] },
    'who-fails': { ...watched, errno: 28, name: 'ENOSPC' },
    'body-ran': { ...watched, errno: 28, symbol: '__x64_sys_mount', window },
    'entry-children': { ...watched, symbol: '__x64_sys_mount', depth: 3, chain: ['path_mount', 'count_mounts'] },
    'return-values': { ...watched, probes, window, beside: [], possible: [] },
    'one-shot': { ...watched, probes, window, name: 'ENOSPC', exits: [28], entry: '__x64_sys_mount' },
  };
}

/** All commands of all tools for all steps. */
function everyCommand(watched: { readonly pid?: number; readonly comm?: string }, machine: Machine) {
  const asked = jobs(watched);
  const steps = Object.keys(asked) as (keyof StepJobs)[];
  return steps.flatMap((step) => commandsFor(step, asked[step], every, machine).commands);
}

describe('every command', () => {
  const comm = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 15 })
    .filter((text) => text.isWellFormed() && !text.includes('\0'));
  const hostile = fc.oneof(fc.constantFrom("'; reboot; '", '$(reboot)', '`id`', '-n', '--', '"', '\\', "a'b"), comm);

  test('reaches its program through a shell as the arguments that are listed', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...DISTRIBUTIONS), (name, distribution) => {
        const commands = everyCommand({ pid: 42, comm: name }, { ...MACHINE, distribution });
        const { calls, stderr } = stubs.run(commands.map(({ command }) => command).join('\n'));
        expect(calls).toEqual(commands.map(({ argv }) => ['sudo', ...argv]));
        expect(stderr).toBe('');
      }),
      { numRuns: 8, seed: 28 },
    );
  });

  test('is called and packaged as the distribution does it', () => {
    const job = { errno: 28, name: 'ENOSPC' };
    const [fedora] = writtenBy('syscount', 'who-fails', job, { ...MACHINE, distribution: 'fedora' });
    expect(fedora).toMatchObject({ tool: '/usr/share/bcc/tools/syscount', requires: 'bcc-tools' });
    expect(fedora?.command).toBe('sudo /usr/share/bcc/tools/syscount -e ENOSPC -P');
    const [debian] = writtenBy('syscount', 'who-fails', job);
    expect(debian).toMatchObject({ tool: 'syscount-bpfcc', requires: 'bpfcc-tools' });
  });

  test('says what to type to get its tool, and where there is no package', () => {
    const [syscount] = writtenBy('syscount', 'who-fails', { errno: 28, name: 'ENOSPC' });
    expect(syscount?.install).toMatchInlineSnapshot(`
      {
        "alpine": "sudo apk add bcc-tools py3-bcc linux-lts-dev",
        "arch": "sudo pacman -S bcc-tools python-bcc linux-headers",
        "debian": "sudo apt-get install bpfcc-tools linux-headers-$(uname -r)",
        "fedora": "sudo dnf install bcc-tools kernel-devel-$(uname -r)",
        "suse": "sudo zypper install bcc-tools kernel-default-devel",
      }
    `);
    const [funcgraph] = writtenBy('funcgraph', 'entry-children', { symbol: 'f', depth: 3, chain: [] });
    expect(funcgraph?.install).toMatchObject({ debian: 'sudo apt-get install perf-tools-unstable', fedora: null });
  });
});

describe('a command that cannot run', () => {
  const job = { probes, window, beside: [], possible: [] };
  const written = (tool: string, machine: Partial<Machine>) =>
    commandsFor('return-values', job, { tools: [toolNamed(tool)], use: 'all' }, { ...MACHINE, ...machine });

  test('is not printed for that kernel and version, and a warning says what to do', () => {
    expect(written('trace@0.26', { kernel: '7.3' })).toEqual({
      commands: [],
      warnings: [expect.stringMatching(/^no command of trace-bpfcc for return-values: bcc 0\.26 .* use bpftrace/)],
    });
    expect(written('trace@0.31', { kernel: '7.3' }).commands).toHaveLength(1);
    expect(written('trace@0.26', { kernel: '6.12' }).commands).toHaveLength(1);
  });

  test('without a version is judged by the oldest, or by what the distribution of the kernel ships', () => {
    expect(written('trace', { kernel: '7.3' }).commands).toEqual([]);
    expect(written('trace', { kernel: '7.3.1+deb13-amd64' }).commands).toHaveLength(1);
    expect(written('trace', { kernel: '7.3.1+deb12-amd64' }).commands).toEqual([]);
  });

  test('is not printed for a kernel whose options leave out what it needs', () => {
    const options = new Map([['CONFIG_KPROBE_EVENTS', 'n']]);
    expect(written('kprobe', { options })).toEqual({
      commands: [],
      warnings: ['no command of kprobe-perf for return-values: the kernel is built without CONFIG_KPROBE_EVENTS'],
    });
    expect(written('kprobe', { options: new Map([['CONFIG_KPROBE_EVENTS', 'y']]) }).commands).not.toEqual([]);
  });
});

describe('the tools of a step', () => {
  const job = { errno: 28, name: 'ENOSPC' };
  const used = (box: Partial<Toolbox>, machine: Partial<Machine> = {}): string[] => {
    const toolbox: Toolbox = { tools: ALL_TOOLS, use: 'best', ...box };
    const { commands } = commandsFor('who-fails', job, toolbox, { ...MACHINE, ...machine });
    return [...new Set(commands.map(({ tool }) => tool))];
  };

  test('are one for each way to see it', () => {
    expect(used({})).toEqual(['syscount-bpfcc', 'bpftrace', 'sh']);
  });

  test('are those that are installed, and a shell', () => {
    expect(used({ installed: ['bpftrace'] })).toEqual(['bpftrace', 'sh']);
    expect(used({ installed: ['funcgraph'] })).toEqual(['sh']);
  });
});

describe('findTool', () => {
  test.each(['trace', 'trace-bpfcc', '/usr/share/bcc/tools/trace', 'TRACE', 'trace@0.26'])('knows %s', (name) => {
    expect(toolNamed(name).tracer.id).toBe('trace');
  });

  test('reads the version behind the name', () => {
    expect(toolNamed('trace').version).toBeUndefined();
    expect(toolNamed('trace-bpfcc@0.26.0+ds-1').version).toEqual([0, 26, 0]);
    expect(toolNamed('bpftrace@v0.17').version).toEqual([0, 17]);
    expect(findTool('bpftrace@new')).toMatchObject({ ok: false, reason: expect.stringContaining('"new"') });
  });

  test('offers the nearest for one it does not know', () => {
    expect(findTool('sycount')).toMatchObject({ ok: false, suggestions: ['syscount'] });
    expect(findTool('sh')).toMatchObject({ ok: false });
  });
});
