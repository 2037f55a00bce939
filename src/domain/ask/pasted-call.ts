/** A failing call as strace writes it, anywhere in a text: the syscall, the errno, and what its arguments tell. */
import { errnoByName } from '../errno.js';

export interface PastedCall {
  readonly syscall: string;
  /** A canonical name. */
  readonly errno: string;
  readonly arguments: string;
  readonly start: number;
}

/** The arguments hold no line break; the last ` = -1 E…` of the line belongs to the call. */
const CALL = /\b([a-z_][a-z0-9_]{1,40})\((.{0,2000})\)\s{0,40}= -1 (E[A-Z0-9]{2,23})\b/g;
const MOST = 2;

/** The failing calls of a text; one that is interrupted by another process is left to the reader of whole outputs. */
export function pastedCalls(text: string): readonly PastedCall[] {
  const found: PastedCall[] = [];
  for (const match of text.matchAll(CALL)) {
    const [, syscall = '', args = '', name = ''] = match;
    const errno = errnoByName(name);
    if (errno !== undefined) found.push({ syscall, errno: errno.name, arguments: args, start: match.index });
    if (found.length === MOST) break;
  }
  return found;
}
