/** Errnos: every way to write one, the numbers of each arch, and what user space sees of the kernel's own codes. */
import errnoRows from '../../data/errnos.json' with { type: 'json' };
import type { ErrnoRow } from '../schemas/errno-row.js';
import { nearest } from './nearest.js';

/** An errno under its canonical name. */
export interface Errno {
  readonly name: string;
  /** The number on most arches; null where only some arches define the errno. */
  readonly number: number | null;
  /** The arches whose number differs. */
  readonly numbers: Readonly<Record<string, number>>;
  /** What libc prints for it; for a kernel-internal code, what it means. */
  readonly message: string;
  /** A code that should not reach user space as itself (`include/linux/errno.h`). */
  readonly internal: boolean;
  /** What user space usually sees in place of an internal code, where there is one answer. */
  readonly userVisible: string | null;
  /** The kernel header that defines it. */
  readonly definedIn: string | null;
  readonly aliases: readonly string[];
}

/** How {@link parseErrno} understood the text. */
type ErrnoForm = 'name' | 'alias' | 'number' | 'message';

export type ErrnoResult =
  | { readonly ok: true; readonly errno: Errno; readonly form: ErrnoForm }
  | { readonly ok: false; readonly reason: string; readonly suggestions: readonly string[] };

/** The largest errno that a pointer or a syscall result can carry (`MAX_ERRNO`, `include/linux/err.h`). */
export const MAX_ERRNO = 4095;

const LONGEST_INPUT = 200;

/** A part of the program: a test holds it to the schema. */
const rows: readonly ErrnoRow[] = errnoRows;

/** Every errno under its canonical name, ordered by number. */
export const ERRNOS: readonly Errno[] = rows
  .filter((row) => row.alias_of === undefined)
  .map((row) => ({
    name: row.name,
    number: row.number ?? null,
    numbers: row.numbers ?? {},
    message: row.message ?? row.name,
    internal: row.internal ?? false,
    userVisible: row.user_visible ?? null,
    definedIn: row.defined_in ?? null,
    aliases: rows.filter((other) => other.alias_of === row.name).map((other) => other.name),
  }));

const byName = new Map(ERRNOS.map((errno) => [errno.name, errno]));
const byAlias = new Map(ERRNOS.flatMap((errno) => errno.aliases.map((alias) => [alias, errno] as const)));
/** By the messages that glibc and musl print, in lower case. */
const byMessage = new Map<string, Errno>();
for (const row of rows) {
  const errno = byName.get(row.name);
  if (errno === undefined) continue;
  for (const text of [row.message, ...(row.also ?? [])]) {
    if (text !== undefined) byMessage.set(normalise(text), errno);
  }
}

/** Every message that libc prints, in lower case, with the name of its errno. */
export const ERRNO_MESSAGES: ReadonlyMap<string, string> = new Map(
  [...byMessage].map(([message, { name }]) => [message, name]),
);

/** The errno of a name or an alias (upper case), or `undefined`. */
export function errnoByName(name: string): Errno | undefined {
  return byName.get(name) ?? byAlias.get(name);
}

/** The number of an errno on an arch (canonical name); null where that arch does not define it. */
export function errnoNumber(errno: Errno, arch?: string): number | null {
  return (arch === undefined ? undefined : errno.numbers[arch]) ?? errno.number;
}

/** The errno with a (positive) number on an arch; without an arch, by the numbers most arches share. */
export function errnoByNumber(number: number, arch?: string): Errno | undefined {
  const alias = rows.find((row) => row.alias_of !== undefined && arch !== undefined && row.numbers?.[arch] === number);
  return ERRNOS.find((errno) => errnoNumber(errno, arch) === number) ?? (alias && byName.get(alias.alias_of ?? ''));
}

/**
 * The errno number in a printed result, or null: `28`, `-28`, `0x1c`, and -28 as an unsigned number of 32 or 64 bits in
 * decimal or hex (`4294967268`, `ffffffe4`, `18446744073709551588`, `0xffffffffffffffe4`).
 */
export function parseErrnoNumber(text: string): number | null {
  const match = /^(?:(-?\d{1,20})|(-?)0x([0-9a-f]{1,16})|(f{4}[0-9a-f]{4}|f{12}[0-9a-f]{4}))$/i.exec(text.trim());
  if (match === null) return null;
  const [, decimal, minus, hex, bare] = match;
  const value = BigInt(decimal ?? `0x${hex ?? bare}`) * (minus === '-' ? -1n : 1n);
  for (const magnitude of [value, -value, (1n << 32n) - value, (1n << 64n) - value]) {
    if (magnitude >= 1n && magnitude <= BigInt(MAX_ERRNO)) return Number(magnitude);
  }
  return null;
}

/**
 * Understands an errno as a user or a tool writes it: a name or an alias in any case, with or without a minus, a number
 * ({@link parseErrnoNumber}; `Unknown error 524` too), or the message that glibc or musl prints.
 * @param arch - canonical arch whose numbers count; the common ones where it is absent.
 */
export function parseErrno(text: string, arch?: string): ErrnoResult {
  const input = text.trim();
  if (input === '') return unknown('an errno is missing', []);
  if (input.length > LONGEST_INPUT) return unknown(`an errno has at most ${LONGEST_INPUT} characters`, []);

  const digits = input.replace(/^(?:unknown error|errno)[\s:=]*(?=-?\d)/i, '');
  if (/^-?(?:\d+|0x[0-9a-f]+|f{4,12}[0-9a-f]{4})$/i.test(digits)) {
    const number = parseErrnoNumber(digits);
    const errno = number === null ? undefined : errnoByNumber(number, arch);
    if (errno !== undefined) return { ok: true, errno, form: 'number' };
    const where = arch === undefined ? '' : ` on ${arch}`;
    return unknown(`no errno has the number ${input}${where}; a result of -1 to -${MAX_ERRNO} is an errno`, []);
  }

  const name = input.replace(/^-/, '').toUpperCase();
  const named = byName.get(name);
  if (named !== undefined) return { ok: true, errno: named, form: 'name' };
  const aliased = byAlias.get(name);
  if (aliased !== undefined) return { ok: true, errno: aliased, form: 'alias' };

  const message = normalise(input);
  const said = byMessage.get(message);
  if (said !== undefined) return { ok: true, errno: said, form: 'message' };

  const suggestions = /\s/.test(message)
    ? nearest(message, byMessage.keys()).flatMap((near) => byMessage.get(near)?.name ?? [])
    : nearest(name, [...byName.keys(), ...byAlias.keys()]);
  return unknown(`"${input}" is not an errno`, [...new Set(suggestions)]);
}

function unknown(reason: string, suggestions: readonly string[]): ErrnoResult {
  return { ok: false, reason, suggestions };
}

function normalise(message: string): string {
  return message.trim().toLowerCase().replace(/\s+/g, ' ').replace(/\.$/, '');
}
