/** The one script that watches every candidate, for bpftrace and for tracefs alone. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { quoteCommand } from '../../src/domain/shell.js';
import { oneShotBpftrace } from '../../src/tools/script/one-shot-bt.js';
import { oneShotShell } from '../../src/tools/script/one-shot-sh.js';
import type { OneShot } from '../../src/tools/tracer.js';
import { writtenBy } from './written.js';

const job: OneShot = {
  probes: [
    { symbol: 'count_mounts', errno: 28 },
    { symbol: 'alloc_pid', errno: 11 },
    { symbol: 'alloc_pid', errno: 28 },
  ],
  window: { name: 'mount' },
  name: 'ENOSPC',
  exits: [28],
  entry: '__x64_sys_mount',
};

describe('the script for bpftrace', () => {
  test('notes the deepest of a chain by number, and prints it where the call fails', () => {
    expect(oneShotBpftrace(job)).toMatchSnapshot();
  });

  test('watches only the process that was named', () => {
    const [first] = oneShotBpftrace({ ...job, pid: 42, comm: 'a "b" \\' }).split('\n');
    expect(first).toContain('sys_enter_mount /pid == 42 && comm == "a \\"b\\" \\\\"/ {');
  });

  test('looks at every errno with which the call may leave, those that stay inside the kernel too', () => {
    expect(oneShotBpftrace({ ...job, exits: [4, 512] })).toContain('if (args->ret == -4 || args->ret == -512) {');
  });

  test('tells a call that was not seen to enter, of those that are watched', () => {
    const script = oneShotBpftrace({ ...job, pid: 42 });
    expect(script).toContain('if ($entered || (pid == 42)) {');
    expect(script).toContain('if ($entered == 0) { printf("  entry not seen\\n"); }');
  });

  test('has the low numbers of an int and the whole ones of a long or an error pointer', () => {
    const matches = (retval: bigint): boolean => BigInt.asIntN(64, retval) === -28n || retval === 4294967268n;
    expect(oneShotBpftrace(job)).toContain('/(int64)retval == -28 || retval == 4294967268/');
    expect([0xffffffe4n, 0xffffffffffffffe4n].map(matches)).toEqual([true, true]);
    expect([0n, 28n, 0xffff8880ffffffe4n, 0x1ffffffe4n].map(matches)).toEqual([false, false, false, false]);
  });
});

describe('bpftrace is started', () => {
  const folder = mkdtempSync(join(tmpdir(), 'errnopath-one-shot-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'bpftrace');
  writeFileSync(program, '#!/bin/sh\necho "$*"\ncat\n');
  chmodSync(program, 0o755);

  /** Runs the command with a tracefs of our own, and a bpftrace that prints its arguments and what it reads. */
  function runWith(list: string, asked: OneShot = job): readonly string[] {
    mkdirSync(join(folder, 'tracing'), { recursive: true });
    writeFileSync(join(folder, 'tracing', 'trace'), '');
    writeFileSync(join(folder, 'tracing', 'available_filter_functions'), list);
    const [command] = writtenBy('bpftrace', 'one-shot', asked);
    const argv = (command?.argv ?? []).map((arg) =>
      arg === 'bpftrace' ? program : arg.replace(/\/(?:sys\/kernel|proc)\/(?=\w)/g, `${folder}/`),
    );
    const { stdout, stderr } = spawnSync('sh', { input: quoteCommand(argv), encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n');
  }

  const targets = (lines: readonly string[]): readonly string[] =>
    lines.flatMap((line) => /^kretprobe:(\S+) /.exec(line)?.[1] ?? []);

  const withoutPatterns = (asked: OneShot): string =>
    oneShotBpftrace(asked)
      .trimEnd()
      .replace(/^(kretprobe:\w+),kretprobe:\w+\.\* /gm, '$1 ');

  test('without what stands for several functions, or refuses probes', () => {
    mkdirSync(join(folder, 'debug', 'kprobes'), { recursive: true });
    writeFileSync(join(folder, 'kallsyms'), '0 t count_mounts\n0 t count_mounts\n0 T alloc_pid\n');
    expect(targets(runWith('count_mounts\nalloc_pid\n'))).toEqual(['alloc_pid']);
    writeFileSync(join(folder, 'debug', 'kprobes', 'blacklist'), '0x0-0x8\talloc_pid\n');
    expect(targets(runWith('count_mounts\nalloc_pid\n'))).toEqual([]);
    rmSync(join(folder, 'kallsyms'));
    rmSync(join(folder, 'debug'), { recursive: true });
  });

  test('on the whole script where the kernel lists all functions', () => {
    expect(runWith('count_mounts\nalloc_pid\n').join('\n')).toBe(`- 60 1\n${withoutPatterns(job)}`);
  });

  test('without what is neither listed nor has a clone, and tells how many are left', () => {
    const lines = runWith('count_mounts.isra.0 [fs]\nalloc_pid.part.0\nother\n');
    expect(targets(lines)).toEqual(['count_mounts.isra.0']);
    expect(lines.join('\n')).toContain('errnopath attached 1 of 2 symbols');
  });

  test('on a script that is too long for one argument', () => {
    const probes = Array.from({ length: 500 }, (_, i) => ({ symbol: `some_function_of_the_kernel_${i}`, errno: 28 }));
    const [command] = writtenBy('bpftrace', 'one-shot', { ...job, probes });
    expect(Math.max(...(command?.argv ?? []).map((argument) => argument.length))).toBeLessThan(128 * 1024);
    const lines = runWith(probes.map(({ symbol }) => symbol).join('\n'), { ...job, probes });
    expect(lines.slice(1).join('\n')).toBe(withoutPatterns({ ...job, probes }));
  });
});

describe('the script for tracefs', () => {
  test('has the failure at its top and runs nothing before its last line', () => {
    const twins = [{ symbol: 'load_binary', errno: 28 }];
    const script = oneShotShell({ ...job, twins, rivals: [['count_mounts', 'load_binary']] });
    expect(script.slice(0, script.indexOf('read_events='))).toMatchInlineSnapshot(`
      "trace_failing_calls() {
      syscall=mount errno=ENOSPC entry=__x64_sys_mount
      exits='ret==-28' pid= comm='' stack_pointer=sp
      probes='count_mounts 1 ret==-28
      alloc_pid 0 ret==-11||ret==-28
      load_binary 1 ret==-28'
      "
    `);
    expect(script.trimEnd().split('\n').at(-1)).toBe('trace_failing_calls "$@"');
  });

  test.each(['dash', 'bash', 'busybox'])('is understood by %s', (shell) => {
    const { status, stderr, error } = spawnSync(shell, shell === 'busybox' ? ['sh', '-n'] : ['-n'], {
      input: oneShotShell(job),
      encoding: 'utf8',
    });
    if (error !== undefined) return;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('keeps whatever a process is called inside its quotes', () => {
    const name = fc.oneof(
      fc.constantFrom("'; echo out; '", '$(echo out)', '`echo out`', "'\\''", '"'),
      fc
        .string({ unit: 'binary', minLength: 1, maxLength: 15 })
        .filter((text) => text.isWellFormed() && !text.includes('\0')),
    );
    const names = fc.sample(name, { numRuns: 50, seed: 28 });
    const shells = names.map((comm) => {
      const script = oneShotShell({ ...job, comm });
      const variables = script.slice(script.indexOf('\n') + 1, script.indexOf('read_events='));
      return `${variables}printf '%s\\0' "$comm"`;
    });
    const { stdout } = spawnSync('sh', { input: shells.join('\n') });
    expect(stdout.toString().split('\0').slice(0, -1)).toEqual(names);
  });

  test('refuses politely who may not trace', () => {
    const shell = `id() { echo 1000; }\n${oneShotShell(job)}`;
    const { status, stdout, stderr } = spawnSync('sh', { input: shell, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'errnopath: only root can trace the kernel: use sudo\n',
    });
  });
});
