/** Programs and libraries: which syscalls stand behind their functions, commands and messages (`data/programs.json`). */
import { z } from 'zod';
import programs from '../../../data/programs.json' with { type: 'json' };
import { literalParts, matchesPattern } from '../message-pattern.js';

const Version = z.string().regex(/^\d+(?:\.\d+)*$/);
/** On an arch the first that it has is called, unless that fails with ENOSYS. */
const Syscalls = z.array(z.string().regex(/^[a-z_][a-z0-9_]*$/)).min(1);
const Source = z.url({ protocol: /^https$/ });

/** What a function of a library or a command calls; entries of one name hold for different versions. */
const ProgramCall = z.strictObject({
  names: z.array(z.string().min(1)).min(1),
  of: z.string().min(1),
  since: Version.optional(),
  before: Version.optional(),
  command: z.literal(true).optional(),
  cmd: z.string().optional(),
  syscalls: Syscalls,
  source: Source,
});
export type ProgramCall = z.infer<typeof ProgramCall>;

/** What a program prints, `*` for whatever stands between, and what had failed by then. */
const ProgramMessage = z.strictObject({
  says: z
    .string()
    .min(6)
    .regex(/^[a-z0-9_]/),
  of: z.string().min(1),
  errno: z.string().optional(),
  cmd: z.string().optional(),
  syscalls: Syscalls,
  source: Source,
});
export type ProgramMessage = z.infer<typeof ProgramMessage>;

const Programs = z.strictObject({
  calls: z.array(ProgramCall),
  messages: z.array(ProgramMessage),
  /** What follows is an errno that came in an answer over netlink (netlink_ack, net/netlink/af_netlink.c): no call failed with it. */
  netlink: z.array(ProgramMessage),
});

interface Known extends z.infer<typeof Programs> {
  readonly byName: ReadonlyMap<string, readonly ProgramCall[]>;
  readonly packages: ReadonlySet<string>;
}
let read: Known | undefined;

/** What is known of programs; read when first asked for, as most commands never ask. */
export function knownPrograms(): Known {
  read ??= known();
  return read;
}

function known(): Known {
  const { calls, messages, netlink } = Programs.parse(programs);
  const byName = new Map<string, ProgramCall[]>();
  for (const call of calls) for (const name of call.names) byName.set(name, [...(byName.get(name) ?? []), call]);
  const owners = [...calls, ...messages, ...netlink].map(({ of }) => of).filter((of) => of !== 'linux');
  return { calls, messages, netlink, byName, packages: new Set([...owners, ...byName.keys(), ...OTHER_PACKAGES]) };
}

/** Whether a name, in lower case, can stand before a version. */
export function isPackage(name: string): boolean {
  return knownPrograms().packages.has(name);
}

const OTHER_PACKAGES: readonly string[] = [
  ...['docker', 'dockerd', 'postgres', 'java', 'jdk', 'kubelet', 'k8s', 'golang', 'nodejs', 'musl', 'libc', 'libmount'],
  ...['nginx', 'bcc', 'bpftrace', 'perf', 'strace', 'gcc', 'clang', 'ubuntu', 'fedora', 'rhel', 'alpine', 'mariadb'],
];

/** A version of a package that a question names. */
export interface NamedVersion {
  readonly name: string;
  readonly version: string;
}

/** What a function or command calls, in the versions that are named, else in all of them, older ones first. */
export function callsOf(name: string, versions: readonly NamedVersion[] = []): readonly ProgramCall[] {
  const entries = knownPrograms().byName.get(name) ?? [];
  const fitting = entries.filter(({ of, since, before }) => {
    const told = versions.find((one) => one.name === of || (of === 'util-linux' && one.name === 'libmount'));
    if (told === undefined) return true;
    return (
      (since === undefined || compareVersions(told.version, since) >= 0) &&
      (before === undefined || compareVersions(told.version, before) < 0)
    );
  });
  return fitting.length > 0 ? fitting : entries;
}

/** What `mount` and `umount` start for a type of file system, and that type: `mount.nfs` (mount(8)). */
export function mountHelper(word: string): { readonly program: string; readonly type: string } | undefined {
  const [, program, type] = /^(u?mount)\.([a-z0-9]+)[a-z0-9_.-]*$/.exec(word) ?? [];
  return program === undefined || type === undefined ? undefined : { program, type };
}

/** Newer versions are likelier, so that what they call leads; a name whose entries are all older keeps its order. */
export function behind(entries: readonly ProgramCall[]): readonly string[] {
  return [...new Set(entries.toReversed().flatMap(({ syscalls }) => syscalls))];
}

/** The entry whose pattern says most of a text. */
export function messageIn(text: string): ProgramMessage | undefined {
  return longestIn(knownPrograms().messages, text);
}

/** The same of errnos that came over netlink, with the call that sent the request. */
export function netlinkMessageIn(text: string): ProgramMessage | undefined {
  return longestIn(knownPrograms().netlink, text);
}

function longestIn(messages: readonly ProgramMessage[], text: string): ProgramMessage | undefined {
  let best: ProgramMessage | undefined;
  let most = 0;
  for (const message of messages) {
    if (!matchesFromWord(message.says, text)) continue;
    const length = literalParts(message.says).join('').length;
    if (length > most) [best, most] = [message, length];
  }
  return best;
}

/** A message begins where a word does: "map failed" is no part of "uid_map failed". */
function matchesFromWord(says: string, text: string): boolean {
  const [first = ''] = says.split('*');
  const lower = text.toLowerCase();
  for (
    let at = lower.indexOf(first.split(' ')[0] ?? '');
    at >= 0;
    at = lower.indexOf(first.split(' ')[0] ?? '', at + 1)
  ) {
    if (!/\w/.test(lower[at - 1] ?? ' ')) return matchesPattern(says, text.slice(at));
  }
  return false;
}

/** Negative where `a` is older. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
