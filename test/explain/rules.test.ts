/** Rules of explanations that no sample is of, with the packs of real kernels. */
import { describe, expect, test } from 'vitest';
import { ExplainAnswer } from '../../src/schemas/explain.js';
import { bundledApp } from './bundled-app.js';

const app = bundledApp();

const explain = (...lines: readonly string[]) => explainTold({}, ...lines);

async function explainTold(told: object, ...lines: readonly string[]): Promise<ExplainAnswer> {
  const body = JSON.stringify({ kernel: '6.1', output: lines.join('\n'), ...told });
  const response = await app().request('/v1/explain', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBe(200);
  return ExplainAnswer.parse(await response.json());
}

const short = ({ recognised, syscall, errno, origin }: ExplainAnswer): unknown[] => [
  recognised,
  syscall,
  errno?.name,
  origin?.function,
];

describe('explanations', { timeout: 120_000 }, () => {
  test('the one-shot script: the deepest function is the origin', async () => {
    const answer = await explain(
      'errnopath attached 57 of 61 symbols',
      'errnopath 14:03:22 inotify_add_watch ENOSPC returned -28 pid 3010 tid 3012 comm my worker 3',
      '  deepest inotify_new_watch returned -28',
      '  stack',
      '        __x64_sys_inotify_add_watch+637',
    );
    expect(short(answer)).toEqual(['errnopath', 'inotify_add_watch', 'ENOSPC', 'inotify_new_watch']);
    expect(answer.confidence.level).toBe('certain');
    expect(answer.next.map(({ id }) => id)).toEqual(['check-knobs']);
  });

  test('the one-shot script saw no function return it: it comes from beside the body', async () => {
    const answer = await explain(
      'errnopath attached 61 of 61 symbols',
      'errnopath 14:03:22 mkdir EPERM returned -1 pid 3010 tid 3010 comm sh',
      '  deepest none',
      '  entry not seen',
    );
    expect(short(answer)).toEqual(['errnopath', 'mkdir', 'EPERM', '__seccomp_filter']);
    expect(answer.confidence.level).toBe('possible');
    expect(answer.summary).toContain('1 failing call was not seen to enter: begun before it was traced, or answered');
  });

  test('one function that was seen says more than another call without one', async () => {
    const answer = await explain(
      'errnopath 14:03:22 mkdir EPERM returned -1 pid 3010 tid 3010 comm sh',
      '  deepest none',
      'errnopath 14:03:23 mkdir EPERM returned -1 pid 3011 tid 3011 comm sh',
      '  deepest vfs_mkdir returned -1',
    );
    expect(short(answer)).toEqual(['errnopath', 'mkdir', 'EPERM', 'vfs_mkdir']);
  });

  test('below the deepest that was seen is what it was handed by those above', async () => {
    const seen = ['__x64_sys_write', 'vfs_write', 'ext4_da_write_begin', 'ext4_block_write_begin'];
    const { origin } = await explainTold(
      { kernel: '6.12', syscall: 'write' },
      ...seen.map((name) => `kretprobe:${name} sh pid 10 tid 10 returned -28`),
    );
    const way = origin?.path.map((frame) => frame.function).join(' ');
    expect(way).toContain(' ext4_da_write_begin ext4_block_write_begin ext4_da_get_block_prep ');
  });

  test('no function is below one that it can only be reached from by a far less likely way than from above that', async () => {
    const seen = ['ext4_da_reserve_space', 'ext4_block_write_begin', 'ext4_da_write_begin', 'ext4_da_get_block_prep'];
    const answer = await explainTold(
      { kernel: '6.12', syscall: 'write' },
      ...seen.map((name) => `kretprobe:${name} sh pid 10 tid 10 returned -28`),
    );
    expect(short(answer)).toEqual(['bpftrace', 'write', 'ENOSPC', 'ext4_da_reserve_space']);
  });

  test('an errno that was rewritten on the way up belongs to the call that ended with another', async () => {
    const answer = await explain(
      'errnopath 14:03:22 clone EAGAIN returned -11 pid 3010 tid 3012 comm sh',
      '  deepest alloc_pid returned -28',
      '  then copy_process returned -11',
    );
    expect(short(answer)).toEqual(['errnopath', 'clone', 'EAGAIN', 'alloc_pid']);
  });

  test('a call graph with results: the deepest that returned it, whatever returned before', async () => {
    const answer = await explain(
      '# tracer: function_graph',
      ' 1)               |  __x64_sys_bind() {',
      ' 1)               |    __sys_bind() {',
      ' 1)               |      inet_bind() {',
      ' 1)   0.6 us      |        inet_csk_get_port(); /* = -98 */',
      ' 1)   3.0 us      |      } /* inet_bind = -98 */',
      ' 1)   4.0 us      |    } /* __sys_bind = -98 */',
      ' 1)   4.0 us      |  } /* __x64_sys_bind = -98 */',
    );
    expect(short(answer)).toEqual(['tracefs', 'bind', 'EADDRINUSE', 'inet_csk_get_port']);
  });

  test('counts of calls have no order: the way on which one was seen farthest down', async () => {
    const counts = (...names: readonly string[]) => [
      `Tracing 4 functions for "b'^(__x64_sys_unshare|ksys_unshare|unshare_userns|create_user_ns)$'"... Hit Ctrl-C to end.`,
      '^C',
      'FUNC                                    COUNT',
      ...names.map((name) => `${name.padEnd(40)}   3`),
      'Detaching...',
    ];
    const told = { syscall: 'unshare', errno: 'ENOSPC' };
    const all = counts('unshare_userns', 'create_user_ns', '__x64_sys_unshare', 'ksys_unshare');
    const seen = await explainTold(told, ...all);
    expect(short(seen)).toEqual(['bcc-funccount', 'unshare', 'ENOSPC', 'create_user_ns']);
    const none = await explainTold(told, ...counts('ksys_unshare', '__x64_sys_unshare'));
    expect(short(none)).not.toContain('create_user_ns');
  });

  test('what was watched and silent handed nothing up; what can come from below is not certain', async () => {
    const chain = ['__x64_sys_write', 'ksys_write', 'vfs_write', 'ext4_file_write_iter', 'ext4_da_get_block_prep'];
    const tables = (...silent: readonly string[]) =>
      [...chain, ...silent].flatMap((name, at) => [
        name,
        '\tCOUNT      EVENT',
        ...(at < chain.length ? ['\t3          $retval = -28'] : []),
      ]);
    const seen = await explain(
      '[02:16:16]',
      ...tables('ext4_map_blocks', 'ext4_ext_map_blocks', 'ext4_ind_map_blocks'),
    );
    expect(short(seen)).toEqual(['bcc-argdist', 'write', 'ENOSPC', 'ext4_da_reserve_space']);
    const clone = await explain(
      'PID     TID     COMM            FUNC             -',
      '4711    4711    sh              copy_process     -11',
      '4711    4711    sh              __x64_sys_clone  -11',
    );
    expect(clone.confidence.level).toBe('likely');
  });

  test('a known message leads to its cause, and to the function that the cause is about', async () => {
    const dmesg = await explain(
      '[ 1234.567890] EXT4-fs warning (device sda1): ext4_dx_add_entry:2516: Directory (ino: 2) index full, reach max htree level :2',
    );
    expect([dmesg.recognised, dmesg.errno?.name, dmesg.causes?.[0]?.id]).toEqual([
      'dmesg',
      'ENOSPC',
      'ext4-directory-full',
    ]);
    const docker = await explain(
      'docker: Error response from daemon: error creating overlay mount to /var/lib/x/merged: no space left on device.',
    );
    expect(short(docker)).toEqual(['application', 'mount', 'ENOSPC', 'count_mounts']);
  });

  test('of two processes that fail, the one that the program complains of', async () => {
    const answer = await explain(
      'PID     TID     COMM            FUNC             -',
      '10      10      nginx           __sys_bind       -98',
      '20      20      mount           path_mount       -28',
      '10      10      nginx           inet_bind        -98',
      '20      20      mount           count_mounts     -28',
      'mount: /mnt/t: mount(2) system call failed: No space left on device.',
    );
    expect(short(answer)).toEqual(['bcc-trace', 'mount', 'ENOSPC', 'count_mounts']);
    expect(answer.failures).toMatchObject([{ errno: 'EADDRINUSE', comm: 'nginx' }]);
  });

  test('lines of a script count where the kernel has what they name', async () => {
    const printed = await explain(
      '3010 dockerd count_mounts -28',
      'path_mount: ret=0xffffffe4',
      'vfs_nothing_such -28',
    );
    expect(short(printed)).toEqual(['printed', 'mount', 'ENOSPC', 'count_mounts']);
    expect(printed.events_total).toBe(2);
    const stranger = await explain('my_app_worker: -28');
    expect(short(stranger)).toEqual(['application', null, 'ENOSPC', undefined]);
    const counted = await explain('@ret[count_mounts, -28]: 1', '@ret[graft_tree, -28]: 1', '@ret[path_mount, -28]: 1');
    expect(short(counted)).toEqual(['bpftrace', 'mount', 'ENOSPC', 'count_mounts']);
  });

  test('the audit log: the call of the arch that it names, and what a filter refused', async () => {
    const exit = await explain(
      'type=SYSCALL msg=audit(1700000000.123:456): arch=c00000b7 syscall=40 success=no exit=-28 a0=1 items=1 ppid=1 pid=2 comm="mount" exe="/usr/bin/mount"',
    );
    expect([...short(exit), exit.arch]).toEqual(['audit', 'mount', 'ENOSPC', 'count_mounts', 'arm64']);
    const filter = await explain(
      'type=SECCOMP msg=audit(1700000000.123:458): auid=1000 pid=3011 comm="worker" exe="/usr/bin/x" sig=0 arch=c000003e syscall=435 compat=0 ip=0x7f code=0x50001',
    );
    expect(short(filter)).toEqual(['audit', 'clone3', 'EPERM', '__seccomp_filter']);
  });

  test.each([
    ['ioctl(3, KVM_CREATE_VM, 0) = -1 EBUSY (Device or resource busy)', 'hardware_enable_all', 'ioctl (KVM_CREATE_VM)'],
    ['fcntl(3, F_SETLK, {l_type=F_WRLCK}) = -1 EAGAIN (Try again)', 'posix_lock_inode', 'fcntl (F_SETLK)'],
    ['mount("/dev/sda1", "/m", "ext4", 0, NULL) = -1 EINVAL (I)', 'ext4_parse_param', 'mount (ext4)'],
    ['mount("t", "/m", "tmpfs", 0, "size=1m") = -1 ENOSPC (No)', 'count_mounts', 'mount (tmpfs)'],
    ['[pid 7] mount("n", "/m", NULL, MS_RDONLY|MS_BIND, "") = -1 EINVAL (I)', 'do_loopback', 'mount (MS_BIND)'],
    [
      'write(3</sys/fs/cgroup/a/cgroup.procs>, "1", 1) = -1 EBUSY (Busy)',
      'cgroup_migrate_vet_dst',
      'write (cgroup.procs)',
    ],
    ['socket(AF_UNIX, 0xb /* SOCK_??? */, 5) = -1 EPROTONOSUPPORT (P)', 'unix_create', 'socket (AF_UNIX)'],
    [
      'write to /sys/fs/cgroup/a/cgroup.procs: device or resource busy',
      'cgroup_migrate_vet_dst',
      'write (cgroup.procs)',
    ],
  ])('what the arguments say: %s', async (line, origin, call) => {
    const answer = await explain(line);
    expect(answer.origin?.function).toBe(origin);
    expect(answer.summary).toContain(`${call} failed with`);
  });

  test('what a program wrote is no command', async () => {
    const answer = await explain('ioctl(3, _IOC(0, 0, 0, 0), "KVM_CREATE_VM") = -1 EBUSY (Device or resource busy)');
    expect(answer.summary).toContain('ioctl failed with');
  });
});
