/** The file that a shell wrote to or read for whoever asks: `echo 1 > FILE: message`, `tee: FILE: message`, `cat: FILE: message`. */

import type { SaidErrno } from './said-errnos.js';

export interface ShellFile {
  /** As it is written, perhaps without its folder. */
  readonly path: string;
  readonly syscall: 'write' | 'read' | 'openat';
  readonly start: number;
}

/** What fails before anything is written or read: the file cannot be opened. */
const OPENING = new Set(['EACCES', 'EROFS', 'ENOENT', 'EISDIR', 'ENOTDIR', 'ENXIO']);

/** What is printed goes to a file: what stands behind the sign is its name, and the message behind that or on the next line. */
const REDIRECTED =
  /(?:^|\s)(?:echo|printf|cat)\s[^\n>]{0,300}>>?[ \t]*["']?([\w./@+-]{2,300})["']?[ \t]*(?::\s|\n)(?:[^\n]{0,80}:\s+)?$/;
const TEE = /(?:^|\s)tee: ["'‘]?([\w./@+-]{2,300})["'’]?: $/;
const READ =
  /(?:^|\s)(?:cat|head|tail|grep|od|hexdump|xxd|less): ["'‘]?(\/(?:proc|sys|dev)\/[\w./@+-]{2,300})["'’]?: $/;
/** With a path that nobody runs. */
const SHELL = /(?:^|\s)-?(?:ba|da|z|k)?sh: (?:line )?(?:\d+: )?(\/(?:proc|sys|dev)\/[\w./@+-]{1,300}): $/;

/** Undefined where no such file stands before the errno. */
export function shellFile(text: string, errnos: readonly SaidErrno[]): ShellFile | undefined {
  const [errno] = errnos;
  if (errno === undefined) return undefined;
  const before = text.slice(0, errno.start);
  const opened = SHELL.exec(before);
  const read = READ.exec(before);
  const found = opened ?? read ?? REDIRECTED.exec(before) ?? TEE.exec(before);
  const path = found?.[1];
  if (found === null || path === undefined) return undefined;
  const opening = found === opened || (OPENING.has(errno.name) && !/\bwrite error\b/i.test(before));
  return {
    path,
    syscall: opening ? 'openat' : found === read ? 'read' : 'write',
    start: found.index + found[0].indexOf(path),
  };
}
