/** POSIX shell quoting: an argument list becomes one line that a shell splits back into the same list. */

/** Characters that mean nothing to any POSIX shell (XCU 2.2), so that a word of them needs no quotes. */
const PLAIN_WORD = /^[A-Za-z0-9_@%+:,./-]+$/;

/**
 * Quotes one argument. Single quotes take everything literally except themselves (XCU 2.2.2), newlines included.
 * A `=` is quoted too: as the first word it would be an assignment.
 * @throws RangeError for NUL, which no argument can hold.
 */
export function quoteArgument(argument: string): string {
  if (argument.includes('\0')) throw new RangeError('an argument of a command cannot hold a NUL character');
  return PLAIN_WORD.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** The line to paste: every argument quoted where it has to be, separated by one space. */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map(quoteArgument).join(' ');
}
