/** Where each arch and ABI keeps its syscall table, and how its entries are spelled: data for `syscalls.ts`. */
import type { Arch } from '../../src/domain/arch.js';

/** A `.tbl` file: rows of number, ABI, name, function, compat function. */
interface TblSource {
  readonly kind: 'tbl';
  readonly path: string;
  /** The values of the ABI column that belong here. */
  readonly abis: readonly string[];
}

/** The table of 6.11 and newer that `scripts/Makefile.asm-headers` picks: `scripts/syscall.tbl` unless the arch says else. */
interface AsmHeadersSource {
  readonly kind: 'asm-headers';
  readonly bits: 32 | 64;
}

/** A header of `__SYSCALL(number, function)` calls. */
export interface HeaderSource {
  readonly kind: 'header';
  readonly path: string;
  readonly defines: Readonly<Record<string, string>>;
}

export interface AbiSource {
  readonly arch: Arch;
  readonly abi: string;
  /** Alternatives over the releases, the newest first; the first one that is in the tree is read. */
  readonly tables: readonly (TblSource | AsmHeadersSource | HeaderSource)[];
  /** An ABI that rows of a `.tbl` must have: kernels that dropped it keep the table. */
  readonly onlyWith?: string;
  /** Whether the compat column counts, where it is filled. */
  readonly compat: boolean;
  /** Prefixes of the entries, the newest first (see `entrySymbol`). */
  readonly prefixes: readonly string[];
  /** Text that the wrapper must hold before it counts for this ABI. */
  readonly wrapperNeeds?: string;
  /** A header's macro that is added to the numbers of the table. */
  readonly offset?: {
    readonly path: string;
    readonly macro: string;
    readonly defines: Readonly<Record<string, string>>;
  };
  /** A C file whose `#define`s give a table's function another name. */
  readonly renames?: string;
}

const x86 = 'arch/x86/entry/syscalls';
const oldX86 = 'arch/x86/syscalls';
const lp64 = { __BITS_PER_LONG: '64', __LP64__: '1' };

export const SYSCALL_SOURCES: readonly AbiSource[] = [
  {
    arch: 'x86_64',
    abi: '64',
    tables: [x86, oldX86].map((folder) => tbl(`${folder}/syscall_64.tbl`, 'common', '64')),
    compat: false,
    prefixes: ['__x64_'],
  },
  {
    arch: 'x86_64',
    abi: 'x32',
    tables: [x86, oldX86].map((folder) => tbl(`${folder}/syscall_64.tbl`, 'common', 'x32')),
    compat: false,
    // 4.17 to 5.6 had stubs of their own for x32's compat functions.
    prefixes: ['__x64_', '__x32_'],
    offset: { path: 'arch/x86/include/uapi/asm/unistd.h', macro: '__X32_SYSCALL_BIT', defines: {} },
  },
  {
    arch: 'x86_64',
    abi: 'ia32',
    tables: [x86, oldX86].map((folder) => tbl(`${folder}/syscall_32.tbl`, 'i386')),
    compat: true,
    prefixes: ['__ia32_'],
  },
  {
    arch: 'i386',
    abi: '32',
    tables: [x86, oldX86].map((folder) => tbl(`${folder}/syscall_32.tbl`, 'i386')),
    compat: false,
    prefixes: ['__ia32_'],
    // Up to 5.6 only 64-bit kernels had wrappers.
    wrapperNeeds: 'CONFIG_X86_32',
  },
  {
    arch: 'arm64',
    abi: '64',
    tables: [{ kind: 'asm-headers', bits: 64 }, header('arch/arm64/include/asm/unistd.h', lp64)],
    compat: false,
    prefixes: ['__arm64_'],
    renames: 'arch/arm64/kernel/sys.c',
  },
  {
    arch: 'arm64',
    abi: '32',
    tables: [{ kind: 'asm-headers', bits: 32 }, header('arch/arm64/include/asm/unistd32.h', {})],
    compat: true,
    prefixes: ['__arm64_'],
    renames: 'arch/arm64/kernel/sys32.c',
  },
  {
    arch: 'riscv',
    abi: '64',
    tables: [{ kind: 'asm-headers', bits: 64 }, header('arch/riscv/include/asm/unistd.h', lp64)],
    compat: false,
    prefixes: ['__riscv_'],
  },
  {
    arch: 'riscv',
    abi: '32',
    tables: [
      { kind: 'asm-headers', bits: 32 },
      header('arch/riscv/include/asm/unistd.h', { ...lp64, __SYSCALL_COMPAT: '1' }),
    ],
    compat: true,
    prefixes: ['__riscv_'],
  },
  {
    arch: 's390',
    abi: '64',
    tables: [tbl('arch/s390/kernel/syscalls/syscall.tbl', 'common', '64')],
    compat: false,
    prefixes: ['__s390x_'],
  },
  {
    arch: 's390',
    abi: '32',
    tables: [tbl('arch/s390/kernel/syscalls/syscall.tbl', 'common', '32')],
    onlyWith: '32',
    compat: true,
    prefixes: ['__s390_'],
  },
  {
    arch: 'powerpc',
    abi: '64',
    tables: [tbl('arch/powerpc/kernel/syscalls/syscall.tbl', 'common', 'nospu', '64')],
    compat: false,
    prefixes: [],
  },
  {
    arch: 'powerpc',
    abi: '32',
    tables: [tbl('arch/powerpc/kernel/syscalls/syscall.tbl', 'common', 'nospu', '32')],
    compat: true,
    prefixes: [],
  },
  {
    arch: 'arm',
    abi: 'eabi',
    tables: [tbl('arch/arm/tools/syscall.tbl', 'common', 'eabi')],
    compat: false,
    prefixes: [],
  },
  {
    arch: 'arm',
    abi: 'oabi',
    tables: [tbl('arch/arm/tools/syscall.tbl', 'common', 'oabi')],
    compat: true,
    prefixes: [],
    offset: { path: 'arch/arm/include/uapi/asm/unistd.h', macro: '__NR_OABI_SYSCALL_BASE', defines: {} },
  },
  mips('n64', '_MIPS_SIM_ABI64', false),
  mips('n32', '_MIPS_SIM_NABI32', true),
  mips('o32', '_MIPS_SIM_ABI32', true),
  {
    arch: 'loongarch',
    abi: '64',
    tables: [{ kind: 'asm-headers', bits: 64 }, header('arch/loongarch/include/asm/unistd.h', lp64)],
    compat: false,
    prefixes: [],
  },
];

function tbl(path: string, ...abis: readonly string[]): TblSource {
  return { kind: 'tbl', path, abis };
}

function header(path: string, defines: Readonly<Record<string, string>>): HeaderSource {
  return { kind: 'header', path, defines };
}

/** The three ABIs of a 64-bit MIPS kernel; each counts from a base of its own (`__NR_Linux`). */
function mips(abi: string, sim: string, compat: boolean): AbiSource {
  return {
    arch: 'mips',
    abi,
    tables: [tbl(`arch/mips/kernel/syscalls/syscall_${abi}.tbl`, abi, 'common')],
    compat,
    prefixes: [],
    offset: {
      path: 'arch/mips/include/uapi/asm/unistd.h',
      macro: '__NR_Linux',
      defines: { _MIPS_SIM_ABI32: '1', _MIPS_SIM_NABI32: '2', _MIPS_SIM_ABI64: '3', _MIPS_SIM: sim },
    },
  };
}
