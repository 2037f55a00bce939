/** One address of each kind of page: of the live server over the bundled packs, and of a static site. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What perf printed of a probe on an origin, and of those above it. */
export const SAMPLE = join(import.meta.dirname, '../samples/perf-script-kretprobe-chain-k6.1.txt');

export const PAGE_KINDS: Readonly<Record<string, string>> = {
  home: '/',
  asked: '/?q=no%20space%20left',
  kernel: '/k/6.1',
  errno: '/k/6.1/errno/ENOSPC',
  syscall: '/k/6.1/syscall/mount',
  answer: '/k/6.1/syscall/mount/ENOSPC',
  narrowed: '/k/6.1/syscall/ioctl/ENOTTY?cmd=TCGETS',
  unreached: '/k/6.1/syscall/dup2/EMFILE',
  arm: '/k/6.1/syscall/clone3/EPERM?arch=arm64',
  function: '/k/6.1/function/count_mounts',
  tunable: '/k/6.1/tunable/fs.mount-max',
  diff: '/diff/6.1.192/6.12.117?errno=ENOSPC&syscall=mount',
  compared: '/diff/6.1.192/6.12.117',
  causes: '/causes',
  found: '/causes?q=inotify',
  explain: '/explain',
  explained: `/?kernel=6.1&q=${encodeURIComponent(readFileSync(SAMPLE, 'utf8'))}`,
  about: '/about',
  unknown: '/k/6.1/errno/ENOSPCE',
};

/** A page of a static site, and what is there once it is drawn. */
export interface StaticKind {
  readonly path: string;
  /** A selector, of what its script draws. */
  readonly drawn?: string;
}

/** What a page of each kind is about. */
interface Subjects {
  readonly kernel: string;
  readonly function: string;
  readonly tunable: string;
  /** A failure of `mount` that has a page with a plan. */
  readonly answer: string;
  /** One that has a row. */
  readonly row: string;
  /** Syscall and errno that only the manual knows of: `mount/EMFILE`. */
  readonly unreached: string;
}

export function staticKinds(of: Subjects): Readonly<Record<string, StaticKind>> {
  const at = `k/${of.kernel}`;
  return {
    home: { path: 'index.html' },
    kernel: { path: `${at}.html` },
    errno: { path: `${at}/errno/ENOSPC.html` },
    syscall: { path: `${at}/syscall/mount.html` },
    answer: { path: `${at}/syscall/mount/${of.answer}.html` },
    row: { path: `${at}/syscall/mount.html#${of.row}`, drawn: '#origin-1' },
    unreached: { path: `${at}/syscall/${of.unreached}.html` },
    function: { path: `${at}/function.html#${of.function}`, drawn: '.definition' },
    functions: { path: `${at}/function.html` },
    tunable: { path: `${at}/tunable.html#${of.tunable}`, drawn: '.pairs' },
    unknown: { path: `${at}/function.html#${of.function}x`, drawn: 'main :text("Unknown function")' },
    causes: { path: 'causes.html' },
    explain: { path: 'explain.html', drawn: '#output' },
    about: { path: 'about.html' },
  };
}
