/** Functions, tunables, commands and file systems that a question names. */

import { commandAmong, writtenFile } from '../call-arguments.js';
import { errnoByName } from '../errno.js';
import { findDefinitions, nearestFunctions } from '../functions.js';
import type { Pack } from '../pack.js';
import { nearestTunables, tunablesNamed } from '../tunable-answers.js';
import { tunableAt, tunablesOf } from '../tunables.js';
import { mountHelper } from './programs.js';
import type { Word } from './words.js';

const MOST_LOOKED_UP = 24;

/** Whether a word looks like the name of a function in C. */
function isIdentifier(text: string, { start, end, text: word }: Word, before: string | undefined): boolean {
  if (!/^[A-Za-z_][\w.]{2,80}$/.test(word) || text[start - 1] === '/') return false;
  return word.includes('_') || text[end] === '(' || /^(?:function|symbol|kprobe|kretprobe|probe)$/.test(before ?? '');
}

export interface NamedFunctions {
  /** Names that the kernel has. */
  readonly found: readonly Word[];
  /** Names that look like one and are none. */
  readonly unknown: readonly Word[];
}

export async function namedFunctions(
  pack: Pack,
  text: string,
  words: readonly Word[],
  isTaken: (word: Word) => boolean,
): Promise<NamedFunctions> {
  const looked = words.filter((word, at) => !isTaken(word) && isIdentifier(text, word, words[at - 1]?.lower));
  const found: Word[] = [];
  const unknown: Word[] = [];
  for (const word of looked.slice(0, MOST_LOOKED_UP)) {
    const name = word.text.split('.')[0] ?? word.text;
    const rows = await findDefinitions(pack, name);
    if (rows.some((row) => row.name === name)) found.push(word);
    else if (word.text.includes('_') && word.text === word.lower) unknown.push(word);
  }
  return { found, unknown };
}

export interface NamedTunable {
  readonly word: Word;
  /** Its names: several where only the last part of the name was given. */
  readonly names: readonly string[];
}

/** What a shell's `ulimit -n` stands for (bash, builtins/ulimit.def). */
const ULIMITS: Readonly<Record<string, string>> = {
  ...{
    c: 'CORE',
    d: 'DATA',
    e: 'NICE',
    f: 'FSIZE',
    i: 'SIGPENDING',
    l: 'MEMLOCK',
    m: 'RSS',
    n: 'NOFILE',
    q: 'MSGQUEUE',
  },
  ...{ r: 'RTPRIO', s: 'STACK', t: 'CPU', u: 'NPROC', v: 'AS', x: 'LOCKS' },
};

/** Tunables by name, by path, by the last part of a name (`max_user_watches`), resource limits (`RLIMIT_NOFILE`, `ulimit -n`). */
export function namedTunables(pack: Pack, words: readonly Word[]): readonly NamedTunable[] {
  return words.flatMap((word, at): NamedTunable[] => {
    const { text } = word;
    const limit = words[at - 1]?.lower === 'ulimit' ? ULIMITS[text] : undefined;
    if (limit !== undefined) return [{ word, names: [`RLIMIT_${limit}`] }];
    const looksLike = /^[a-z][\w*-]*(?:[./][\w*-]+)+$|^\/?proc\/sys\/|^\/sys\/|^RLIMIT_/.test(text);
    if (looksLike) {
      const names = [...new Set(tunablesNamed(pack, text).map((id) => tunableAt(pack.tunables, id)?.name ?? text))];
      if (names.length > 0) return [{ word, names }];
    }
    if (!/^[a-z]\w*_\w+$/.test(text)) return [];
    const ends = [
      ...new Set(
        tunablesOf(pack)
          .map(({ name }) => name)
          .filter((name) => name.endsWith(`.${text}`)),
      ),
    ];
    return ends.length === 0 ? [] : [{ word, names: ends }];
  });
}

/** What is near to a name that is not known. */
export async function nearNames(pack: Pack, name: string, syscalls: readonly string[]): Promise<readonly string[]> {
  const functions = await nearestFunctions(pack, name);
  return [...new Set([...syscalls, ...functions, ...nearestTunables(pack, name)])].slice(0, 5);
}

export interface NamedCommand {
  readonly cmd?: string;
  readonly family?: string;
}

/**
 * The constant or the written file that stands for a command of the syscall.
 * @param file - the name of a file that is written to, where its folder is not told
 */
export function namedCommand(
  pack: Pack,
  syscall: string,
  words: readonly Word[],
  text: string,
  file: string | undefined,
): NamedCommand {
  const { commands } = pack.graph;
  const constants = words.filter(({ text: word }) => /^[A-Z][A-Z0-9_]{4,60}$/.test(word) && !errnoByName(word));
  const family = constants.find(({ text: word }) => /^[AP]F_/.test(word))?.text;
  const constant = commandAmong(
    commands,
    syscall,
    constants.map(({ text: word }) => word),
  );
  const written = writtenFile(commands, syscall, text) ?? (commands.includes(file ?? '') ? file : undefined);
  const cmd = constant ?? written;
  return { ...(cmd !== undefined && { cmd }), ...(family !== undefined && { family }) };
}

/** File systems that are told apart (`Documentation/filesystems/`), by the names that people use. */
const FILE_SYSTEMS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    `ext2 ext4 xfs btrfs f2fs nfs cifs smb3 fuse tmpfs overlay erofs squashfs vfat exfat ntfs3 ceph 9p jfs gfs2 ocfs2 nilfs2
    udf iso9660 hugetlbfs proc sysfs cgroup cgroup2 devpts bcachefs virtiofs ubifs`
      .split(/\s+/)
      .map((name) => [name, name]),
  ),
  ...{ ext3: 'ext4', overlayfs: 'overlay', overlay2: 'overlay', nfs4: 'nfs' },
};

const LEADS_TO_TYPE = /^(?:on|an|mounting|mount|of|type|over|a|with|in|auf|-t|t|using|for|the|fstype)$/;
/** What stands behind one: `an ext4 volume`. */
const IS_TYPE = /^(?:fs|filesystem|filesystems|volume|partition|image|mounts?)$/;

/** The file system of a question, where a word leads to it. */
export function namedFileSystem(words: readonly Word[]): string | undefined {
  const at = words.findIndex(
    ({ text, lower }, i) =>
      FILE_SYSTEMS[lower] !== undefined &&
      text === lower &&
      (LEADS_TO_TYPE.test(words[i - 1]?.lower ?? '') || IS_TYPE.test(words[i + 1]?.lower ?? '')),
  );
  const helped = words.map(({ lower }) => FILE_SYSTEMS[mountHelper(lower)?.type ?? '']);
  return FILE_SYSTEMS[words[at]?.lower ?? ''] ?? helped.find((type) => type !== undefined);
}
