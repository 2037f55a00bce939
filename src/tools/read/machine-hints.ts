/** What an output says in passing of the machine that it comes from: the kernel's release, and the errno that was asked for. */
import { errnoByName } from '../../domain/errno.js';
import { Mark } from './lines.js';
import type { Notes } from './notes.js';

/** Lines at the start in which a release is looked for. */
const MOST_LINES = 400;

/** `6.1.0-55-cloud-amd64`, `6.12.117+deb12-cloud-amd64`, `5.15.0-105-generic`: after a word that says what it is, or a path. */
const RELEASE =
  /(?:\/lib\/modules\/|linux[- ]headers-|[Ll]inux version |[Ll]inux(?: \S{1,64})? |[Kk]ernel:? |kernel release:? |uname -r\D{0,10}|^)(\d{1,2}\.\d{1,3}\.\d{1,4}(?:[-+.~_][\w.+~-]{1,80})?)(?![\w.])/;
/** A line that a shell was given: a prompt, or sudo. */
const GIVEN = /^(?:[$#] |\S{1,64}[@:]\S{0,200}[$#] |sudo )/;
const SOUGHT =
  /(?:-e|-x|--errno|--allow-errors|-e=)[ =](E[A-Z0-9]{2,23})\b|(?:==\s?-|\bsyscount\S{0,8} .{0,80}?(?:-e |--errno[ =]))(\d{1,4})\b/;

export function machineHints(notes: Notes): { read(line: string, marks: number): void } {
  let lines = 0;
  return {
    read(line, marks) {
      if (lines++ >= MOST_LINES || !(marks & (Mark.digit | Mark.upper))) return;
      const release = RELEASE.exec(line)?.[1];
      if (release !== undefined && /[-+~]/.test(release)) notes.release(release);
      if (!GIVEN.test(line)) return;
      const [, name, number] = SOUGHT.exec(line) ?? [];
      if (name !== undefined && errnoByName(name)) notes.sought(name);
      else if (number !== undefined) notes.sought(Number(number));
    },
  };
}

/** Symbols that only one arch has: entries of syscalls, what calls them. */
const OF_ARCH: readonly (readonly [RegExp, string])[] = [
  [/^__(?:x64|ia32|ia32_compat)_sys_|^entry_SYSCALL_64|^x64_sys_call$/, 'x86_64'],
  [/^__arm64_(?:compat_)?sys_|^el0t?_|^do_el0_svc|^invoke_syscall/, 'arm64'],
  [/^__riscv_(?:compat_)?sys_|^do_trap_ecall_u$/, 'riscv'],
  [/^__s390x?_(?:compat_)?sys_/, 's390'],
  [/^__powerpc_(?:compat_)?sys_|^system_call_exception$/, 'powerpc'],
];

/** The arch that symbols, or else the name of a release, tell. */
export function archOfSymbols(symbols: Iterable<string>): string | undefined {
  for (const symbol of symbols) {
    const arch = OF_ARCH.find(([pattern]) => pattern.test(symbol))?.[1];
    if (arch !== undefined) return arch;
  }
  return undefined;
}

export function archOfRelease(release: string): string | undefined {
  return /[-.](amd64|x86_64|arm64|aarch64|riscv64|s390x|ppc64(?:le|el)|loong(?:arch)?64|armv7l|i686)$/.exec(
    release,
  )?.[1];
}
