/** A syscall is found by its name, the symbols made of it on every arch, a constant, a tracepoint or a number. */
import { expect, test } from 'vitest';
import { parseSyscallName, withoutWidth } from '../../src/domain/syscall-name.js';

test.each([
  'mount',
  'MOUNT',
  'mount()',
  'sys_mount',
  'SyS_mount',
  'compat_sys_mount',
  'compat_SyS_mount',
  '__x64_sys_mount',
  '__ia32_sys_mount',
  '__ia32_compat_sys_mount',
  '__x32_compat_sys_mount',
  '__arm64_sys_mount',
  '__arm64_compat_sys_mount',
  '__riscv_sys_mount',
  '__s390x_sys_mount',
  '__s390_sys_mount',
  '__s390_compat_sys_mount',
  '__do_sys_mount',
  '__se_sys_mount',
  '__do_compat_sys_mount',
  'SYS_mount',
  '__NR_mount',
  'sys_enter_mount',
  'syscalls:sys_exit_mount',
  'tracepoint:syscalls:sys_enter_mount',
])('reads %s as mount', (text) => {
  expect(parseSyscallName(text)).toEqual({ kind: 'name', name: 'mount' });
});

test.each(['sysfs', 'sysinfo', 'syslog', '_sysctl', '_llseek', 'io_uring_setup', 'sync', 'statfs64'])(
  'leaves the name %s alone',
  (name) => {
    expect(parseSyscallName(name)).toEqual({ kind: 'name', name });
  },
);

test.each([
  ['sys_sysinfo', 'sysinfo'],
  ['__x64_sys_sysfs', 'sysfs'],
  ['sys_exit_group', 'exit_group'],
  ['__x64_sys_exit', 'exit'],
  ['syscalls:sys_exit_exit_group', 'exit_group'],
])('reads %s as %s', (text, name) => {
  expect(parseSyscallName(text)).toEqual({ kind: 'name', name });
});

test.each([
  ['165', 165],
  ['0', 0],
  ['0x28', 40],
])('reads %s as the number %i', (text, number) => {
  expect(parseSyscallName(text)).toEqual({ kind: 'number', number });
});

test.each(['', '-1', 'mount;reboot', 'a b', '1.5', 'x'.repeat(65), '$(id)'])('refuses %j', (text) => {
  expect(parseSyscallName(text).kind).toBe('invalid');
});

test.each([
  ['clock_gettime64', 'clock_gettime'],
  ['futex_time64', 'futex'],
  ['setuid32', 'setuid'],
  ['mount', 'mount'],
])('%s is %s in another width', (name, plain) => {
  expect(withoutWidth(name)).toBe(plain);
});
