/** What is read from the outputs of tools and versions that no sample is of, and from what terminals and hands make of them. */
import { describe, expect, test } from 'vitest';
import type { Observed } from '../../../src/tools/read/observed.js';
import { readOutput } from '../../../src/tools/read/read-output.js';

/** The events in short: what returned, the value, whose call. */
const told = ({ events }: Observed): string[] =>
  events.map(({ function: symbol, name, syscall, value, errno, pid, tid, comm, count }) =>
    [symbol ?? name ?? (syscall && `${syscall}()`), value, errno, pid, tid, comm, count && `×${count}`]
      .filter((part) => part !== undefined && part !== null)
      .join(' '),
  );

const read = (...lines: readonly string[]): Observed => readOutput(lines.join('\n'));

describe('function_graph with results', () => {
  const GRAPH = [
    '# tracer: function_graph',
    ' 1)               |  cgroup_migrate() {',
    ' 1)   0.651 us    |    cgroup_migrate_add_task(); /* = 0xffff93fcfd346c00 */',
    ' 1)               |    cgroup_migrate_execute() {',
    ' 0)               |  irq_enter_rcu() {',
    ' 1)               |      cpu_cgroup_can_attach() {',
    ' 1)   0.380 us    |        sched_rt_can_attach(); /* = 0x0 */',
    ' 1)   2.335 us    |      } /* cpu_cgroup_can_attach = -22 */',
    ' 0)   9.335 us    |  } /* irq_enter_rcu = 0x1 */',
    ' 1)   4.369 us    |    } /* = 0xffffffea */',
    ' 1)   7.143 us    |  } /* cgroup_migrate ret=0xffffffffffffffea */',
  ];

  test('in each form of the kernel, two CPUs at once', () => {
    const observed = read(...GRAPH);
    expect(observed.recognised).toBe('tracefs');
    expect(told(observed)).toEqual([
      'cpu_cgroup_can_attach -22 22',
      'cgroup_migrate_execute 0xffffffea 22',
      'cgroup_migrate 0xffffffffffffffea 22',
    ]);
    expect(observed.events[0]?.stack).toEqual(['cgroup_migrate_execute', 'cgroup_migrate']);
    expect(observed.succeeded).toBe(3);
    expect(observed.entered.get('sched_rt_can_attach')?.parent).toBe('cpu_cgroup_can_attach');
  });

  test('as trace-cmd reports it, and with the column of tasks', () => {
    const report = read(
      'cpus=2',
      '           mount-261   [000]   118.334000: funcgraph_entry:                   |  path_mount() {',
      '           mount-261   [000]   118.334031: funcgraph_entry:        1.663 us   |    count_mounts(); /* = -28 */',
      '           mount-261   [000]   118.334460: funcgraph_exit:       # 2607.011 us |  } /* = -28 */',
    );
    expect(report.recognised).toBe('trace-cmd');
    expect(told(report)).toEqual(['count_mounts -28 28 261 mount', 'path_mount -28 28 261 mount']);
    expect(told(read(' 1)   mount-320    |   1.5 us    |  count_mounts(); /* = -28 */'))).toEqual([
      'count_mounts -28 28 320 mount',
    ]);
  });
});

describe('probes as events', () => {
  test('of tracefs, several tasks and forms of a value', () => {
    const observed = read(
      '# tracer: nop',
      '   kworker/0:1-ev-12      (     12) [000] d..2.    10.000001: vfs_room: (do_room+0x1/0x2 <- vfs_room) ret=0xffffffe4',
      '     my prog-x-3012    (   3010) [001] .....    10.000002: alloc_room: (do_room+0x1/0x2 <- alloc_room.isra.0) arg1=0 ret=18446744073709551604',
      '           <...>-9       [001] .....    10.000003: room_fd: (do_room+0x1/0x2 <- room_fd) arg1=3',
      '           mount-5       [001] .....    10.000004: sys_exit_mount: 0xffffffffffffffe4',
      '           mount-5       [001] .....    10.000005: sys_exit: NR 165 = -28',
      '           mount-5       [001] .....    10.000006: p_room_0: (path_room+0x0/0x90)',
    );
    expect(told(observed)).toEqual([
      'vfs_room 0xffffffe4 28 12 12 kworker/0:1-ev',
      'alloc_room.isra.0 18446744073709551604 12 3010 3012 my prog-x',
      'mount() 0xffffffffffffffe4 28 5 mount',
      '165() -28 28 5 mount',
    ]);
    expect(observed.succeeded).toBe(1);
    expect([...observed.entered.keys()]).toEqual(['path_room']);
  });

  test('a stack belongs to the event of its task', () => {
    const { events } = read(
      '           a-1     [000] .....    1.000001: room: (do_room+0x1/0x2 <- room) ret=-28',
      '           b-2     [001] .....    1.000002: hall: (do_hall+0x1/0x2 <- hall) ret=-12',
      '           a-1     [000] .....    1.000003: <stack trace>',
      ' => do_room',
      ' => __arm64_sys_room',
    );
    expect(events.map(({ stack }) => stack)).toEqual([['do_room', '__arm64_sys_room'], ['do_hall']]);
  });

  test('trace-cmd and perf script: names of events stand for functions', () => {
    expect(told(read('cpus=1', '  mount-5   [000]   1.000001: sys_exit:             NR 165 = -28'))).toEqual([
      '165() -28 28 5 mount',
    ]);
    const perf = read(
      'mount   345/346 [000]   124.016451: errnopath:getname_flags_part_0: (ffffffff8147b4b4 <- ffffffff8147b93e) ret=-28',
      '\tffffffff8147b93e getname+0x3ee ([kernel.kallsyms])',
      '\t          109e5a mount+0xa (/usr/lib/x86_64-linux-gnu/libc.so.6)',
      '',
      'mount   345   124.016452: raw_syscalls:sys_exit: NR 165 = -28',
    );
    expect(perf.recognised).toBe('perf-script');
    expect(told(perf)).toEqual(['getname_flags -28 28 345 346 mount', '165() -28 28 345 mount']);
    expect(perf.events[0]?.stack).toEqual(['getname']);
  });
});

test('the one-shot script: calls in which nothing was seen are counted', () => {
  const observed = read(
    'errnopath 14:03:22 mkdir EPERM returned -1 pid 3010 tid 3010 comm sh',
    '  deepest none',
    'errnopath 14:03:23 mkdir EPERM returned -1 pid 3011 tid 3011 comm sh',
    '  deepest vfs_mkdir returned -1',
  );
  expect([observed.unseen, observed.total]).toEqual([1, 3]);
});

describe('bpftrace', () => {
  test("a plan's lines, with stacks and names that hold blanks", () => {
    const observed = read(
      'Attaching 4 probes...',
      'kretprobe:count_mounts my worker 3 pid 3010 tid 3012 returned -28',
      '        attach_recursive_mnt+637',
      '        __x64_sys_mount+278',
      'kretprobe:path_mount my worker 3 pid 3010 tid 3012 returned -28',
      '^C',
      '@inside[1]: 1',
    );
    expect(told(observed)).toEqual([
      'count_mounts -28 28 3010 3012 my worker 3',
      'path_mount -28 28 3010 3012 my worker 3',
    ]);
    expect(observed.events[0]?.stack).toEqual(['attach_recursive_mnt', '__x64_sys_mount']);
  });

  test('maps: the process, its number, the number of the syscall; whether a body ran', () => {
    const observed = read('@[dockerd, 3010, 165]: 7', '@body_did_not_run[chrome, 99]: 2', '@body_ran[chrome, 99]: 1');
    expect(told(observed)).toEqual(['165() 3010 dockerd ×7']);
    expect(observed.bodies).toEqual({ ran: 1, didNotRun: 2 });
  });
});

describe('strace', () => {
  test('threads, interrupted calls, times, and results of any kind', () => {
    const observed = read(
      '[pid  3012] 12:00:01.123456 openat(AT_FDCWD, "/x = -1 EPERM (", O_RDONLY <unfinished ...>',
      '[pid  3013] mkdirat(AT_FDCWD, "/y", 0777) = -1 EEXIST (File exists) <0.000012>',
      '[pid  3012] <... openat resumed>) = -1 EMFILE (Too many open files)',
      '1700000000.123456 read(3, "a = b", 5)     = 5',
      '3014  pause()                           = ? ERESTARTNOHAND (To be restarted if no handler)',
      '[pid  3012] --- SIGCHLD {si_signo=SIGCHLD} ---',
      '[pid  3012] +++ exited with 1 +++',
    );
    expect(told(observed)).toEqual([
      'mkdirat() -EEXIST EEXIST 3013',
      'openat() -EMFILE EMFILE 3012',
      'pause() -ERESTARTNOHAND ERESTARTNOHAND 3014',
    ]);
    expect([observed.recognised, observed.succeeded, observed.said]).toEqual(['strace', 1, []]);
  });
});

describe('other tools', () => {
  test('argdist: by its probe, or by the name that was given to it', () => {
    const given = ['[10:00:00]', 'count_mounts', '\tCOUNT      EVENT', '\t3          $retval = -28'];
    expect(told(read(...given))).toEqual(['count_mounts -28 28 ×3']);
    const plain = [
      '[10:00:00]',
      'r::count_mounts():int:$retval',
      '\tCOUNT      EVENT',
      '\t3          $retval = -28',
      '\t9          $retval = 0',
    ];
    expect(told(read(...plain))).toEqual(['count_mounts -28 28 ×3']);
    expect(read(...plain).recognised).toBe('bcc-argdist');
  });

  test('perf trace -s with the errnos of each syscall', () => {
    const observed = read(
      ' Summary of events:',
      ' mount (291), 84 events, 89.4%',
      '   syscall            calls  errors  total       min       avg       max       stddev',
      '   openat                41     20    16.669     0.068     0.407     4.610     26.72%',
      '\t\t\t\tENOENT: 20',
      '   mount                  1      1     2.225     2.225     2.225     2.225      0.00%',
    );
    expect(told(observed)).toEqual(['openat() -ENOENT ENOENT 291 mount ×20', 'mount() 291 mount ×1']);
  });

  test('SystemTap', () => {
    expect(told(read('my mount pid 3010 tid 3012 count_mounts returned -28'))).toEqual([
      'count_mounts -28 28 3010 3012 my mount',
    ]);
    expect(told(read('kernel.function("count_mounts@fs/namespace.c:2125").return: return=-0x1c'))).toEqual([
      'count_mounts -0x1c 28',
    ]);
  });

  test('drgn: values of variables', () => {
    const observed = read(
      '>>> prog["sysctl_mount_max"]',
      '(unsigned int)10',
      'files_stat.max_files = (unsigned long)42',
      'gone is not known: gone',
    );
    expect(observed.recognised).toBe('drgn');
    expect(observed.variables).toEqual([
      { name: 'sysctl_mount_max', value: '10' },
      { name: 'files_stat.max_files', value: '42' },
    ]);
  });

  test('argdist: the values below a heading are its own, however often it was printed', () => {
    const tables = (value: string) => ['do_open', '\tCOUNT      EVENT', value, 'do_close', '\tCOUNT      EVENT'];
    const idle = Array.from({ length: 100 }, (_, second) => [
      `[10:00:${second}]`,
      ...tables('').filter((line) => line !== ''),
    ]);
    const observed = read(...idle.flat(), '[10:02:00]', ...tables('\t3          $retval = -26'));
    expect(told(observed)).toEqual(['do_open -26 26 ×3']);
  });

  test('the one-shot scripts: each block is one call', () => {
    const observed = read(
      'errnopath attached 57 of 61 symbols',
      'errnopath 14:03:22 mount ENOSPC returned -28 pid 3010 tid 3012 comm my worker 3',
      '  deepest count_mounts returned -28',
      '  then attach_recursive_mnt returned -28',
      '  stack',
      '        attach_recursive_mnt+637',
      '        path_mount+2561',
      '  entry not seen',
      'errnopath 14:03:23 mount ENOSPC returned -28 pid 3011 tid 3011 comm x',
      '  deepest none',
    );
    expect(observed.recognised).toBe('errnopath');
    expect([observed.unseen, observed.unentered]).toEqual([1, 1]);
    expect(told(observed)).toEqual([
      'mount() -28 28 3010 3012 my worker 3',
      'count_mounts -28 28 3010 3012 my worker 3',
      'attach_recursive_mnt -28 28 3010 3012 my worker 3',
      'mount() -28 28 3011 3011 x',
    ]);
    expect(observed.events.map(({ call }) => call)).toEqual([0, 0, 0, 1]);
    expect(observed.events[1]?.stack).toEqual(['attach_recursive_mnt', 'path_mount']);
  });
});

describe('what programs and the kernel say', () => {
  test.each([
    ["OSError: [Errno 28] No space left on device: '/x'", 'ENOSPC'],
    ['thread main panicked: Os { code: 24, kind: Uncategorized, message: "Too many open files" }', 'EMFILE'],
    ['Error: failed (os error 28)', 28],
    ["Error: ENOSPC: no space left on device, mkdir '/x'", 'ENOSPC'],
    ['error creating overlay mount to /var/lib/docker/overlay2/x/merged: no space left on device', 'ENOSPC'],
    ['java.io.IOException: No space left on device', 'ENOSPC'],
    ['nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 'EADDRINUSE'],
    ['io_setup failed, errno = 11', 11],
    ['[  123.456789] usb 1-1: device not accepting address, error -71', 71],
  ])('%s', (line, errno) => {
    expect(read(line).said).toMatchObject([{ line, errno }]);
  });

  test.each(['all is well', 'ERROR: exit status 1', 'EOF on stream', 'took 28 ms', 'error 5 of 7'])(
    '%s: names no errno',
    (line) => {
      expect(read(line)).toMatchObject({ said: [], events: [] });
    },
  );
});

describe('what a terminal adds', () => {
  const PLAIN = [
    'PID     TID     COMM            FUNC             -',
    '3010    3012    dockerd         count_mounts     -28',
    '3010    3012    dockerd         path_mount       ffffffe4',
  ];
  const expected = told(read(...PLAIN));

  test.each([
    ['CRLF', (line: string) => `${line}\r`],
    ['colours', (line: string) => `\u001b[1;31m${line.slice(0, 8)}\u001b[0m${line.slice(8)}\u001b[K`],
    ['an echoed Ctrl-C', (line: string, at: number) => (at === 2 ? `^C${line}` : line)],
    ['blank lines', (line: string) => `\n\n${line}`],
    ['lines between', (line: string) => `${line}\nPossibly a message of something else`],
    ['what was overwritten', (line: string) => `Tracing... 5 s\r${line}`],
  ])('%s', (_, make) => {
    expect(told(read(...PLAIN.map(make)))).toEqual(expected);
    expect(expected).toHaveLength(2);
  });

  test('an output that was cut off at both ends', () => {
    expect(told(read(...PLAIN.slice(1, 2), '3010    30'))).toEqual(expected.slice(0, 1));
  });

  test('two tools in one paste', () => {
    const observed = read(...PLAIN, 'mount("none", "/mnt/t", "tmpfs", 0, NULL) = -1 ENOSPC (No space left on device)');
    expect(observed).toMatchObject({ recognised: 'bcc-trace', also: ['strace'] });
    expect(told(observed)).toEqual([...expected, 'mount() -ENOSPC ENOSPC']);
  });
});

describe('what tools could not do', () => {
  test.each([
    ['cannot attach kprobe, probe entry may not exist: sys_clone', 'wrong-entry', 'sys_clone'],
    [
      "Failed to attach BPF program b'p' to kprobe b'do_room', it's not traceable (either non-existing, inlined, or marked as \"notrace\")",
      'not-traceable',
      'do_room',
    ],
    ['ERROR: ftrace may be in use by PID 123 /var/tmp/.ftrace-lock', 'ftrace-busy', undefined],
    ['bpf_attach_kprobe(count_mounts): Device or resource busy', 'probe-twice', undefined],
    ['/bin/sh: 1: ausyscall: command not found', 'no-ausyscall', undefined],
    ['Unable to find kernel headers. Try rebuilding kernel with CONFIG_IKHEADERS=m', 'no-headers', undefined],
    ['open(/sys/kernel/debug/tracing/kprobe_events): No such file or directory', 'no-tracefs', undefined],
    ["Can't attach to 612 probes because it exceeds the current limit of 512 probes.", 'too-many-probes', undefined],
    ['CPU:0 [LOST 12 EVENTS]', 'lost-events', undefined],
    ['not attached: errnopath/do_new_mount', 'not-traceable', 'do_new_mount'],
  ])('%s', (line, kind, symbol) => {
    const { troubles, recognised } = read(line);
    expect(recognised).toBe('tool-failure');
    expect(troubles.map((one) => [one.kind, one.symbol])).toEqual([[kind, symbol]]);
  });

  test('a busy device is no trouble of a tracer', () => {
    expect(read('umount: /mnt: Device or resource busy')).toMatchObject({ recognised: 'application', troubles: [] });
  });
});

describe('bounds', () => {
  test('lines that repeat are counted, and all of them tell', () => {
    const many = Array.from(
      { length: 5_000 },
      (_, at) => `${10_000 + at}   ${10_000 + at}   dockerd         count_mounts     -28`,
    );
    const observed = read('PID     TID     COMM            FUNC             -', ...many, '7 7 other hall_limit -24');
    expect(observed.total).toBe(5_001);
    expect(observed.events.at(-1)).toMatchObject({ function: 'hall_limit', errno: 24 });
  });
});

describe('the audit log', () => {
  const EXIT =
    'arch=c000003e syscall=165 success=no exit=-28 a0=1 a1=2 items=1 ppid=1 pid=77 auid=0 comm="mount" exe="/usr/bin/mount"';

  test.each([
    [`type=SYSCALL msg=audit(1700000000.123:456): ${EXIT}`, '165() -28 28 77 mount'],
    [`Nov 27 08:00:00 host kernel: audit: type=1300 audit(1700000000.123:456): ${EXIT}`, '165() -28 28 77 mount'],
    [
      'type=SYSCALL msg=audit(11/27/26 08:00:00.123:456) : arch=x86_64 syscall=mount success=no exit=ENOSPC(No space left on device) a0=0x1 pid=77 comm=mount',
      'mount() ENOSPC ENOSPC 77',
    ],
    [
      'type=SECCOMP msg=audit(1700000000.1:9): pid=5 comm="a b" sig=0 arch=c000003e syscall=435 compat=0 code=0x50026(ERRNO)',
      '435() -38 38 5 a b',
    ],
  ])('%s', (line, event) => {
    const observed = read(line);
    expect([observed.recognised, observed.arch, ...told(observed)]).toEqual(['audit', 'x86_64', event]);
  });

  test('what succeeded, and what a filter killed, is no failure', () => {
    const observed = read(
      'type=SYSCALL msg=audit(1.2:3): arch=c000003e syscall=257 success=yes exit=3 pid=7 comm="cat"',
      'type=SECCOMP msg=audit(1.2:4): pid=7 comm="cat" sig=31 arch=c000003e syscall=41 compat=0 code=0x80000000',
      'type=PATH msg=audit(1.2:3): item=0 name="/mnt" inode=28',
    );
    expect([observed.recognised, observed.total, observed.succeeded]).toEqual(['audit', 0, 1]);
  });
});

describe('lines of a script', () => {
  test.each([
    ['count_mounts -28', 'count_mounts -28 28'],
    ['12:01:02 dockerd 3010 count_mounts ENOSPC', 'count_mounts ENOSPC ENOSPC'],
    ['path_mount+0x10/0x90 => ret_code=0xffffffe4', 'path_mount 0xffffffe4 28'],
    ['<- graft_tree() returned -28 (No space left on device)', 'graft_tree -28 28'],
    ['mount: -28', 'mount -28 28'],
  ])('%s', (line, event) => {
    const observed = read(line);
    expect([observed.recognised, ...told(observed)]).toEqual(['printed', event]);
  });

  test.each([
    'count_mounts 28',
    'the value of count_mounts was not what we would have liked to see as it is -28',
    '-28 count_mounts',
    'ret_value = -28',
  ])('%s is none', (line) => {
    expect(read(line).recognised).not.toBe('printed');
  });
});

test('ftrace shows the exit of a syscall by its name', () => {
  const observed = read(
    '           mount-3010    [001] .....  5123.164021: sys_mount(dev_name: 7ffd, dir_name: 7ffe, type: 1, flags: 0, data: 0)',
    '           mount-3010    [001] .....  5123.164102: sys_mount -> 0xffffffffffffffe4',
    '             cat-3011    [001] .....  5123.264102: sys_openat -> 0x3',
  );
  expect([observed.recognised, observed.succeeded, ...told(observed)]).toEqual([
    'tracefs',
    1,
    'mount() 0xffffffffffffffe4 28 3010 mount',
  ]);
});

test('bpftrace keeps the last result of a function, or counts by function and result', () => {
  expect(told(read('@last[count_mounts]: -28', '@[path_mount, -28]: 3', '@n[systemd, 1, -28]: 2'))).toEqual([
    'count_mounts -28 28 ×1',
    'path_mount -28 28 ×3',
    '1() -28 28 systemd ×2',
  ]);
});
