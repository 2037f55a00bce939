/** Failures of processes, limits of open files, and control groups. */
import type { Scenario } from './scenario.js';

/** A new process, as glibc asks for one. */
const CLONE = 'forked_or_failed()';

const FORK_HELPER = `
def forked_or_failed():
    result = sys('clone', 17, 0, 0, 0, 0)
    if result.value == 0:
        os._exit(0)
    return result`;

export const PROCESSES: readonly Scenario[] = [
  {
    id: 'pids-max',
    about: 'a container has as many tasks as pids.max allows',
    syscall: 'clone',
    errno: 'EAGAIN',
    setup:
      'echo +pids >/sys/fs/cgroup/cgroup.subtree_control; mkdir -p /sys/fs/cgroup/few; echo 1 >/sys/fs/cgroup/few/pids.max',
    before: `${FORK_HELPER}
open('/sys/fs/cgroup/few/cgroup.procs', 'w').write('0')`,
    call: CLONE,
    undo: 'sleep 0.2; rmdir /sys/fs/cgroup/few',
    origin: { function: 'pids_try_charge', inside: 'pids_can_fork', file: 'kernel/cgroup/pids.c' },
  },
  {
    id: 'nproc',
    about: 'a user has as many processes as ulimit -u allows',
    syscall: 'clone',
    errno: 'EAGAIN',
    before: `${FORK_HELPER}
limit('NPROC', 1)
become(4242)`,
    call: CLONE,
    origin: { function: 'copy_process', file: 'kernel/fork.c' },
  },
  {
    id: 'nofile-openat',
    about: 'a process has as many files open as ulimit -n allows',
    syscall: 'openat',
    errno: 'EMFILE',
    before: `
limit('NOFILE', 64)
until_it_fails('dup', 0)`,
    call: "sys('openat', -100, '/etc/hostname', os.O_RDONLY, 0)",
    origin: { function: 'alloc_fd', file: 'fs/file.c' },
  },
  {
    id: 'nofile-socket',
    about: 'the same, for a socket',
    syscall: 'socket',
    errno: 'EMFILE',
    before: `
limit('NOFILE', 64)
until_it_fails('dup', 0)`,
    call: "sys('socket', 2, 1, 0)",
    origin: { function: 'alloc_fd', file: 'fs/file.c' },
  },
  {
    id: 'nofile-pipe',
    about: 'the same, for a pipe',
    syscall: 'pipe2',
    errno: 'EMFILE',
    before: `
limit('NOFILE', 64)
until_it_fails('dup', 0)`,
    call: "sys('pipe2', ctypes.create_string_buffer(8), 0)",
    origin: { function: 'alloc_fd', file: 'fs/file.c' },
  },
  {
    id: 'nofile-dup',
    about: 'the same, for a copy of a descriptor',
    syscall: 'dup',
    errno: 'EMFILE',
    before: `
limit('NOFILE', 64)
until_it_fails('dup', 0)`,
    call: "sys('dup', 0)",
    origin: { function: 'alloc_fd', file: 'fs/file.c' },
  },
  {
    id: 'nofile-epoll',
    about: 'the same, for an epoll instance',
    syscall: 'epoll_create1',
    errno: 'EMFILE',
    before: `
limit('NOFILE', 64)
until_it_fails('dup', 0)`,
    call: "sys('epoll_create1', 0)",
    origin: { function: 'alloc_fd', file: 'fs/file.c' },
  },
  {
    id: 'kill-other-user',
    about: 'an ordinary user signals a process of root',
    syscall: 'kill',
    errno: 'EPERM',
    before: 'become()',
    call: "sys('kill', 1, 15)",
    origin: { function: 'check_kill_permission', file: 'kernel/signal.c' },
  },
  {
    id: 'ptrace-other-user',
    about: 'a debugger attaches to a process of root',
    syscall: 'ptrace',
    errno: 'EPERM',
    before: 'become()',
    call: "sys('ptrace', 16, 1, 0, 0)",
    origin: { function: '__ptrace_may_access', file: 'kernel/ptrace.c' },
  },
  {
    id: 'wait-no-child',
    about: 'a process without children waits for one',
    syscall: 'wait4',
    errno: 'ECHILD',
    call: "sys('wait4', -1, 0, 1, 0)",
    origin: {
      '6.1': { function: '__do_wait', inside: 'do_wait', file: 'kernel/exit.c' },
      '6.12': { function: '__do_wait', file: 'kernel/exit.c' },
    },
  },
  {
    id: 'seccomp',
    about: 'a filter of the container answers for the kernel',
    syscall: 'mkdir',
    errno: 'EPERM',
    before: `
program = ctypes.create_string_buffer(
    struct.pack('HBBI', 0x20, 0, 0, 0) + struct.pack('HBBI', 0x15, 0, 1, 83)
    + struct.pack('HBBI', 0x06, 0, 0, 0x00050001) + struct.pack('HBBI', 0x06, 0, 0, 0x7FFF0000))
filter = ctypes.create_string_buffer(struct.pack('HxxxxxxQ', 4, ctypes.addressof(program)))
libc.prctl(38, 1, 0, 0, 0)
must(sys('seccomp', 1, 0, filter))`,
    call: "sys('mkdir', '/root/never', 0o755)",
    origin: { function: '__seccomp_filter', outside: true, file: 'kernel/seccomp.c' },
  },
  {
    id: 'cgroup-controllers-busy',
    about: 'a control group with processes is to hand controllers down',
    syscall: 'write',
    errno: 'EBUSY',
    context: { cmd: 'cgroup.subtree_control' },
    setup: 'echo +memory >/sys/fs/cgroup/cgroup.subtree_control; mkdir -p /sys/fs/cgroup/full',
    before: `
open('/sys/fs/cgroup/full/cgroup.procs', 'w').write('0')
fd = os.open('/sys/fs/cgroup/full/cgroup.subtree_control', os.O_WRONLY)`,
    call: "sys('write', fd, '+memory', 7)",
    undo: 'sleep 0.2; rmdir /sys/fs/cgroup/full',
    origin: {
      function: 'cgroup_vet_subtree_control_enable',
      inside: 'cgroup_subtree_control_write',
      file: 'kernel/cgroup/cgroup.c',
    },
  },
  {
    id: 'sysctl-out-of-range',
    about: 'a setting gets a number that it does not take',
    syscall: 'write',
    errno: 'EINVAL',
    context: { fs: ['proc'] },
    before: "fd = os.open('/proc/sys/vm/overcommit_memory', os.O_WRONLY)",
    call: "sys('write', fd, '7', 1)",
    origin: { function: '__do_proc_dointvec', reason: 'do_proc_dointvec_minmax_conv', file: 'kernel/sysctl.c' },
  },
  {
    id: 'perf-paranoid',
    about: 'an ordinary user counts events of the whole system',
    syscall: 'perf_event_open',
    errno: 'EACCES',
    before: `
attr = ctypes.create_string_buffer(struct.pack('IIQ', 1, 120, 0), 120)
become()`,
    call: "sys('perf_event_open', attr, -1, 0, -1, 0)",
    origin: { function: '__x64_sys_perf_event_open', file: 'kernel/events/core.c' },
  },
  {
    id: 'bpf-unprivileged',
    about: 'an ordinary user loads a BPF program',
    syscall: 'bpf',
    errno: 'EPERM',
    before: `
attr = ctypes.create_string_buffer(128)
become()`,
    call: "sys('bpf', 5, attr, 120)",
    origin: {
      '6.1': { function: '__sys_bpf', file: 'kernel/bpf/syscall.c' },
      '6.12': { function: 'bpf_prog_load', file: 'kernel/bpf/syscall.c' },
    },
  },
];
