/** Failures of memory, of System V IPC and of keys. */
import type { Scenario } from './scenario.js';

export const MEMORY_AND_IPC: readonly Scenario[] = [
  {
    id: 'map-count',
    about: 'a process has as many mappings as vm.max_map_count allows',
    syscall: 'mmap',
    errno: 'ENOMEM',
    setup: 'cat /proc/sys/vm/max_map_count >/run/was; echo 4000 >/proc/sys/vm/max_map_count',
    before: `
kept = [bytearray(64) for _ in range(20000)][::40]  # leaves Python room without a mapping more
for index in range(5000): sys('mmap', 0, 4096, index % 2, 0x22, -1, 0)`,
    call: "sys('mmap', 0, 4096, 1, 0x22, -1, 0)",
    undo: 'cat /run/was >/proc/sys/vm/max_map_count',
    origin: { function: 'do_mmap', file: 'mm/mmap.c' },
  },
  {
    id: 'address-space-limit',
    about: 'a process maps more than ulimit -v allows',
    syscall: 'mmap',
    errno: 'ENOMEM',
    before: "limit('AS', 1 << 28)",
    call: "sys('mmap', 0, 1 << 30, 3, 0x22, -1, 0)",
    origin: {
      '6.1': { function: '__mmap_region', inside: 'mmap_region', file: 'mm/mmap.c' },
      '6.12': { function: '__mmap_region', file: 'mm/mmap.c' },
    },
  },
  {
    id: 'overcommit',
    about: 'no memory is promised beyond what there is: vm.overcommit_memory',
    syscall: 'mmap',
    errno: 'ENOMEM',
    call: "sys('mmap', 0, 1 << 40, 3, 0x22, -1, 0)",
    origin: {
      '6.1': { function: '__mmap_region', inside: 'mmap_region', reason: '__vm_enough_memory', file: 'mm/mmap.c' },
      '6.12': { function: '__vm_enough_memory', file: 'mm/util.c' },
    },
  },
  {
    id: 'mlock-limit',
    about: 'a process locks more memory than ulimit -l allows',
    syscall: 'mlock',
    errno: 'ENOMEM',
    before: `
area = ctypes.create_string_buffer(1 << 20)
limit('MEMLOCK', 4096)
become()`,
    call: "sys('mlock', ctypes.addressof(area), 1 << 20)",
    origin: { function: 'do_mlock', file: 'mm/mlock.c' },
  },
  {
    id: 'mlock-forbidden',
    about: 'a process may lock no memory at all',
    syscall: 'mlock',
    errno: 'EPERM',
    before: `
area = ctypes.create_string_buffer(4096)
limit('MEMLOCK', 0)
become()`,
    call: "sys('mlock', ctypes.addressof(area), 4096)",
    origin: { function: 'do_mlock', file: 'mm/mlock.c' },
  },
  {
    id: 'mmap-unaligned',
    about: 'a file is mapped from the middle of a page',
    syscall: 'mmap',
    errno: 'EINVAL',
    before: "fd = os.open('/etc/passwd', os.O_RDONLY)",
    call: "sys('mmap', 0, 4096, 1, 2, fd, 100)",
    origin: { function: '__x64_sys_mmap', file: 'arch/x86/kernel/sys_x86_64.c' },
  },
  {
    id: 'shm-too-big',
    about: 'a database wants a larger segment than kernel.shmmax',
    syscall: 'shmget',
    errno: 'EINVAL',
    setup: 'cat /proc/sys/kernel/shmmax >/run/was; echo 4096 >/proc/sys/kernel/shmmax',
    call: "sys('shmget', 0, 1 << 20, 0o1600)",
    undo: 'cat /run/was >/proc/sys/kernel/shmmax',
    origin: { function: 'newseg', file: 'ipc/shm.c' },
  },
  {
    id: 'shm-all',
    about: 'all segments together hold as much as kernel.shmall allows',
    syscall: 'shmget',
    errno: 'ENOSPC',
    setup: 'cat /proc/sys/kernel/shmall >/run/was; echo 1 >/proc/sys/kernel/shmall',
    call: "sys('shmget', 0, 1 << 20, 0o1600)",
    undo: 'cat /run/was >/proc/sys/kernel/shmall',
    origin: { function: 'newseg', file: 'ipc/shm.c' },
  },
  {
    id: 'semaphore-sets',
    about: 'a web server gets no semaphores: the fourth number of kernel.sem',
    syscall: 'semget',
    errno: 'ENOSPC',
    setup: "cat /proc/sys/kernel/sem >/run/was; echo '32000 1024000000 500 0' >/proc/sys/kernel/sem",
    call: "sys('semget', 0, 1, 0o1600)",
    undo: 'cat /run/was >/proc/sys/kernel/sem',
    origin: { function: 'ipc_addid', file: 'ipc/util.c' },
  },
  {
    id: 'semaphores-together',
    about: 'the second number of kernel.sem',
    syscall: 'semget',
    errno: 'ENOSPC',
    setup: "cat /proc/sys/kernel/sem >/run/was; echo '32000 0 500 128' >/proc/sys/kernel/sem",
    call: "sys('semget', 0, 1, 0o1600)",
    undo: 'cat /run/was >/proc/sys/kernel/sem',
    origin: { function: 'newary', file: 'ipc/sem.c' },
  },
  {
    id: 'message-queues',
    about: 'there are as many queues as kernel.msgmni allows',
    syscall: 'msgget',
    errno: 'ENOSPC',
    setup: 'cat /proc/sys/kernel/msgmni >/run/was; echo 0 >/proc/sys/kernel/msgmni',
    call: "sys('msgget', 0, 0o1600)",
    undo: 'cat /run/was >/proc/sys/kernel/msgmni',
    origin: { function: 'ipc_addid', file: 'ipc/util.c' },
  },
  {
    id: 'key-quota',
    about: 'a user has as many keys as kernel.keys.maxkeys allows',
    syscall: 'add_key',
    errno: 'EDQUOT',
    before: `
become(4243)
must(sys('keyctl', 1, 0))
for index in range(256): sys('add_key', 'user', f'k{index}', b'x', 1, -3)`,
    call: "sys('add_key', 'user', 'more', b'x', 1, -3)",
    origin: { function: 'key_alloc', file: 'security/keys/key.c' },
  },
  {
    id: 'bad-address',
    about: 'a program hands over a pointer to nowhere',
    syscall: 'openat',
    errno: 'EFAULT',
    call: "sys('openat', -100, 1, os.O_RDONLY, 0)",
    origin: { function: 'strncpy_from_user', inside: 'getname_flags.part.0', file: 'lib/strncpy_from_user.c' },
  },
  {
    id: 'timer-bad-id',
    about: 'a timer that is gone is set',
    syscall: 'timer_settime',
    errno: 'EINVAL',
    before: 'spec = ctypes.create_string_buffer(32)',
    call: "sys('timer_settime', 4711, 0, spec, 0)",
    origin: { function: 'do_timer_settime', file: 'kernel/time/posix-timers.c' },
  },
];
