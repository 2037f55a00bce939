/** The syscalls of a release for each arch and ABI: number, name, C body and entry symbol, from the tree's own tables. */
import { ARCHES, type Arch } from '../../src/domain/arch.js';
import { preprocess } from './preprocess.js';
import { evaluate } from './preprocessor-expression.js';
import { type AbiSource, type HeaderSource, SYSCALL_SOURCES } from './syscall-sources.js';
import { entrySymbol, withoutPrefix, wrapperStems } from './syscall-wrapper.js';
import type { TreeText } from './tree-text.js';

export interface SyscallRow {
  readonly arch: Arch;
  readonly abi: string;
  /** What user space passes: with MIPS' base, x32's bit, OABI's base. */
  readonly number: number;
  readonly name: string;
  /** The C body's name, `sys_X` or `compat_sys_X`; `sys_ni_syscall` where the release has no such syscall any more. */
  readonly body: string;
  /** The symbol to trace, as this release spells it. */
  readonly entry: string;
}

export interface SyscallTables {
  /** Ordered by arch, ABI, number; one row for each (arch, ABI, name). */
  readonly rows: readonly SyscallRow[];
  /** ABIs whose table is not in the tree in a form that is known. */
  readonly missing: readonly { readonly arch: Arch; readonly abi: string }[];
}

/** A row of a table before its function is turned into a body and an entry. */
interface TableRow {
  readonly number: number;
  readonly name: string;
  readonly function: string;
}

const NO_SYSCALL = 'sys_ni_syscall';

const COMMON_TABLE = 'scripts/syscall.tbl';

/** Whether {@link readSyscalls} may ask for a path. */
export function syscallTablePaths(path: string): boolean {
  return (
    /^(?:scripts|arch\/\w+\/(?:entry\/syscalls|syscalls|kernel\/syscalls|tools))\/syscall\w*\.tbl$/.test(path) ||
    /^arch\/\w+\/include\/(?:uapi\/)?asm\/(?:unistd(?:32)?|syscall_wrapper)\.h$/.test(path) ||
    /^arch\/\w+\/kernel\/Makefile\.syscalls$/.test(path) ||
    path === 'include/uapi/asm-generic/unistd.h' ||
    SYSCALL_SOURCES.some(({ renames }) => renames === path)
  );
}

/** Reads the syscalls of every known arch and ABI from a tree's tables, headers and wrapper macros. */
export function readSyscalls(read: TreeText): SyscallTables {
  const rows: SyscallRow[] = [];
  const missing: { arch: Arch; abi: string }[] = [];
  for (const source of SYSCALL_SOURCES) {
    const table = readTable(source, read);
    if (table === undefined || table.length === 0) missing.push({ arch: source.arch, abi: source.abi });
    else rows.push(...abiRows(source, table, read));
  }
  return { rows, missing };
}

function abiRows(source: AbiSource, table: readonly TableRow[], read: TreeText): SyscallRow[] {
  const { arch, abi, prefixes, wrapperNeeds = '' } = source;
  const wrapper = read(`arch/${ARCHES[arch].directory}/include/asm/syscall_wrapper.h`);
  const stems = wrapperStems(wrapper?.includes(wrapperNeeds) ? wrapper : undefined);
  const renames = readRenames(source.renames === undefined ? undefined : read(source.renames));
  const offset = readOffset(source, read);
  const names = new Set<string>();
  const rows: SyscallRow[] = [];
  for (const row of table) {
    // MIPS and SPARC name the holes of their tables.
    if (names.has(row.name) || /^(?:unused|reserved)\d+$/.test(row.name)) continue;
    names.add(row.name);
    const named = withoutPrefix(row.function);
    const called = renames.get(named) ?? named;
    rows.push({
      arch,
      abi,
      number: row.number + offset,
      name: row.name,
      body: bodyName(called),
      entry: entrySymbol(called, prefixes, stems),
    });
  }
  return rows.sort((a, b) => a.number - b.number);
}

/** The body behind a stub in assembly: MIPS saves registers in `__sys_X`, arm in `sys_X_wrapper`. */
function bodyName(name: string): string {
  return name.replace(/^__(?=sys_)/, '').replace(/^(sys_\w+)_wrapper$/, '$1');
}

function readTable(source: AbiSource, read: TreeText): TableRow[] | undefined {
  const { directory } = ARCHES[source.arch];
  for (const table of source.tables) {
    if (table.kind === 'tbl') {
      const text = read(table.path);
      if (text !== undefined && holdsAbi(text, source.onlyWith)) return parseTbl(text, table.abis, source.compat);
    } else if (table.kind === 'asm-headers') {
      const { path, abis } = asmHeadersTable(read(`arch/${directory}/kernel/Makefile.syscalls`), table.bits);
      // arm64's is a link to the common one, and links are passed over.
      const text = read(path) ?? read(COMMON_TABLE);
      if (text !== undefined) return parseTbl(text, abis, source.compat);
    } else if (read(table.path) !== undefined) {
      return readHeader(table, directory, read);
    }
  }
  return undefined;
}

function holdsAbi(text: string, abi: string | undefined): boolean {
  return abi === undefined || text.split('\n').some((line) => /^\d+\s+(\S+)/.exec(line)?.[1] === abi);
}

/** Rows of a `.tbl` file: `number abi name [function[/flags] [compat function …]]`, `-` for an empty column. */
function parseTbl(text: string, abis: readonly string[], compat: boolean): TableRow[] {
  const rows: TableRow[] = [];
  for (const line of text.split('\n')) {
    const [number = '', abi = '', name, native = '-', other = '-'] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!/^\d+$/.test(number) || name === undefined || !abis.includes(abi)) continue;
    const called = compat && other !== '-' ? other : native;
    rows.push({ number: Number(number), name, function: called === '-' ? NO_SYSCALL : called.replace(/\/.*/, '') });
  }
  return rows;
}

/** The table and ABIs that an arch's `Makefile.syscalls` sets over the defaults of `scripts/Makefile.asm-headers`. */
function asmHeadersTable(makefile: string | undefined, bits: 32 | 64): { path: string; abis: string[] } {
  const abis = ['common', String(bits)];
  let path = COMMON_TABLE;
  for (const [, variable, value = ''] of (makefile ?? '').matchAll(/^(\w+)[ \t]*\+?=[ \t]*(.*)$/gm)) {
    if (variable === `syscall_abis_${bits}`) abis.push(...value.split(/\s+/).filter((abi) => abi !== ''));
    if (variable === 'syscalltbl') path = value.trim().replace('$(srctree)/', '').replace('%', String(bits));
  }
  return { path, abis };
}

function readHeader(source: HeaderSource, directory: string, read: TreeText): TableRow[] {
  const { calls, defines } = preprocess(source.path, read, {
    defines: source.defines,
    collect: '__SYSCALL',
    include: (name) => includedHeader(name, directory),
  });
  // The 32-bit and 64-bit names of a shared number: `#define __NR_fcntl64 __NR3264_fcntl`.
  const shared = new Map<string, string>();
  for (const [name, { body }] of defines) if (name.startsWith('__NR_')) shared.set(body, name);
  return calls.flatMap(([number = '', called = '']) => {
    const name = (number.startsWith('__NR_') ? number : shared.get(number))?.slice('__NR_'.length);
    return name === undefined ? [] : [{ number: evaluate(number, defines), name, function: called }];
  });
}

function includedHeader(name: string, directory: string): string | undefined {
  if (name === 'uapi/asm/unistd.h') return `arch/${directory}/include/uapi/asm/unistd.h`;
  return name === 'asm-generic/unistd.h' ? 'include/uapi/asm-generic/unistd.h' : undefined;
}

function readOffset({ arch, offset }: AbiSource, read: TreeText): number {
  if (offset === undefined) return 0;
  const include = (name: string) => includedHeader(name, ARCHES[arch].directory);
  const { defines } = preprocess(offset.path, read, { defines: offset.defines, collect: '__SYSCALL', include });
  return evaluate(offset.macro, defines);
}

/** `#define __arm64_sys_personality __arm64_sys_arm64_personality`: table functions that go by another name. */
function readRenames(text: string | undefined): Map<string, string> {
  const renames = (text ?? '').matchAll(/^#\s*define\s+(\w*sys_\w+)\s+(\w*sys_\w+)\s*$/gm);
  return new Map([...renames].map(([, from = '', to = '']) => [withoutPrefix(from), withoutPrefix(to)]));
}
