/** The constants that a program can name when it calls the kernel: what headers for user space define, and ioctl commands. */

/**
 * Headers for user space lie in folders of that name since 3.7; the kernel's own copies of what libc defines by itself
 * (AF_*, SOCK_*, MSG_*) do not.
 */
const USER_HEADER = /(?:^|\/)uapi\/|^include\/linux\/(?:socket|net)\.h$/;

const DEFINE = /^[ \t]*#[ \t]*define[ \t]+([A-Z][A-Z0-9_]{2,})[ \t]+\S/gm;
const IOCTL = /^[ \t]*#[ \t]*define[ \t]+([A-Z][A-Z0-9_]{2,})[ \t]+\(?[ \t]*\w*_IO(?:R|W|WR|RW)?[ \t]*\(/;
/** What such a line holds: to look for it first is far cheaper, as headers of hardware have millions of lines. */
const IOCTL_CALL = /_IO(?:R|W|WR|RW)?[ \t]*\(/g;
const ENUM = /\benum\b[^{};()]*\{([^{}]*)\}/g;

/** The names in the order of the text of a file (comments blanked), each once. */
export function userConstants(path: string, clean: string): readonly string[] {
  if (!USER_HEADER.test(path)) return ioctlCommands(clean);
  const names = new Set<string>();
  for (const [, name] of clean.matchAll(DEFINE)) if (name) names.add(name);
  for (const [, body = ''] of clean.matchAll(ENUM)) {
    for (const [, name] of body.matchAll(/(?:^|,)\s*([A-Z][A-Z0-9_]{2,})\b/g)) if (name) names.add(name);
  }
  return [...names];
}

/** The constants whose number says that it is one of an ioctl (include/uapi/asm-generic/ioctl.h), in the order of the text, each once. */
export function ioctlCommands(clean: string): readonly string[] {
  const names = new Set<string>();
  for (const { index } of clean.matchAll(IOCTL_CALL)) {
    const name = IOCTL.exec(lineAround(clean, index))?.[1];
    if (name) names.add(name);
  }
  return [...names];
}

const COMMAND_NUMBER =
  /^[ \t]*#[ \t]*define[ \t]+([A-Z][A-Z0-9_]{2,})[ \t]+\(?[ \t]*_IO(?:R|W|WR|RW)?[ \t]*\([^,()]*,[ \t]*([A-Z][A-Z0-9_]{2,})[ \t]*[,)]/;

/** Commands whose number is a constant of its own, as code has that (`_IOC_NR`): [command, number], in the order of the text. */
export function commandNumbers(clean: string): readonly (readonly [command: string, number: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const { index } of clean.matchAll(IOCTL_CALL)) {
    const [, command, number] = COMMAND_NUMBER.exec(lineAround(clean, index)) ?? [];
    if (command !== undefined && number !== undefined) pairs.push([command, number]);
  }
  return pairs;
}

function lineAround(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? text.length : end);
}
