/** The commands of each tracer as they are pasted, and what a shell makes of them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { quoteCommand } from '../../src/domain/shell.js';
import { commandsFor, findTracer, TRACERS } from '../../src/tools/index.js';
import type { StepId, StepJobs, Tracer } from '../../src/tools/tracer.js';
import { makeStubs } from '../fixtures/stub-programs.js';

const stubs = makeStubs(['sudo']);
afterAll(() => stubs.remove());

const probes = ['path_mount', 'count_mounts'].map((symbol) => ({ symbol, errno: 28 }));
const window = { name: 'mount' };

function tracer(id: string): Tracer {
  const found = findTracer(id);
  if (!found.ok) throw new Error(found.reason);
  return found.tracer;
}

function lines<Id extends StepId>(id: string, step: Id, job: StepJobs[Id]): string[] {
  return commandsFor(step, job, [tracer(id)], 'debian').map(({ command }) => command);
}

describe('syscount', () => {
  test('counts failing calls by process and by syscall', () => {
    expect(lines('syscount', 'who-fails', { errno: 28, name: 'ENOSPC' })).toMatchInlineSnapshot(`
      [
        "sudo syscount-bpfcc -e ENOSPC -P",
        "sudo syscount-bpfcc -e ENOSPC",
      ]
    `);
    expect(lines('syscount', 'who-fails', { errno: 28, name: 'ENOSPC', pid: 42 })).toMatchInlineSnapshot(`
      [
        "sudo syscount-bpfcc -e ENOSPC -p 42 -P",
        "sudo syscount-bpfcc -e ENOSPC -p 42",
      ]
    `);
  });

  test('gives a code by its number where Python has no name for it', () => {
    expect(lines('syscount', 'who-fails', { errno: 524, name: 'ENOTSUPP' })[0]).toBe('sudo syscount-bpfcc -e 524 -P');
    expect(lines('syscount', 'who-fails', { errno: 133, name: 'EHWPOISON' })[0]).toBe('sudo syscount-bpfcc -e 133 -P');
  });
});

describe('funcgraph', () => {
  test('shows the calls below a function', () => {
    expect(lines('funcgraph', 'entry-children', { symbol: '__x64_sys_mount', depth: 3 })).toMatchInlineSnapshot(`
      [
        "sudo funcgraph-perf -m 3 __x64_sys_mount",
      ]
    `);
    expect(lines('funcgraph', 'entry-children', { symbol: 'f', depth: 3, pid: 42 })).toMatchInlineSnapshot(`
      [
        "sudo funcgraph-perf -m 3 -p 42 f",
      ]
    `);
  });
});

describe('trace', () => {
  test('prints the results along a chain, one argument a probe, filtered with a cast', () => {
    expect(lines('trace', 'return-values', { probes, window, possible: [] })).toMatchInlineSnapshot(`
      [
        "sudo trace-bpfcc 'r::path_mount ((int)retval == -28) "%d", retval' 'r::count_mounts ((int)retval == -28) "%d", retval'",
      ]
    `);
  });

  test('narrows to a process by id and by name', () => {
    expect(
      lines('trace', 'return-values', { probes: probes.slice(1), window, possible: [], pid: 42, comm: '-mount' }),
    ).toMatchInlineSnapshot(`
      [
        "sudo trace-bpfcc -p 42 '--name=-mount' 'r::count_mounts ((int)retval == -28) "%d", retval'",
      ]
    `);
  });

  test('puts the errnos of one function into one probe', () => {
    const twice = [28, 11].map((errno) => ({ symbol: 'alloc_pid', errno }));
    expect(lines('trace', 'return-values', { probes: twice, window, possible: [] })).toEqual([
      `sudo trace-bpfcc 'r::alloc_pid ((int)retval == -28 || (int)retval == -11) "%d", retval'`,
    ]);
  });

  test('leaves out a name that it cannot encode', () => {
    const [line] = lines('trace', 'return-values', { probes: probes.slice(1), window, possible: [], comm: 'dämon' });
    expect(line).toMatch(/^sudo trace-bpfcc 'r::count_mounts /);
  });

  test('attaches to a clone by its whole name', () => {
    const clone = [{ symbol: 'attach_recursive_mnt.isra.0', errno: 28 }];
    expect(lines('trace', 'return-values', { probes: clone, window, possible: [] })).toMatchInlineSnapshot(`
      [
        "sudo trace-bpfcc 'r::attach_recursive_mnt.isra.0 ((int)retval == -28) "%d", retval'",
      ]
    `);
  });

  test('the filter holds for an int, a long and an error pointer, and for no other result', () => {
    // What the cast does to the 64 bits of `retval`, as C does it.
    const matches = (retval: bigint): boolean => BigInt.asIntN(32, retval) === -28n;
    expect([0xffffffe4n, 0xffffffffffffffe4n].map(matches)).toEqual([true, true]);
    expect([0n, 28n, 0xffffffe5n, 0xffff888012345678n].map(matches)).toEqual([false, false, false, false]);
  });
});

describe('bpftrace', () => {
  test('counts failing calls at the exit of every syscall', () => {
    const job = { errno: 28, name: 'ENOSPC', pid: 42, comm: 'a "b" \\' };
    expect(lines('bpftrace', 'who-fails', job)).toMatchInlineSnapshot(`
      [
        "sudo bpftrace -e 'tracepoint:raw_syscalls:sys_exit /args->ret == -28 && pid == 42 && comm == "a \\"b\\" \\\\"/ { @[comm, pid, args->id] = count(); }'",
      ]
    `);
  });

  test('watches known symbols with one script', () => {
    expect(lines('bpftrace', 'one-shot', { probes, window, known: true })).toMatchInlineSnapshot(`
      [
        "sudo bpftrace -e 'tracepoint:syscalls:sys_enter_mount { @inside[tid] = 1; }
      tracepoint:syscalls:sys_exit_mount { delete(@inside[tid]); }
      kretprobe:path_mount,
      kretprobe:count_mounts
      /@inside[tid] && ((int32)retval == -28)/
      { printf("%s %s pid %d tid %d returned %d%s\\n", probe, comm, pid, tid, (int32)retval, kstack); }
      END { clear(@inside); }'",
      ]
    `);
  });

  test('watches only the process that was named', () => {
    const [line = ''] = lines('bpftrace', 'one-shot', { probes, window, known: true, pid: 42, comm: "it's" });
    expect(line).toContain(`sys_enter_mount /pid == 42 && comm == "it'\\''s"/ { @inside[tid] = 1; }`);
  });

  test('filters on every errno that the functions return on the way', () => {
    const rewritten = [...probes, { symbol: 'alloc_pid', errno: 11 }];
    const [line = ''] = lines('bpftrace', 'one-shot', { probes: rewritten, window, known: true });
    expect(line).toContain('/@inside[tid] && ((int32)retval == -28 || (int32)retval == -11)/');
  });
});

describe('bpftrace with symbols that may be missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'errnopath-traceable-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const job = { probes: [...probes, { symbol: 'foo.isra.0', errno: 28 }], window, known: false };

  /** Runs the command with a list of our own in the place of the kernel's, and a bpftrace that prints its arguments. */
  function runWith(list: string | undefined): { status: number | null; stderr: string; args: string[] | null } {
    const [command] = commandsFor('one-shot', job, [tracer('bpftrace')], 'debian');
    const path = join(folder, 'available_filter_functions');
    rmSync(path, { force: true });
    if (list !== undefined) writeFileSync(path, list);
    const program = join(folder, 'bpftrace');
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
    writeFileSync(program, `#!${process.execPath}\nconsole.log(JSON.stringify(process.argv.slice(2)));\n`);
    chmodSync(program, 0o755);
    const argv = (command?.argv ?? []).map((arg) => {
      return arg === 'bpftrace' ? program : arg.replace(/^\/sys\/kernel\/.*/, path);
    });
    const { status, stdout, stderr } = spawnSync('sh', ['-c', quoteCommand(argv)], { encoding: 'utf8' });
    return { status, stderr, args: stdout === '' ? null : JSON.parse(stdout) };
  }

  test('leaves out what the kernel does not list, and changes nothing else', () => {
    const { status, stderr, args } = runWith('other\ncount_mounts\nfoo.isra.0 [fs]\n');
    const script = `tracepoint:syscalls:sys_enter_mount { @inside[tid] = 1; }
tracepoint:syscalls:sys_exit_mount { delete(@inside[tid]); }
kretprobe:count_mounts,
kretprobe:foo.isra.0
/@inside[tid] && ((int32)retval == -28)/
{ printf("%s %s pid %d tid %d returned %d%s\\n", probe, comm, pid, tid, (int32)retval, kstack); }
END { clear(@inside); }`;
    expect({ status, stderr, args }).toEqual({ status: 0, stderr: '', args: ['-e', script] });
  });

  test('takes the clone of a function that has nothing else, and no part of one', () => {
    const { args } = runWith('path_mount.part.0\ncount_mounts.constprop.0.isra.1 [fs]\nfoo.isra.0\n');
    expect(args?.[1]).toContain('\nkretprobe:count_mounts.constprop.0.isra.1,\nkretprobe:foo.isra.0\n/');
    expect(args?.[1]).not.toContain('path_mount');
  });

  test('is the script for known symbols where the kernel lists them all', () => {
    const [known] = commandsFor('one-shot', { ...job, known: true }, [tracer('bpftrace')], 'debian');
    expect(runWith('path_mount\ncount_mounts\nfoo.isra.0\n').args).toEqual(known?.argv.slice(1));
  });

  test('says so where the kernel lists none', () => {
    const { status, stderr, args } = runWith('other\n');
    expect({ status, args }).toEqual({ status: 1, args: null });
    expect(stderr).toContain('none of the functions can be traced');
  });

  test('says so where there is no list, and runs the script as it is', () => {
    const [known] = commandsFor('one-shot', { ...job, known: true }, [tracer('bpftrace')], 'debian');
    const { status, stderr, args } = runWith(undefined);
    expect({ status, args }).toEqual({ status: 0, args: known?.argv.slice(1) });
    expect(stderr).toContain('no list of traceable functions');
  });
});

describe('every command', () => {
  const comm = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 15 })
    .filter((text) => text.isWellFormed() && !text.includes('\0'));
  const hostile = fc.oneof(fc.constantFrom("'; reboot; '", '$(reboot)', '`id`', '-n', '--', '"', '\\', "a'b"), comm);

  test('reaches its program through a shell as the arguments that are listed', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom('debian' as const, 'fedora' as const, 'upstream' as const),
        (name, distribution) => {
          const watched = { pid: 42, comm: name };
          const commands = [
            ...commandsFor('who-fails', { ...watched, errno: 28, name: 'ENOSPC' }, TRACERS, distribution),
            ...commandsFor(
              'entry-children',
              { ...watched, symbol: '__x64_sys_mount', depth: 3 },
              TRACERS,
              distribution,
            ),
            ...commandsFor('return-values', { ...watched, probes, window, possible: [] }, TRACERS, distribution),
            ...commandsFor('one-shot', { ...watched, probes, window, known: false }, TRACERS, distribution),
          ];
          const { calls, stderr } = stubs.run(commands.map(({ command }) => command).join('\n'));
          expect(calls).toEqual(commands.map(({ argv }) => ['sudo', ...argv]));
          expect(stderr).toBe('');
        },
      ),
      { numRuns: 8, seed: 28 },
    );
  });

  test('is called and packaged as the distribution does it', () => {
    const job = { errno: 28, name: 'ENOSPC' };
    const [fedora] = commandsFor('who-fails', job, [tracer('syscount')], 'fedora');
    expect(fedora).toMatchObject({ tool: '/usr/share/bcc/tools/syscount', requires: 'bcc-tools' });
    expect(fedora?.command).toBe('sudo /usr/share/bcc/tools/syscount -e ENOSPC -P');
    const [debian] = commandsFor('who-fails', job, [tracer('syscount')], 'debian');
    expect(debian).toMatchObject({ tool: 'syscount-bpfcc', requires: 'bpfcc-tools' });
  });
});

describe('findTracer', () => {
  test.each(['trace', 'trace-bpfcc', '/usr/share/bcc/tools/trace', 'TRACE'])('knows %s', (name) => {
    expect(tracer(name).id).toBe('trace');
  });

  test('offers the nearest for one it does not know', () => {
    expect(findTracer('sycount')).toMatchObject({ ok: false, suggestions: ['syscount'] });
  });
});
