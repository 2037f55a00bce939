/** Results as tools print them: which errno a value is, in every width. */
import { errnoByName, MAX_ERRNO } from '../../domain/errno.js';
import type { ErrnoCode } from './observed.js';

/** Values whose meaning is remembered: outputs repeat the same few. */
const MOST_REMEMBERED = 4096;
const remembered = new Map<string, ErrnoCode | null>();

const LONGEST = 24;
/** Shorter numbers are no wrapped ones. */
const SHORT = 9;
/** What no result begins with needs no look. */
const BEGINS = /^[-\dEf]/i;

/**
 * The errno that a returned value stands for: `-28`, `4294967268`, `ffffffe4`, `0xffffffffffffffe4`, `-0x1c`, `-ENOSPC`,
 * `ENOSPC`. A small positive number is a length or a descriptor, and none.
 * @returns a positive number, a canonical name, or null
 */
export function errnoOfResult(text: string): ErrnoCode | null {
  if (!BEGINS.test(text)) return null;
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const errno = text.length > LONGEST ? null : read(text);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(text, errno);
  return errno;
}

function read(text: string): ErrnoCode | null {
  const name = /^-?(E[A-Z0-9]{2,23})$/.exec(text)?.[1];
  if (name !== undefined) return errnoByName(name)?.name ?? null;
  const match = /^(?:(-?\d{1,20})|(-?)0x([0-9a-f]{1,16})|(f{4}[0-9a-f]{4}|f{12}[0-9a-f]{4}))$/i.exec(text);
  if (match === null) return null;
  const [, decimal, minus, hex, bare] = match;
  if (decimal !== undefined && decimal.length <= SHORT) {
    const number = -Number(decimal);
    return number >= 1 && number <= MAX_ERRNO ? number : null;
  }
  const value = BigInt(decimal ?? `0x${hex ?? bare}`) * (minus === '-' ? -1n : 1n);
  for (const magnitude of [-value, (1n << 32n) - value, (1n << 64n) - value])
    if (magnitude >= 1n && magnitude <= BigInt(MAX_ERRNO)) return Number(magnitude);
  return null;
}
