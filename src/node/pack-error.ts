/** The error of everything that can be wrong with a pack or with the disk it is unpacked to: one line, with what to do. */

/**
 * - `unreadable`: missing, or the system refuses to read it.
 * - `foreign`: not a pack of ours.
 * - `version`: a pack of ours, in a format or schema that this program does not read.
 * - `damaged`: truncated or altered after it was written.
 * - `base`: the pack that it is coded against is not there.
 * - `duplicate`: a second pack of a kernel that is already open.
 * - `disk`: the database or the pack could not be written.
 */
export type PackProblem = 'unreadable' | 'foreign' | 'version' | 'damaged' | 'base' | 'duplicate' | 'disk';

/** `message` names the file, says what is wrong and what to do, on one line. */
export class PackError extends Error {
  override readonly name = 'PackError';
  readonly problem: PackProblem;
  readonly file: string;

  constructor(problem: PackProblem, file: string, what: string, remedy: string, cause?: unknown) {
    super(oneLine(`${file}: ${what}; ${remedy}`), cause === undefined ? {} : { cause });
    this.problem = problem;
    this.file = file;
  }
}

/** A file name can hold a newline or an escape sequence; a line of ours cannot. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, '?');
}

/** The code of a system error, `ENOSPC`, or `undefined` for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Errors of write(2) and open(2) that mean "no room here": disk, quota, file size limit (RLIMIT_FSIZE). */
const NO_ROOM: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file size limit is reached',
};

/** Errors that mean the folder cannot be written at all. */
const NO_ACCESS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'a file stands where the folder should be',
  ENOENT: 'the folder does not exist',
};

/**
 * Turns a failed write of `file` into a line with a way out; `elsewhere` says how to choose another place
 * (`or set XDG_CACHE_HOME to another folder`).
 */
export function writeError(file: string, error: unknown, elsewhere: string): PackError {
  const code = errorCode(error) ?? '';
  const full = NO_ROOM[code];
  if (full !== undefined) {
    return new PackError('disk', file, `cannot be written, ${full} (${code})`, `free some space ${elsewhere}`, error);
  }
  const refused = NO_ACCESS[code];
  if (refused !== undefined) {
    return new PackError(
      'disk',
      file,
      `cannot be written, ${refused} (${code})`,
      `make the folder writable ${elsewhere}`,
      error,
    );
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new PackError('disk', file, `cannot be written, ${detail}`, `check the disk ${elsewhere}`, error);
}
