/** Programs that read the state of a machine: what checks are made of, and the Debian package that each comes with. */
import type { PlanCommand } from '../schemas/plan.js';
import { quoteCommand } from './shell.js';

export const READERS: Readonly<Record<string, string>> = {
  ausearch: 'auditd',
  awk: 'base system',
  blkid: 'util-linux',
  bpftool: 'bpftool',
  btrfs: 'btrfs-progs',
  cat: 'base system',
  cut: 'base system',
  date: 'base system',
  df: 'base system',
  dmesg: 'util-linux',
  dmsetup: 'dmsetup',
  dumpe2fs: 'e2fsprogs',
  echo: 'base system',
  file: 'file',
  find: 'base system',
  findmnt: 'util-linux',
  free: 'procps',
  getcap: 'libcap2-bin',
  getconf: 'base system',
  getfacl: 'acl',
  getfattr: 'attr',
  grep: 'base system',
  head: 'base system',
  id: 'base system',
  ip: 'iproute2',
  ipcs: 'util-linux',
  journalctl: 'systemd',
  losetup: 'util-linux',
  ls: 'base system',
  lsattr: 'e2fsprogs',
  lsblk: 'util-linux',
  lslocks: 'util-linux',
  lsmod: 'kmod',
  lsns: 'util-linux',
  modinfo: 'kmod',
  namei: 'util-linux',
  nft: 'nftables',
  prlimit: 'util-linux',
  ps: 'procps',
  readlink: 'base system',
  repquota: 'quota',
  sed: 'base system',
  sort: 'base system',
  ss: 'iproute2',
  stat: 'base system',
  swapon: 'util-linux',
  sysctl: 'procps',
  systemctl: 'systemd',
  tail: 'base system',
  tr: 'base system',
  uname: 'base system',
  uniq: 'base system',
  wc: 'base system',
  xfs_info: 'xfsprogs',
  xfs_quota: 'xfsprogs',
  zgrep: 'base system',
};

/** What stands for the process that fails in the text of a check; the shell's own process where nobody tells it. */
const PID = `\${PID:-self}`;

/** Text that a shell takes as these words and nothing else. */
const PLAIN_TEXT = /^[A-Za-z0-9_@%+:,./-]+(?: [A-Za-z0-9_@%+:,./-]+)*$/;

/** A check, as a line to paste. */
export function readCommand({ command, proves }: { command: string; proves: string }, pid?: number): PlanCommand {
  const text = pid === undefined ? command : command.replaceAll(PID, String(pid));
  const argv = PLAIN_TEXT.test(text) ? text.split(' ') : ['sh', '-c', text];
  const [program = 'sh'] = text.split(' ');
  return { tool: program, argv, command: `sudo ${quoteCommand(argv)}`, requires: packagesOf(text), proves };
}

/** The packages that a text needs beside the base system, else that. */
function packagesOf(text: string): string {
  const words = new Set(text.split(/[^\w-]+/));
  const packages = Object.entries(READERS).flatMap(([program, name]) => (words.has(program) ? [name] : []));
  const beside = [...new Set(packages)].filter((name) => name !== 'base system');
  return beside.length === 0 ? 'base system' : beside.join(', ');
}
