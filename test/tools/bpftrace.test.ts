/** What bpftrace is given, and what a shell makes of it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { quoteCommand } from '../../src/domain/shell.js';
import { linesBy, writtenBy } from './written.js';

const probes = ['path_mount', 'count_mounts'].map((symbol) => ({ symbol, errno: 28 }));
const window = { name: 'mount' };

describe('bpftrace', () => {
  test('counts failing calls at the exit of every syscall', () => {
    const job = { errno: 28, name: 'ENOSPC', pid: 42, comm: 'a "b" \\' };
    expect(linesBy('bpftrace', 'who-fails', job)).toMatchInlineSnapshot(`
      [
        "sudo bpftrace -e 'tracepoint:raw_syscalls:sys_exit /args->ret == -28 && pid == 42 && comm == "a \\"b\\" \\\\"/ { @[comm, pid, args->id] = count(); }'",
      ]
    `);
  });
});

describe('bpftrace with symbols that may be missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'errnopath-traceable-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const job = { probes, beside: [], possible: [{ symbol: 'foo.isra.0', errno: 28 }], window };

  /** Runs the command with a list of our own in the place of the kernel's, and a bpftrace that prints its arguments. */
  function runWith(
    list: string | undefined,
    asked = job,
  ): { status: number | null; stderr: string; args: string[] | null } {
    const [command] = writtenBy('bpftrace', 'return-values', asked);
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

  test('a part of a function has a block of its own, which says its name without `probe`', () => {
    const parts = ['a.part.0', 'b.part.1.isra.0'].map((symbol) => ({ symbol, errno: 28 }));
    const block = (symbol: string): string =>
      `kretprobe:${symbol} /@inside[tid] && ((int32)retval == -28)/ { printf("kretprobe:${symbol} %s pid %d tid %d returned %d%s\\n", comm, pid, tid, (int32)retval, kstack); }`;
    const all = runWith('path_mount\na.part.0\nb.part.1.isra.0\n', { ...job, probes: [...probes, ...parts] });
    expect(all.args?.[1]?.split('\n').slice(2, -1)).toEqual([
      'kretprobe:path_mount',
      '/@inside[tid] && ((int32)retval == -28)/',
      expect.stringContaining('printf("%s %s pid'),
      block('a.part.0'),
      block('b.part.1.isra.0'),
    ]);
    const one = runWith('path_mount\nb.part.1.isra.0\n', { ...job, probes: [...probes, ...parts] });
    expect(one.args?.[1]?.split('\n').slice(5, -1)).toEqual([block('b.part.1.isra.0')]);
  });

  test('is the script as it is where the kernel lists them all', () => {
    const [written] = writtenBy('bpftrace', 'return-values', job);
    expect(runWith('path_mount\ncount_mounts\nfoo.isra.0\n').args).toEqual(['-e', written?.argv[4]]);
  });

  test('says so where the kernel lists none', () => {
    const { status, stderr, args } = runWith('other\n');
    expect({ status, args }).toEqual({ status: 1, args: null });
    expect(stderr).toContain('none of the functions can be traced');
  });

  test('says so where there is no list, and runs the script as it is', () => {
    const [written] = writtenBy('bpftrace', 'return-values', job);
    const { status, stderr, args } = runWith(undefined);
    expect({ status, args }).toEqual({ status: 0, args: ['-e', written?.argv[4]] });
    expect(stderr).toContain('no list of traceable functions');
  });
});
