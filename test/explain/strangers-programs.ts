/** What programs and the kernel's log say of a failure: the call that stands behind their words. */
import type { Stranger } from './stranger.js';

/** A line, the syscall, the errno, and where it can have started. */
type Row = readonly [line: string, syscall: string | null, errno: string | null, origin?: readonly (string | null)[]];

const SAID: readonly Row[] = [
  // Containers
  [
    'Error response from daemon: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting cgroup config for procHooks process: unable to freeze: write /sys/fs/cgroup/freezer/docker/abc/freezer.state: device or resource busy: unknown',
    'write',
    'EBUSY',
  ],
  [
    'E1127 10:00:00.123456    1234 pod_workers.go:1300] "Error syncing pod" err="failed to create pod sandbox: fork/exec /usr/bin/runc: resource temporarily unavailable"',
    'clone',
    'EAGAIN',
  ],
  [
    'runc run failed: unable to start container process: error during container init: error mounting "proc" to rootfs at "/proc": mount src=proc, dst=/proc, dstFd=/proc/thread-self/fd/8, flags=0xe: operation not permitted',
    'mount',
    'EPERM',
  ],
  [
    'docker: Error response from daemon: driver failed programming external connectivity on endpoint web (0a1b): Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use.',
    'bind',
    'EADDRINUSE',
    ['inet_csk_get_port'],
  ],
  [
    'containerd: failed to mount /tmp/containerd-mount123: mount source: "overlay", target: "/tmp/containerd-mount123", fstype: overlay, flags: 0, data: "lowerdir=...": err: invalid argument',
    'mount',
    'EINVAL',
  ],
  [
    'level=error msg="failed to mount overlay: no such device" storage-driver=overlay2',
    'mount',
    'ENODEV',
    ['do_new_mount'],
  ],
  [
    'kubelet: E1127 failed to remove /sys/fs/cgroup/kubepods/pod1: unlinkat /sys/fs/cgroup/kubepods/pod1: device or resource busy',
    'unlinkat',
    'EBUSY',
  ],
  [
    'E1127 10:00:00.123456    1234 kubelet.go:1542] "Failed to start cAdvisor" err="inotify_init: too many open files"',
    'inotify_init',
    'EMFILE',
    ['inotify_new_group'],
  ],
  // systemd
  ['systemd[1]: Failed to create cgroup /system.slice/foo.service: No space left on device', 'mkdir', 'ENOSPC'],
  [
    'systemd[1]: Failed to allocate manager object: Too many open files',
    'inotify_init1',
    'EMFILE',
    ['inotify_new_group', 'alloc_fd'],
  ],
  // Databases
  [
    'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory',
    'connect',
    'ENOENT',
  ],
  [
    'psql: error: connection to server at "10.0.0.1", port 5432 failed: Connection refused',
    'connect',
    'ECONNREFUSED',
    ['tcp_reset'],
  ],
  ['myapp: bind on socket "/run/my.sock" failed: Address already in use', 'bind', 'EADDRINUSE'],
  ['[ERROR] [MY-012592] [InnoDB] Operating system error number 28 in a file operation.', null, 'ENOSPC', [null]],
  ['InnoDB: Unable to lock ./ibdata1 error: 11', 'fcntl', 'EAGAIN', ['posix_lock_inode']],
  ['Error: IO error: lock /var/lib/db/LOCK: Resource temporarily unavailable', 'fcntl', 'EAGAIN', ['posix_lock_inode']],
  ['mongod: WiredTiger error (24) file:WiredTiger.wt, connection: open: Too many open files', 'openat', 'EMFILE'],
  // Servers
  ['dnsmasq: failed to create listening socket for port 53: Address already in use', 'bind', 'EADDRINUSE'],
  [
    'haproxy: Starting frontend http: cannot bind socket (Permission denied) [0.0.0.0:80]',
    'bind',
    'EACCES',
    ['__inet_bind'],
  ],
  [
    '2026/11/27 10:00:00 [alert] 99#99: epoll_ctl(1, 512) failed (28: No space left on device)',
    'epoll_ctl',
    'ENOSPC',
    ['ep_insert', 'ep_alloc_epitem'],
  ],
  // Others
  ['rename /a /b: invalid cross-device link', 'rename', 'EXDEV', ['do_renameat2']],
  ['tar: dev/null: Cannot mknod: Operation not permitted', 'mknodat', 'EPERM', ['vfs_mknod']],
  ["Error: EBUSY: resource busy or locked, unlink '/srv/mnt'", 'unlink', 'EBUSY'],
  // Go
  ['panic: open /var/lib/app/state: too many open files', 'openat', 'EMFILE', ['alloc_fd']],
  ['listen tcp :8080: bind: address already in use', 'bind', 'EADDRINUSE', ['inet_csk_get_port']],
  ['dial tcp 10.0.0.1:5432: connect: no route to host', 'connect', 'EHOSTUNREACH'],
  [
    'fork/exec /usr/bin/git: resource temporarily unavailable',
    'clone',
    'EAGAIN',
    ['alloc_pid', 'copy_process', 'pids_can_fork'],
  ],
  [
    'fork/exec ./hook.sh: exec format error',
    'execve',
    'ENOEXEC',
    ['load_elf_binary', 'load_script', 'search_binary_handler'],
  ],
  [
    'dial unix /run/docker.sock: connect: permission denied',
    'connect',
    'EACCES',
    ['inode_permission', 'generic_permission', 'acl_permission_check'],
  ],
  // Netlink: the request was sent, and the errno came in the answer
  ['RTNETLINK answers: Network is unreachable', 'sendmsg', 'ENETUNREACH', [null]],
  ['RTNETLINK answers: File exists', 'sendmsg', 'EEXIST', [null]],
  ['Error: Could not process rule: No such file or directory', 'sendmsg', 'ENOENT', [null]],
  ['netlink error: Operation not supported', 'sendto', 'EOPNOTSUPP', [null]],
  ['nl80211: kernel reports: Operation not supported', 'sendmsg', 'EOPNOTSUPP', [null]],
  // Java
  ['java.net.BindException: Address already in use (Bind failed)', 'bind', 'EADDRINUSE', ['inet_csk_get_port']],
  [
    'Caused by: java.io.IOException: User limit of inotify instances reached or too many open files',
    'inotify_init1',
    'EMFILE',
    ['inotify_new_group', 'alloc_fd'],
  ],
  ['dial tcp 10.0.0.1:6443: connect: connection refused', 'connect', 'ECONNREFUSED', ['tcp_reset']],
  [
    'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
    'clone3',
    'EAGAIN',
  ],
  ['java.nio.file.FileSystemException: /srv/data/tmp: Device or resource busy', null, 'EBUSY'],
  // Node
  [
    "Error: ENOSPC: System limit for number of file watchers reached, watch '/srv/app'",
    'inotify_add_watch',
    'ENOSPC',
    ['inotify_new_watch'],
  ],
  ['Error: listen EADDRINUSE: address already in use :::3000', 'bind', 'EADDRINUSE', ['inet_csk_get_port']],
  ["Error: EXDEV: cross-device link not permitted, rename '/tmp/a' -> '/srv/a'", 'rename', 'EXDEV', ['do_renameat2']],
  [
    "[Error: EROFS: read-only file system, mkdir '/app/cache'] { errno: -30, code: 'EROFS', syscall: 'mkdir' }",
    'mkdir',
    'EROFS',
    ['mnt_want_write', '__mnt_want_write'],
  ],
  // Rust
  ['Error: Os { code: 98, kind: AddrInUse, message: "Address already in use" }', null, 'EADDRINUSE'],
  [
    "thread 'main' panicked at 'failed to spawn thread: Os { code: 11, kind: WouldBlock, message: \"Resource temporarily unavailable\" }'",
    'clone3',
    'EAGAIN',
  ],
  // PHP, Ruby, Perl, Python
  ['PHP Warning:  mkdir(): No space left on device in /var/www/cache.php on line 41', 'mkdir', 'ENOSPC'],
  [
    'PHP Fatal error:  Uncaught ErrorException: file_put_contents(/var/www/storage/logs/laravel.log): Failed to open stream: Permission denied in /var/www/x.php:3',
    'openat',
    'EACCES',
    [
      'inode_permission',
      'generic_permission',
      'acl_permission_check',
      'may_open',
      'may_create_in_sticky',
      'path_openat',
    ],
  ],
  [
    "/usr/lib/ruby/3.1.0/fileutils.rb:243:in `mkdir': No space left on device @ dir_s_mkdir - /srv/x (Errno::ENOSPC)",
    'mkdir',
    'ENOSPC',
  ],
  ["Can't open /var/log/app.log: Too many levels of symbolic links at x.pl line 3.", 'openat', 'ELOOP'],
  ["PermissionError: [Errno 1] Operation not permitted: '/etc/resolv.conf' (os.chattr)", 'ioctl', 'EPERM'],
  ['BlockingIOError: [Errno 11] write could not complete without blocking', 'write', 'EAGAIN'],
  // Servers
  ['2026/11/27 10:00:00 [crit] 22#22: accept4() failed (24: Too many open files)', 'accept4', 'EMFILE', ['alloc_fd']],
  [
    '2026/11/27 10:00:00 [crit] 30#30: *912 connect() to unix:/run/php/php-fpm.sock failed (11: Resource temporarily unavailable) while connecting to upstream',
    'connect',
    'EAGAIN',
    ['unix_stream_connect'],
  ],
  [
    '2026/11/27 10:00:00 [crit] 7#7: *5 pwrite() "/var/cache/nginx/4/1" failed (28: No space left on device)',
    'pwrite64',
    'ENOSPC',
  ],
  [
    'FATAL:  could not create shared memory segment: No space left on device DETAIL:  Failed system call was shmget(key=5432001, size=56, 03600).',
    'shmget',
    'ENOSPC',
    ['newseg', 'ipc_addid'],
  ],
  ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', 'mmap', 'ENOMEM'],
  ['LOG:  could not fork new process for connection: Cannot allocate memory', 'clone', 'ENOMEM'],
  ['ERROR:  could not extend file "base/16384/2619": No space left on device', 'pwrite64', 'ENOSPC'],
  [
    '2026-11-27T10:00:00.000000Z 0 [ERROR] [MY-012585] [InnoDB] Linux Native AIO interface: io_setup() failed with EAGAIN',
    'io_setup',
    'EAGAIN',
    ['ioctx_alloc'],
  ],
  ["# Can't save in background: fork: Cannot allocate memory", 'clone', 'ENOMEM', ['copy_mm']],
  [
    'Could not create server TCP listening socket *:6379: bind: Address already in use',
    'bind',
    'EADDRINUSE',
    ['inet_csk_get_port'],
  ],
  [
    '{"level":"fatal","ts":"2026-11-27T10:00:00Z","msg":"discovery failed","error":"listen tcp 10.0.0.2:2380: bind: cannot assign requested address"}',
    'bind',
    'EADDRNOTAVAIL',
    ['__inet_bind', '__inet6_bind'],
  ],
  ['chronyd[611]: adjtimex(0x8001) failed : Operation not permitted', 'adjtimex', 'EPERM'],
  [
    'redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.',
    'connect',
    'ECONNREFUSED',
  ],
  // Containers
  [
    'E1127 10:00:00.000000 1 kubelet.go:1490] "Failed to start cAdvisor" err="inotify_init: too many open files"',
    'inotify_init',
    'EMFILE',
    ['inotify_new_group', 'alloc_fd'],
  ],
  [
    'failed to create fsnotify watcher: too many open files',
    'inotify_init1',
    'EMFILE',
    ['inotify_new_group', 'alloc_fd'],
  ],
  [
    'mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod0a1b: no space left on device',
    'mkdir',
    'ENOSPC',
    ['mem_cgroup_alloc', 'mem_cgroup_alloc_id'],
  ],
  [
    'runc run failed: unable to start container process: error during container init: error mounting "proc" to rootfs at "/proc": mount proc:/proc (via /proc/self/fd/6), flags: 0xe: operation not permitted',
    'mount',
    'EPERM',
    ['do_new_mount_fc', 'do_new_mount'],
  ],
  [
    'containerd: failed to extract layer: mount callback failed: failed to unmount target /var/lib/containerd/tmpmounts/x: device or resource busy',
    'umount2',
    'EBUSY',
    ['do_umount', 'path_umount'],
  ],
  [
    'Error response from daemon: failed to create task: unable to apply cgroup configuration: failed to write 712: write /sys/fs/cgroup/x/cgroup.procs: no space left on device',
    'write',
    'ENOSPC',
    ['cpuset_can_attach_check', 'cpuset_can_attach'],
  ],
  // Administration
  ['mdadm: Cannot open /dev/sdb1: Device or resource busy', 'openat', 'EBUSY', ['bd_prepare_to_claim']],
  ["git: fatal: Unable to create '/srv/repo/.git/index.lock': File exists.", 'openat', 'EEXIST', ['do_open']],
  ['ping: socket: Operation not permitted', 'socket', 'EPERM', ['inet_create']],
  ['losetup: /dev/loop0: failed to set up loop device: Device or resource busy', 'ioctl', 'EBUSY', ['loop_configure']],
  ['qemu-system-x86_64: failed to initialize kvm: Device or resource busy', 'ioctl', 'EBUSY', ['hardware_enable_all']],
  ["mount: /mnt: unknown filesystem type 'exfat'.", 'mount', 'ENODEV', ['do_new_mount']],
  [
    'mount: /mnt: wrong fs type, bad option, bad superblock on /dev/sdb1, missing codepage or helper program, or other error.',
    'mount',
    'EINVAL',
  ],
  ['umount: /mnt: target is busy.', 'umount2', 'EBUSY', ['do_umount', 'path_umount']],
  ['rsync: [receiver] mkstemp "/backup/.f.Xa12bc" failed: No space left on device (28)', 'openat', 'ENOSPC'],
  ['rsync: [receiver] write failed on "/backup/f": No space left on device (28)', 'write', 'ENOSPC'],
  ['error: unable to create file docs/a: File name too long', 'openat', 'ENAMETOOLONG'],
  ['fatal: unable to create thread: Resource temporarily unavailable', 'clone3', 'EAGAIN'],
  // The answer comes in a message: no syscall returned it.
  [
    "iptables v1.8.4 (legacy): can't initialize iptables table `filter': Permission denied (you must be root)",
    'setsockopt',
    'EACCES',
  ],
  ["dd: error writing '/mnt/x': No space left on device", 'write', 'ENOSPC'],
  ["dd: failed to open '/dev/sda': Permission denied", 'openat', 'EACCES'],
  [
    'tar: etc/alternatives/vi: Cannot mkdir: Read-only file system',
    'mkdirat',
    'EROFS',
    ['mnt_want_write', '__mnt_want_write'],
  ],
  ['E: Write error - write (28: No space left on device)', 'write', 'ENOSPC'],
  [
    'E: Could not get lock /var/lib/dpkg/lock-frontend - open (11: Resource temporarily unavailable)',
    'fcntl',
    'EAGAIN',
    ['posix_lock_inode'],
  ],
  ["cp: failed to clone '/b' from '/a': Operation not supported", 'ioctl', 'EOPNOTSUPP'],
  ['ln: failed to create hard link /b => /a: Invalid cross-device link', 'linkat', 'EXDEV', ['do_linkat']],
  ["rm: cannot remove '/sys/fs/cgroup/x': Device or resource busy", 'unlinkat', 'EBUSY'],
  ["rmdir: failed to remove '/sys/fs/cgroup/x': Device or resource busy", 'rmdir', 'EBUSY', ['cgroup_destroy_locked']],
  ['swapon: /swapfile: swapon failed: Invalid argument', 'swapon', 'EINVAL', ['__x64_sys_swapon']],
  ["modprobe: ERROR: could not insert 'nf_tables': Operation not permitted", 'finit_module', 'EPERM'],
  ['bash: /usr/bin/ls: Argument list too long', 'execve', 'E2BIG', ['bprm_stack_limits', 'copy_strings', 'count']],
  [
    'bash: fork: retry: Resource temporarily unavailable',
    'clone',
    'EAGAIN',
    ['copy_process', 'cgroup_can_fork', 'pids_can_fork'],
  ],
  ['sysctl: setting key "net.core.somaxconn": Invalid argument', 'write', 'EINVAL'],
  ["nsenter: reassociate to namespace 'ns/user' failed: Invalid argument", 'setns', 'EINVAL'],
  [
    'unshare: unshare failed: No space left on device',
    'unshare',
    'ENOSPC',
    ['create_user_ns', 'copy_net_ns', 'create_pid_namespace', 'copy_mnt_ns', 'inc_ucount', 'alloc_mnt_ns'],
  ],
  [
    'systemd[1]: Failed to allocate directory watch: Too many open files',
    'inotify_init1',
    'EMFILE',
    ['inotify_new_group', 'alloc_fd'],
  ],
];

const LOGGED: readonly Row[] = [
  [
    '[88211.402113] cgroup: fork rejected by pids controller in /user.slice/user-1000.slice/session-3.scope',
    'clone',
    'EAGAIN',
    ['pids_can_fork', 'pids_try_charge'],
  ],
  ['[ 9120.000113] VFS: file-max limit 9223372 reached', 'openat', 'ENFILE', ['alloc_empty_file']],
  [
    '[12.345678] EXT4-fs error (device sda1): ext4_journal_check_start:83: comm dd: Detected aborted journal',
    'write',
    'EUCLEAN',
  ],
  // Of the kernel's own work no call is told
  ['[  123.456789] Out of memory: Killed process 123 (java)', null, 'ENOMEM', [null]],
  ['[  123.456789] usb 1-1: device descriptor read/64, error -110', null, 'ETIMEDOUT', [null]],
  ['[  123.456789] neighbour: arp_cache: neighbor table overflow!', 'sendto', 'ENOBUFS', ['___neigh_create']],
  ['[   33.120001] virtio_blk virtio2: probe with driver virtio_blk failed with error -12', null, 'ENOMEM'],
  [
    'Nov 27 10:00:00 db1 kernel: [4120.118] nf_conntrack: nf_conntrack: table full, dropping packet',
    'sendto',
    'EPERM',
    ['nf_hook_slow'],
  ],
];

const row =
  (tool: string) =>
  ([line, syscall, errno, origin]: Row): Stranger => ({
    ...{ about: line.slice(0, 90), lines: [line], tool, syscall, errno },
    ...(origin !== undefined && { origin }),
  });

/** Tracebacks of Python: the last lines of code and the error. */
const TRACEBACKS: readonly Stranger[] = [
  ["    os.chown('/srv/file', 0, 0)", 'PermissionError: [Errno 1] Operation not permitted', 'chown', 'EPERM'],
  ['    self.pid = _fork_exec(', 'BlockingIOError: [Errno 11] Resource temporarily unavailable', 'fork', 'EAGAIN'],
  ["    sock.bind(('0.0.0.0', 80))", 'PermissionError: [Errno 13] Permission denied', 'bind', 'EACCES'],
  ['    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)', 'BlockingIOError: [Errno 11] x', 'flock', 'EAGAIN'],
].map(([code = '', error = '', syscall = '', errno = '']) => ({
  about: `Python: ${code.trim()}`,
  lines: [
    'Traceback (most recent call last):',
    '  File "/srv/app.py", line 9, in <module>',
    '    main()',
    '  File "/srv/lib.py", line 1883, in work',
    code,
    '               ^^^^^^^^^^^',
    error,
  ],
  tool: 'application',
  ...{ syscall, errno },
}));

export const PROGRAMS: readonly Stranger[] = [
  ...SAID.map(row('application')),
  ...LOGGED.map(row('dmesg')),
  ...TRACEBACKS,
];
