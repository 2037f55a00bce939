/** Arches: the spellings that are accepted, the canonical names, and the kernel's folders and ABIs behind them. */
import { nearest } from './nearest.js';

/** What is known of an arch. */
interface ArchFacts {
  /** Its folder under `arch/`. */
  readonly directory: string;
  /** Its syscall ABIs: the native one, then those a 64-bit kernel offers beside it (32-bit programs, x32). */
  readonly abis: readonly [native: string, ...compat: string[]];
  /** Other spellings: `uname -m`, Debian, Go, Rust. */
  readonly also: readonly string[];
}

/** The arches whose syscalls are indexed, in the order of the documentation. */
export const ARCHES = {
  x86_64: { directory: 'x86', abis: ['64', 'x32', 'ia32'], also: ['amd64', 'x64', 'x86-64'] },
  arm64: { directory: 'arm64', abis: ['64', '32'], also: ['aarch64'] },
  riscv: { directory: 'riscv', abis: ['64', '32'], also: ['riscv64', 'rv64', 'riscv64gc'] },
  s390: { directory: 's390', abis: ['64', '32'], also: ['s390x'] },
  powerpc: {
    directory: 'powerpc',
    abis: ['64', '32'],
    also: ['ppc64le', 'ppc64el', 'ppc64', 'ppc', 'powerpc64', 'powerpc64le'],
  },
  arm: {
    directory: 'arm',
    abis: ['eabi', 'oabi'],
    also: ['armhf', 'armel', 'arm32', 'armv5tel', 'armv6l', 'armv7', 'armv7l'],
  },
  mips: {
    directory: 'mips',
    abis: ['n64', 'n32', 'o32'],
    also: ['mips64', 'mipsel', 'mips64el', 'mips64le', 'mipsle'],
  },
  loongarch: { directory: 'loongarch', abis: ['64'], also: ['loongarch64', 'loong64'] },
  i386: { directory: 'x86', abis: ['32'], also: ['x86', '386', 'i486', 'i586', 'i686', 'ia32'] },
} as const satisfies Record<string, ArchFacts>;

/** A canonical arch name. */
export type Arch = keyof typeof ARCHES;

const spellings = new Map<string, Arch>();
for (const name of Object.keys(ARCHES)) {
  if (!isArch(name)) continue;
  for (const spelling of [name, ...ARCHES[name].also]) spellings.set(spelling, name);
}

/** Canonical arch names, in the order of the documentation. */
export const ARCH_NAMES: readonly Arch[] = [...new Set(spellings.values())];

export type ArchResult =
  | { readonly ok: true; readonly arch: Arch }
  | { readonly ok: false; readonly reason: string; readonly suggestions: readonly string[] };

/** Understands the name of an arch as `uname -m`, a distribution, a compiler or the kernel spells it, in any case. */
export function parseArch(text: string): ArchResult {
  const input = text.trim().toLowerCase().slice(0, 40);
  const arch = spellings.get(input);
  if (arch !== undefined) return { ok: true, arch };
  return {
    ok: false,
    reason: `"${input}" is not an arch; known are ${ARCH_NAMES.join(', ')}`,
    suggestions: [...new Set(nearest(input, spellings.keys()).flatMap((near) => spellings.get(near) ?? []))],
  };
}

function isArch(name: string): name is Arch {
  return Object.hasOwn(ARCHES, name);
}
