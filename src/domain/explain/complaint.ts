/** What a program or the kernel's log complained of: the errno, the syscall that it names, the cause that its words fit. */
import type { Cause } from '../../schemas/cause.js';
import type { Observed } from '../../tools/read/observed.js';
import type { Arch } from '../arch.js';
import { searchCauses } from '../causes.js';
import { errnoByName } from '../errno.js';
import { literalParts, matchesPattern } from '../message-pattern.js';
import type { Pack } from '../pack.js';
import { errnoNameOf } from './failures.js';
import { resolveSyscall } from './resolve.js';
import { saidCalls } from './said-calls.js';

export interface Complaint {
  readonly line: string;
  readonly from: 'application' | 'dmesg';
  /** A canonical name. */
  readonly errno: string | undefined;
  /** A syscall of the arch. */
  readonly syscall: string | undefined;
  /** The cause whose message it is, where its words say more than the errno's own. */
  readonly cause: Cause | undefined;
}

/** Lines that are looked at: the first that say something. */
const MOST_LINES = 12;

/** Letters of a pattern beside the errno's message that make it more than that message. */
const TELLING = 6;

/** The line that says most: a known message first, then one with a syscall. */
export async function complaintOf(pack: Pack, arch: Arch, { said }: Observed): Promise<Complaint | undefined> {
  const complaints: Complaint[] = [];
  for (const { line, from, errno: code } of said.slice(0, MOST_LINES)) {
    const told = errnoNameOf(code, arch);
    const cause = knownCause(line, told);
    const errno = told ?? cause?.errnos[0];
    const syscall =
      (await namedSyscall(pack, arch, line, told)) ?? (await firstKnown(pack, arch, cause?.syscalls ?? []));
    complaints.push({ line, from, errno, syscall, cause });
  }
  const weight = ({ cause, syscall, errno }: Complaint): number =>
    (cause ? 4 : 0) + (syscall ? 2 : 0) + (errno ? 1 : 0);
  return complaints.toSorted((a, b) => weight(b) - weight(a))[0];
}

/** The cause whose message a line is, where its words say more than the errno's own. */
export function knownCause(line: string, errno: string | undefined): Cause | undefined {
  const own = errno === undefined ? '' : (errnoByName(errno)?.message ?? '');
  return searchCauses({ message: line, ...(errno !== undefined && { errno }) }).find(({ messages }) =>
    messages.some(
      (pattern) =>
        matchesPattern(pattern, line) &&
        literalParts(pattern).join('').replace(own.toLowerCase(), '').length >= TELLING,
    ),
  );
}

async function namedSyscall(
  pack: Pack,
  arch: Arch,
  line: string,
  errno: string | undefined,
): Promise<string | undefined> {
  const message = errno === undefined ? '' : (errnoByName(errno)?.message ?? '');
  const at = message === '' ? -1 : line.toLowerCase().indexOf(message.toLowerCase());
  const without = at < 0 ? line : `${line.slice(0, at)}${line.slice(at + message.length)}`;
  return firstKnown(pack, arch, saidCalls(without));
}

async function firstKnown(pack: Pack, arch: Arch, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const syscall = /^\d/.test(name) ? undefined : await resolveSyscall(pack, name, arch);
    if (syscall?.function !== undefined && syscall.function !== null) return syscall.name;
  }
  return undefined;
}
