/** What a program or the kernel's log complained of: the errno, the syscall that it names, the cause that its words fit. */
import type { Cause } from '../../schemas/cause.js';
import type { Observed } from '../../tools/read/observed.js';
import type { Arch } from '../arch.js';
import { isMeant, likeliest } from '../ask/likeliest.js';
import { netlinkMessageIn } from '../ask/programs.js';
import { saidErrnos } from '../ask/said-errnos.js';
import { saidSyscalls } from '../ask/said-syscalls.js';
import { wordsOf } from '../ask/words.js';
import { searchCauses } from '../causes.js';
import { errnoByName } from '../errno.js';
import { literalParts, matchesPattern } from '../message-pattern.js';
import type { Pack } from '../pack.js';
import { syscallsOf } from '../syscalls.js';
import { errnoNameOf } from './failures.js';
import { resolveSyscall } from './resolve.js';

export interface Complaint {
  readonly line: string;
  readonly from: 'application' | 'dmesg';
  /** A canonical name. */
  readonly errno: string | undefined;
  /** A syscall of the arch. */
  readonly syscall: string | undefined;
  /** The command of it that a known message means: `F_SETLK`. */
  readonly cmd: string | undefined;
  /** Whether a known message says that the errno came in an answer over netlink: the call itself went well. */
  readonly netlink: boolean;
  /** The causes whose message it is: several where it can be any of them. */
  readonly causes: readonly Cause[];
}

/** Lines that are looked at: the first that say something. */
const MOST_LINES = 12;

/** Of a longer line the beginning is read. */
const MOST_TEXT = 1200;

/** Letters of a pattern beside the errno's message that make it more than that message. */
const TELLING = 6;

/** The line that says most: a known message first, then one with a syscall. */
export async function complaintOf(pack: Pack, arch: Arch, { said }: Observed): Promise<Complaint | undefined> {
  const complaints: Complaint[] = [];
  for (const { line, from, errno: code } of said.slice(0, MOST_LINES)) {
    const told = errnoNameOf(code, arch);
    const words = await saidBy(pack, arch, line, told, from);
    const known = knownCauses(line, told);
    const errno = words.errno ?? known[0]?.errnos[0];
    const syscall = words.syscall ?? (await firstKnown(pack, arch, known[0]?.syscalls ?? []));
    complaints.push({
      line,
      from,
      errno,
      syscall,
      cmd: words.cmd,
      netlink: words.netlink,
      causes: words.netlink ? [] : known,
    });
  }
  const weight = ({ causes, syscall, errno }: Complaint): number =>
    (causes.length > 0 ? 4 : 0) + (syscall ? 2 : 0) + (errno ? 1 : 0);
  return complaints.toSorted((a, b) => weight(b) - weight(a))[0];
}

/** The cause whose message a line is, where its words say more than the errno's own. */
export function knownCause(line: string, errno: string | undefined): Cause | undefined {
  return knownCauses(line, errno)[0];
}

/** All of which the same words are. */
function knownCauses(line: string, errno: string | undefined): readonly Cause[] {
  const own = (errno === undefined ? '' : (errnoByName(errno)?.message ?? '')).toLowerCase();
  const said = searchCauses({ message: line, ...(errno !== undefined && { errno }) }).map((cause) => {
    const lengths = cause.messages
      .filter((pattern) => matchesPattern(pattern, line))
      .map((pattern) => literalParts(pattern).join(''))
      .filter((words) => words.replace(own, '').length >= TELLING)
      .map(({ length }) => length);
    return { cause, length: Math.max(0, ...lengths) };
  });
  const [first] = said.filter(({ length }) => length > 0);
  return said.filter(({ length }) => length > 0 && length === first?.length).map(({ cause }) => cause);
}

/** What tells a call in the kernel's log: its other words tell what the kernel does itself (`Out of memory: Killed process`). */
const SURE: ReadonlySet<string> = new Set(['entry', 'number', 'call', 'message', 'command']);

/** What a line says by its words: as a question that is asked in them is read. */
async function saidBy(
  pack: Pack,
  arch: Arch,
  line: string,
  told: string | undefined,
  from: Complaint['from'],
): Promise<Pick<Complaint, 'syscall' | 'errno' | 'cmd' | 'netlink'>> {
  const text = line.slice(0, MOST_TEXT);
  const sent = netlinkMessageIn(text);
  if (sent !== undefined && told !== undefined)
    return { errno: told, syscall: await firstKnown(pack, arch, sent.syscalls), cmd: undefined, netlink: true };
  const words = wordsOf(text);
  const named = saidErrnos(text, words, arch);
  const errnos = named.filter(({ name }) => told === undefined || name === told);
  const rows = await syscallsOf(pack, arch);
  const said = await saidSyscalls({ pack, arch, text, words, errnos, versions: [], call: undefined });
  const best = said.find((one) => (from !== 'dmesg' || SURE.has(one.how)) && isMeant(pack, arch, one, rows, told));
  const message = best?.facts.find((fact) => 'says' in fact);
  // What libc says in general is a part of some messages that mean something of their own.
  const own = errnos.every(({ how }) => how === 'message') ? message?.errno : undefined;
  const errno = own ?? told ?? message?.errno;
  if (best === undefined) return { errno, syscall: undefined, cmd: undefined, netlink: false };
  const isNamed = best.syscalls[0] === best.text.toLowerCase();
  return {
    errno,
    syscall: likeliest(pack, arch, best.syscalls, rows, errno, isNamed),
    cmd: message?.cmd,
    netlink: false,
  };
}

async function firstKnown(pack: Pack, arch: Arch, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const syscall = await resolveSyscall(pack, name, arch);
    if (syscall?.function !== undefined && syscall.function !== null) return syscall.name;
  }
  return undefined;
}
