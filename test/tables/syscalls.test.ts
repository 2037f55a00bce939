/** Syscall tables are read from the tree's own files, whatever form a release keeps them in. */
import { describe, expect, test } from 'vitest';
import { readSyscalls, type SyscallRow, syscallTablePaths } from '../../indexer/tables/syscalls.js';

type Tree = Readonly<Record<string, string>>;

/** The rows of one ABI as `number name body entry`; every file of the tree must be one that the reader announces. */
function rowsOf(tree: Tree, arch: string, abi: string): string[] {
  for (const path of Object.keys(tree)) expect(syscallTablePaths(path), path).toBe(true);
  return readSyscalls((path) => tree[path])
    .rows.filter((row) => row.arch === arch && row.abi === abi)
    .map(({ number, name, body, entry }) => `${number} ${name} ${body} ${entry}`);
}

const X86_64_TBL = `
# number abi name entry
0	common	read		sys_read
13	64	rt_sigaction	sys_rt_sigaction
# 14 was never used
156	64	_sysctl		sys_ni_syscall
157	common	vanished
512	x32	rt_sigaction	compat_sys_rt_sigaction
`;
const I386_TBL = `
0	i386	restart_syscall	sys_restart_syscall
1	i386	exit		sys_exit	-	noreturn
5	i386	open		sys_open	compat_sys_open
17	i386	break
`;
/** Stubs by argument, as x86 writes them since 5.7. */
const X86_WRAPPER = `
#define __SYS_STUBx(abi, name, ...) \\
	long __##abi##_##name(const struct pt_regs *regs) { return __se_##name(__VA_ARGS__); }
#define __X64_SYS_STUBx(x, name, ...) \\
	__SYS_STUBx(x64, sys##name, REGS(x, __VA_ARGS__))
#if defined(CONFIG_X86_32) || defined(CONFIG_IA32_EMULATION)
#define __IA32_SYS_STUBx(x, name, ...) __SYS_STUBx(ia32, sys##name, REGS(x))
#endif
#define __IA32_COMPAT_SYS_STUBx(x, name, ...) __SYS_STUBx(ia32, compat_sys##name, REGS(x))
#define __X32_COMPAT_SYS_STUBx(x, name, ...) __SYS_STUBx(x64, compat_sys##name, REGS(x))
`;
/** Names written out, as x86 had them in 4.17, when 32-bit kernels had no wrapper. */
const X86_WRAPPER_4_17 = `
#ifdef CONFIG_IA32_EMULATION
#define SC_IA32(x, name) asmlinkage long __ia32_sys##name(const struct pt_regs *regs);
#define COMPAT(x, name) asmlinkage long __ia32_compat_sys##name(const struct pt_regs *regs);
#endif
#define X32(x, name) asmlinkage long __x32_compat_sys##name(const struct pt_regs *regs);
#define __SYSCALL_DEFINEx(x, name) \\
	asmlinkage long __x64_sys##name(const struct pt_regs *regs); \\
	static long __se_sys##name(void);
`;
const X86: Tree = {
  'arch/x86/entry/syscalls/syscall_64.tbl': X86_64_TBL,
  'arch/x86/entry/syscalls/syscall_32.tbl': I386_TBL,
  'arch/x86/include/uapi/asm/unistd.h': '#define __X32_SYSCALL_BIT 0x40000000\n',
};

describe('x86', () => {
  const tree = { ...X86, 'arch/x86/include/asm/syscall_wrapper.h': X86_WRAPPER };

  test('reads the 64-bit table with its holes', () => {
    expect(rowsOf(tree, 'x86_64', '64')).toEqual([
      '0 read sys_read __x64_sys_read',
      '13 rt_sigaction sys_rt_sigaction __x64_sys_rt_sigaction',
      '156 _sysctl sys_ni_syscall __x64_sys_ni_syscall',
      '157 vanished sys_ni_syscall __x64_sys_ni_syscall',
    ]);
  });

  test('gives x32 its own rows, its bit and the 64-bit stub of a compat body', () => {
    expect(rowsOf(tree, 'x86_64', 'x32')).toEqual([
      '1073741824 read sys_read __x64_sys_read',
      '1073741981 vanished sys_ni_syscall __x64_sys_ni_syscall',
      '1073742336 rt_sigaction compat_sys_rt_sigaction __x64_compat_sys_rt_sigaction',
    ]);
  });

  test('takes the compat column for 32-bit programs on a 64-bit kernel, and not on a 32-bit one', () => {
    expect(rowsOf(tree, 'x86_64', 'ia32')).toEqual([
      '0 restart_syscall sys_restart_syscall __ia32_sys_restart_syscall',
      '1 exit sys_exit __ia32_sys_exit',
      '5 open compat_sys_open __ia32_compat_sys_open',
      '17 break sys_ni_syscall __ia32_sys_ni_syscall',
    ]);
    expect(rowsOf(tree, 'i386', '32')).toContain('5 open sys_open __ia32_sys_open');
  });

  test('spells entries as 4.17 did', () => {
    const old = {
      ...X86,
      'arch/x86/entry/syscalls/syscall_64.tbl':
        '0 common read __x64_sys_read\n56 64 clone __x64_sys_clone/ptregs\n512 x32 rt_sigaction __x32_compat_sys_rt_sigaction\n',
      'arch/x86/entry/syscalls/syscall_32.tbl': '5 i386 open sys_open __ia32_compat_sys_open\n',
      'arch/x86/include/asm/syscall_wrapper.h': X86_WRAPPER_4_17,
    };
    expect(rowsOf(old, 'x86_64', '64')).toEqual([
      '0 read sys_read __x64_sys_read',
      '56 clone sys_clone __x64_sys_clone',
    ]);
    expect(rowsOf(old, 'x86_64', 'x32')).toContain(
      '1073742336 rt_sigaction compat_sys_rt_sigaction __x32_compat_sys_rt_sigaction',
    );
    expect(rowsOf(old, 'x86_64', 'ia32')).toEqual(['5 open compat_sys_open __ia32_compat_sys_open']);
    expect(rowsOf(old, 'i386', '32')).toEqual(['5 open sys_open sys_open']);
  });

  test('uses the plain names before there were wrappers', () => {
    expect(rowsOf(X86, 'x86_64', '64')).toContain('0 read sys_read sys_read');
    expect(rowsOf(X86, 'x86_64', 'ia32')).toContain('5 open compat_sys_open compat_sys_open');
  });
});

describe('arches that share the generic numbers', () => {
  const GENERIC = `
#ifndef __SYSCALL
#define __SYSCALL(x, y)
#endif
#if __BITS_PER_LONG == 32 || defined(__SYSCALL_COMPAT)
#define __SC_3264(_nr, _32, _64) __SYSCALL(_nr, _32)
#else
#define __SC_3264(_nr, _32, _64) __SYSCALL(_nr, _64)
#endif
#ifdef __SYSCALL_COMPAT
#define __SC_COMP(_nr, _sys, _comp) __SYSCALL(_nr, _comp)
#else
#define __SC_COMP(_nr, _sys, _comp) __SYSCALL(_nr, _sys)
#endif
/* __SYSCALL(__NR_in_a_comment, sys_in_a_comment) */
#define __NR_io_setup 0
__SC_COMP(__NR_io_setup, sys_io_setup, \\
	  compat_sys_io_setup)
#define __NR3264_fcntl 25
__SC_3264(__NR3264_fcntl, sys_fcntl64, sys_fcntl)
#ifdef __ARCH_WANT_RENAMEAT
#define __NR_renameat 38
__SYSCALL(__NR_renameat, sys_renameat)
#endif
#define __NR_personality 92
__SYSCALL(__NR_personality, sys_personality)
#define __NR_arch_specific_syscall 244
#if __BITS_PER_LONG == 64 && !defined(__SYSCALL_COMPAT)
#define __NR_fcntl __NR3264_fcntl
#else
#define __NR_fcntl64 __NR3264_fcntl
#endif
`;
  const ARM64_WRAPPER = `
#define COMPAT_SYSCALL_DEFINEx(x, name, ...) \\
	asmlinkage long __arm64_compat_sys##name(const struct pt_regs *regs);
#define __SYSCALL_DEFINEx(x, name, ...) \\
	static long __se_sys##name(void); \\
	asmlinkage long __arm64_sys##name(const struct pt_regs *regs);
`;
  const HEADERS: Tree = {
    'include/uapi/asm-generic/unistd.h': GENERIC,
    'arch/arm64/include/asm/unistd.h': '#include <uapi/asm/unistd.h>\n',
    'arch/arm64/include/uapi/asm/unistd.h': '#define __ARCH_WANT_RENAMEAT\n#include <asm-generic/unistd.h>\n',
    'arch/arm64/include/asm/unistd32.h':
      '#define __NR_open 5\n__SYSCALL(__NR_open, compat_sys_open)\n/* 7 */\n__SYSCALL(7, sys_ni_syscall)\n',
    'arch/arm64/include/asm/syscall_wrapper.h': ARM64_WRAPPER,
    'arch/arm64/kernel/sys.c': '#define __arm64_sys_personality\t\t__arm64_sys_arm64_personality\n',
    'arch/riscv/include/asm/unistd.h': '#include <uapi/asm/unistd.h>\n',
    'arch/riscv/include/uapi/asm/unistd.h':
      '#include <asm-generic/unistd.h>\n#define __NR_riscv_flush_icache (__NR_arch_specific_syscall + 15)\n__SYSCALL(__NR_riscv_flush_icache, sys_riscv_flush_icache)\n',
  };

  test('reads arm64 from headers up to 6.10, with what the arch asks for and renames', () => {
    expect(rowsOf(HEADERS, 'arm64', '64')).toEqual([
      '0 io_setup sys_io_setup __arm64_sys_io_setup',
      '25 fcntl sys_fcntl __arm64_sys_fcntl',
      '38 renameat sys_renameat __arm64_sys_renameat',
      '92 personality sys_arm64_personality __arm64_sys_arm64_personality',
    ]);
    expect(rowsOf(HEADERS, 'arm64', '32')).toEqual(['5 open compat_sys_open __arm64_compat_sys_open']);
  });

  test('reads riscv, which had no wrapper before 6.6, and its compat table', () => {
    expect(rowsOf(HEADERS, 'riscv', '64')).toEqual([
      '0 io_setup sys_io_setup sys_io_setup',
      '25 fcntl sys_fcntl sys_fcntl',
      '92 personality sys_personality sys_personality',
      '259 riscv_flush_icache sys_riscv_flush_icache sys_riscv_flush_icache',
    ]);
    expect(rowsOf(HEADERS, 'riscv', '32').slice(0, 2)).toEqual([
      '0 io_setup compat_sys_io_setup compat_sys_io_setup',
      '25 fcntl64 sys_fcntl64 sys_fcntl64',
    ]);
  });

  test('reads scripts/syscall.tbl and the ABIs of Makefile.syscalls from 6.11', () => {
    const tree: Tree = {
      ...HEADERS,
      'scripts/syscall.tbl':
        '0 common io_setup sys_io_setup compat_sys_io_setup\n38 renameat renameat sys_renameat\n259 riscv riscv_flush_icache sys_riscv_flush_icache\n',
      'arch/arm64/tools/syscall_64.tbl':
        '0 common io_setup sys_io_setup compat_sys_io_setup\n38 renameat renameat sys_renameat\n',
      'arch/arm64/tools/syscall_32.tbl': '5 common open sys_open compat_sys_open\n',
      'arch/arm64/kernel/Makefile.syscalls':
        'syscall_abis_32 +=\nsyscall_abis_64 += renameat rlimit\n\nsyscalltbl = arch/arm64/tools/syscall_%.tbl\n',
      'arch/riscv/kernel/Makefile.syscalls': 'syscall_abis_32 += riscv\nsyscall_abis_64 += riscv rlimit\n',
    };
    expect(rowsOf(tree, 'arm64', '64')).toEqual([
      '0 io_setup sys_io_setup __arm64_sys_io_setup',
      '38 renameat sys_renameat __arm64_sys_renameat',
    ]);
    expect(rowsOf(tree, 'arm64', '32')).toEqual(['5 open compat_sys_open __arm64_compat_sys_open']);
    expect(rowsOf(tree, 'riscv', '64')).toEqual([
      '0 io_setup sys_io_setup sys_io_setup',
      '259 riscv_flush_icache sys_riscv_flush_icache sys_riscv_flush_icache',
    ]);
    expect(rowsOf(tree, 'riscv', '32')[0]).toBe('0 io_setup compat_sys_io_setup compat_sys_io_setup');
    expect(rowsOf(tree, 'loongarch', '64')).toEqual(['0 io_setup sys_io_setup sys_io_setup']);
  });

  test('reads the common table where that of an arch is a link to it', () => {
    const tree: Tree = {
      ...HEADERS,
      'scripts/syscall.tbl': '38 renameat renameat sys_renameat\n56 common openat sys_openat\n',
      'arch/arm64/kernel/Makefile.syscalls':
        'syscall_abis_64 += renameat\nsyscalltbl = arch/arm64/tools/syscall_%.tbl\n',
    };
    expect(rowsOf(tree, 'arm64', '64')).toEqual([
      '38 renameat sys_renameat __arm64_sys_renameat',
      '56 openat sys_openat __arm64_sys_openat',
    ]);
  });
});

describe('arches with a table of their own', () => {
  test('knows that s390 has no 32-bit ABI any more', () => {
    const tree = { 'arch/s390/kernel/syscalls/syscall.tbl': '5 common open sys_open\n' };
    expect(rowsOf(tree, 's390', '64')).toEqual(['5 open sys_open sys_open']);
    expect(readSyscalls((path) => (path in tree ? tree[path as keyof typeof tree] : undefined)).missing).toContainEqual(
      {
        arch: 's390',
        abi: '32',
      },
    );
  });

  test('reads s390 with a wrapper for each ABI and empty columns', () => {
    const tree = {
      'arch/s390/kernel/syscalls/syscall.tbl':
        '5 common open sys_open compat_sys_open\n13 32 time - sys_time32\n201 64 time sys_time -\n',
      'arch/s390/include/asm/syscall_wrapper.h':
        'long __s390x_sys##name(struct pt_regs *regs);\nlong __s390_sys##name(struct pt_regs *regs);\nlong __s390_compat_sys##name(struct pt_regs *regs);\n',
    };
    expect(rowsOf(tree, 's390', '64')).toEqual([
      '5 open sys_open __s390x_sys_open',
      '201 time sys_time __s390x_sys_time',
    ]);
    expect(rowsOf(tree, 's390', '32')).toEqual([
      '5 open compat_sys_open __s390_compat_sys_open',
      '13 time sys_time32 __s390_sys_time32',
    ]);
  });

  test('leaves the SPU out of powerpc, whose wrapper has no prefix', () => {
    const tree = {
      'arch/powerpc/kernel/syscalls/syscall.tbl':
        '0 nospu restart_syscall sys_restart_syscall\n5 common open sys_open compat_sys_open\n13 32 time sys_time32\n13 64 time sys_time\n13 spu time sys_time\n',
      'arch/powerpc/include/asm/syscall_wrapper.h': 'long sys##name(const struct pt_regs *regs);\n',
    };
    expect(rowsOf(tree, 'powerpc', '64')).toEqual([
      '0 restart_syscall sys_restart_syscall sys_restart_syscall',
      '5 open sys_open sys_open',
      '13 time sys_time sys_time',
    ]);
    expect(rowsOf(tree, 'powerpc', '32')[2]).toBe('13 time sys_time32 sys_time32');
  });

  test('counts the three ABIs of MIPS from their bases and looks behind its stubs', () => {
    const tree = {
      'arch/mips/include/uapi/asm/unistd.h': `
#if _MIPS_SIM == _MIPS_SIM_ABI32
#define __NR_Linux 4000
#endif
#if _MIPS_SIM == _MIPS_SIM_ABI64
#define __NR_Linux 5000
#endif
#if _MIPS_SIM == _MIPS_SIM_NABI32
#define __NR_Linux 6000
#endif
`,
      'arch/mips/kernel/syscalls/syscall_o32.tbl':
        '2 o32 fork __sys_fork\n5 o32 open sys_open compat_sys_open\n18 o32 unused18 sys_ni_syscall\n',
      'arch/mips/kernel/syscalls/syscall_n32.tbl': '2 n32 open sys_open\n',
      'arch/mips/kernel/syscalls/syscall_n64.tbl': '2 n64 open sys_open\n460 common lsm sys_lsm\n',
    };
    expect(rowsOf(tree, 'mips', 'o32')).toEqual([
      '4002 fork sys_fork __sys_fork',
      '4005 open compat_sys_open compat_sys_open',
    ]);
    expect(rowsOf(tree, 'mips', 'n32')).toEqual(['6002 open sys_open sys_open']);
    expect(rowsOf(tree, 'mips', 'n64')).toEqual(['5002 open sys_open sys_open', '5460 lsm sys_lsm sys_lsm']);
  });

  test('looks behind the stubs of arm and adds the base of its old ABI', () => {
    const tree = {
      'arch/arm/tools/syscall.tbl':
        '13 oabi time sys_time32\n119 common sigreturn sys_sigreturn_wrapper\n195 common stat64 sys_stat64 sys_oabi_stat64\n',
      'arch/arm/include/uapi/asm/unistd.h': '#define __NR_OABI_SYSCALL_BASE 0x900000\n',
    };
    expect(rowsOf(tree, 'arm', 'eabi')).toEqual([
      '119 sigreturn sys_sigreturn sys_sigreturn_wrapper',
      '195 stat64 sys_stat64 sys_stat64',
    ]);
    expect(rowsOf(tree, 'arm', 'oabi')).toContain('9437379 stat64 sys_oabi_stat64 sys_oabi_stat64');
  });
});

test('reports the ABIs that a tree has no known table for', () => {
  const { rows, missing } = readSyscalls((path) => X86[path as keyof typeof X86]);
  expect(new Set(rows.map((row: SyscallRow) => row.arch))).toEqual(new Set(['x86_64', 'i386']));
  expect(missing).toContainEqual({ arch: 'arm64', abi: '64' });
  expect(missing).not.toContainEqual({ arch: 'x86_64', abi: '64' });
});

test('survives tables and headers that make no sense', () => {
  const junk = {
    ...X86,
    'arch/x86/entry/syscalls/syscall_64.tbl': '\u0000\n0\n1 common\nx common y z\n9 64 ok sys_ok\n',
  };
  expect(rowsOf(junk, 'x86_64', '64')).toEqual(['9 ok sys_ok sys_ok']);
  const loop = {
    'arch/riscv/include/asm/unistd.h':
      '#include <uapi/asm/unistd.h>\n#endif\n#else\n#if (((\n__SYSCALL(__NR_x, sys_x)\n',
    'arch/riscv/include/uapi/asm/unistd.h':
      '#define A A\n#if A\n#endif\n#include <uapi/asm/unistd.h>\n#define __NR_y A\n__SYSCALL(__NR_y, sys_y)\n',
  };
  expect(rowsOf(loop, 'riscv', '64')).toEqual(['0 y sys_y sys_y']);
});
