/** The exit statuses of the command line, and what each means: for the code, `--help` and the manual page alike. */

export const EXIT = { ok: 0, failed: 1, usage: 2, asked: 3, interrupted: 130 } as const;
export type Outcome = keyof typeof EXIT;

export const EXIT_MEANINGS: readonly (readonly [status: number, meaning: string])[] = [
  [EXIT.ok, 'it was answered'],
  [EXIT.failed, 'it failed: a name that is not known, a file or a server that cannot be read, nothing indexed'],
  [EXIT.usage, 'the command line was wrong'],
  [EXIT.asked, 'ask: something decisive is missing or open, and was asked back'],
  [EXIT.interrupted, 'site, index: it was interrupted, and wrote nothing'],
];
