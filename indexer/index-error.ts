/** The one error an index run ends with for a reason the user can act on. */

/** Text made safe for one line of a terminal: control characters and broken UTF-16 are written as escapes. */
function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * What is wrong, and what to do about it, each without a final stop: printed as one line `what; remedy`. Names out of
 * archives and paths may stand in both: they are made printable here.
 */
export class IndexError extends Error {
  override readonly name = 'IndexError';

  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(`${printable(what)}; ${printable(remedy)}`, options);
  }
}

/** The system's code of an error (`ENOENT`, `ENOSPC`, …), or null where it has none. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
