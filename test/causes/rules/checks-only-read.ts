/** The commands of a check change nothing: programs of a list, without the arguments that make them write. */
import { READERS } from '../../../src/domain/readers.js';
import type { Rule } from '../rule.js';
import { type SimpleCommand, shellCommands } from '../shell-commands.js';

/** What a program must be asked for, where it could do more than read: its arguments, joined by spaces, have to fit. */
const ONLY: Readonly<Record<string, RegExp>> = {
  blkid: /^[^-]/,
  bpftool: /^(?:cgroup (?:show|tree)|feature probe|perf show|prog show|map show|link show)\b/,
  btrfs: /^(?:filesystem (?:usage|show|df)|subvolume show|qgroup show)\b/,
  date: /^\+/,
  dmsetup: /^(?:ls|status|table|info)\b/,
  dumpe2fs: /^-h /,
  ip: /^(?:-\S+ )*(?:\S+ )?(?:show|list|get)\b|^(?:-\S+ )*route show\b|^maddress show/,
  ipcs: /^-/,
  losetup: /^--list\b/,
  modinfo: /./,
  nft: /^list /,
  ps: /^-/,
  sed: /^-n s(.)(?:(?!\1).)*\1(?:(?!\1).)*\1p$/,
  'sed FILE': /^-n s(.)(?:(?!\1).)*\1(?:(?!\1).)*\1p \/proc\/\S+$/,
  swapon: /^--show/,
  // -e: a setting that a kernel does not have is passed over.
  sysctl: /^(?:-e )?[a-z][\w./-]*(?: [a-z][\w./-]*)*$/,
  systemctl: /^(?:show|status|cat|list-units) /,
  xfs_quota: /^-x -c (?:df|report)\b/,
};

/** What it must not be asked for. */
const NEVER: Readonly<Record<string, RegExp>> = {
  awk: /system\s*\(|getline|print[^;}]*[>|]/,
  dmesg: /-\w*[cCDEn]|--clear/,
  find: /-(?:exec|execdir|delete|ok|okdir|fprint\w*|fls)\b/,
  journalctl: /--(?:vacuum|rotate|flush|sync|relinquish|update-catalog|setup-keys)/,
  prlimit: /--\w+=/,
  sort: /-o|--output/,
};

export const checksOnlyRead: Rule = {
  name: 'has checks that only read',
  problems: ({ checks }) =>
    checks.flatMap(({ command }) => {
      try {
        return shellCommands(command).flatMap(objections);
      } catch (error) {
        return [`${command}: ${error instanceof Error ? error.message : error}`];
      }
    }),
};

function objections([program = '', ...rest]: SimpleCommand): readonly string[] {
  if (!Object.hasOwn(READERS, program)) return [`"${program}" is not among the programs that only read`];
  const args = rest.join(' ');
  const only = [ONLY[program], ONLY[`${program} FILE`]].filter((each) => each !== undefined);
  if (only.length > 0 && !only.some((each) => each.test(args))) return [`"${program} ${args}" may do more than read`];
  return NEVER[program]?.test(args) ? [`"${program} ${args}" may do more than read`] : [];
}
