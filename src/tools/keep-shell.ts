/** What a shell program starts with that has to clean up behind a tool which Ctrl-C ends. */

/**
 * A folder for what the tool records, and a trap: the signal goes to all of the terminal's foreground (termios(3)), so that the
 * tool ends by it, and the shell, which has a trap, goes on behind it. What the tool starts is not kept from the signal by a trap.
 */
export const RECORD_FOLDER = `d=$(mktemp -d) || exit 1
trap : INT TERM HUP`;
