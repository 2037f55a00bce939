/** Records of the audit log that tell of syscalls: as the daemon writes them, as the kernel logs them, and as `ausearch -i` shows them. */
import { Mark } from './lines.js';
import type { Notes } from './notes.js';
import type { Actor } from './observed.js';
import type { Reader, Taken } from './reader.js';

/** Types by name and by number (include/uapi/linux/audit.h): the exit of a syscall, and what a seccomp filter did. */
const RECORD = /\btype=(?:(SYSCALL|1300)|SECCOMP|1326)\s.{0,80}?\baudit\([^)]{1,80}\)\s?:\s(.{1,2000})$/;
const FIELD = /(?:^|\s)(\w{1,20})=("[^"]{0,200}"|\S{1,200})/g;

/** `AUDIT_ARCH_*` (include/uapi/linux/audit.h): the number of an ELF machine, and bits for 64 bits and little endian. */
const ARCH_CODES: Readonly<Record<string, string>> = {
  c000003e: 'x86_64',
  '40000003': 'i386',
  c00000b7: 'arm64',
  '40000028': 'arm',
  c00000f3: 'riscv64',
  '80000016': 's390x',
  '80000015': 'ppc64',
  c0000015: 'ppc64le',
  '80000008': 'mips64',
  c0000008: 'mips64el',
  c0000102: 'loongarch64',
};

/** `code=0x50001`: a filter's action, and with this one the errno in its low half (seccomp(2)). */
const SECCOMP_RET_ERRNO = 0x5;

export function auditReader(notes: Notes): Reader {
  return {
    id: 'audit',
    repeats: true,
    read(line, marks): Taken {
      if (!(marks & Mark.equals) || !(marks & Mark.paren)) return false;
      const [whole, exits, rest = ''] = RECORD.exec(line) ?? [];
      if (whole === undefined) return false;
      const fields = new Map(Array.from(rest.matchAll(FIELD), ([, name = '', value = '']) => [name, value]));
      const syscall = fields.get('syscall');
      const arch = fields.get('arch');
      if (arch !== undefined) notes.arch(ARCH_CODES[arch] ?? arch);
      const value = exits === undefined ? filtered(fields.get('code')) : fields.get('exit');
      if (syscall === undefined || value === undefined) return 'line';
      if (exits === undefined) notes.body(false, 1);
      const args = ['a0', 'a1', 'a2', 'a3'].flatMap((name) => {
        const digits = /^(?:0x)?([0-9a-f]{1,16})$/.exec(fields.get(name) ?? '')?.[1];
        return digits === undefined ? [] : [`0x${digits}`];
      });
      // `ENOSPC(No space left on device)`
      notes.event({
        ...actorOf(fields),
        tool: 'audit',
        syscall,
        args: args.join(', '),
        value: /^-?\w+/.exec(value)?.[0] ?? '',
      });
      return 'line';
    },
  };
}

/** What a syscall returns that a filter answers; undefined for other actions. */
function filtered(code: string | undefined): string | undefined {
  const number = Number(/^0x[0-9a-f]{1,8}(?=$|\()/i.exec(code ?? '')?.[0] ?? Number.NaN);
  return number >>> 16 === SECCOMP_RET_ERRNO ? String(-(number & 0xffff)) : undefined;
}

function actorOf(fields: ReadonlyMap<string, string>): Actor {
  const pid = fields.get('pid') ?? '';
  const comm = fields.get('comm') ?? '';
  return {
    ...(/^\d{1,9}$/.test(pid) && { pid: Number(pid) }),
    // Without quotes it is written in hexadecimal digits, as it holds what could break a line.
    ...(comm.startsWith('"') && { comm: comm.slice(1, -1) }),
  };
}
