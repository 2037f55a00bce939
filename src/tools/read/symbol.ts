/** Symbols of the kernel as tools print them, alone and as frames of a stack. */

/** Places on a stack that are no function of the kernel: trampolines of return probes, what could not be resolved. */
const NO_FUNCTION =
  /^(?:\[?unknown|kretprobe_trampoline|__kretprobe_trampoline|arch_rethook_trampoline|\d|0x|[0-9a-f]{8,16}$)/;

const SYMBOL = /^[A-Za-z_][\w.$]{0,511}$/;

/** Whether a word can be a symbol of the kernel. */
export function looksLikeSymbol(word: string): boolean {
  return SYMBOL.test(word);
}

/** `foo` of `foo+0x1/0x2`, `b'foo'`, `foo [kernel]`, `foo+637`; undefined where the word names no function. */
export function symbolOfPlace(place: string): string | undefined {
  const bare = place.startsWith("b'") ? place.slice(2).replace(/'$/, '') : place;
  const end = bare.search(/[+\s[(]/);
  const symbol = end < 0 ? bare : bare.slice(0, end);
  return SYMBOL.test(symbol) && !NO_FUNCTION.test(bare) ? symbol : undefined;
}

/**
 * A line of a kernel stack with an offset or an arrow, as bpftrace, BCC, ftrace, perf script, SystemTap and dmesg print it:
 * `    attach+637`, `ffffffff8137bbfd attach+0x27d ([kernel.kallsyms])`, ` => attach`, `        b'attach+0x1 [kernel]'`.
 */
const FRAME =
  /^\s*(?:=> |> )?(?:\[?<?(?:0x)?[0-9a-f]{8,16}>?\]? (?:: )?)?(?:b')?([A-Za-z_][\w.$]{0,200})\+(?:0x[0-9a-f]{1,8}|\d{1,8})(?:\/0x[0-9a-f]{1,8})?(?: [[(][^\n]{0,200})?'?\s*$/;
/** The form that most have. */
const PLAIN_FRAME = /^ {1,16}([A-Za-z_][\w.$]{0,200})\+(?:0x[0-9a-f]{1,8}|\d{1,8})$/;
const ARROW = /^ => ([A-Za-z_][\w.$]{0,200})(?:\s|$)/;
/** Code of a program on the stack, which perf script prints below the kernel's. */
const USER_CODE = /\((?:\/(?!lib\/modules\/)[^)]*|\[?(?:unknown|vdso)[^)]*)\)\s*$/;

/** The function of a frame's line; null for a frame without one, undefined for no frame. */
export function frameOf(line: string): string | null | undefined {
  const plain = PLAIN_FRAME.exec(line)?.[1];
  if (plain !== undefined && !NO_FUNCTION.test(plain)) return plain;
  const arrow = ARROW.exec(line)?.[1];
  if (arrow !== undefined) return arrow;
  const symbol = FRAME.exec(line)?.[1];
  if (symbol !== undefined) return USER_CODE.test(line) || NO_FUNCTION.test(symbol) ? null : symbol;
  return /^\s{1,16}(?:(?:0x)?[0-9a-f]{6,16}|[0-9a-f]) (?:\[unknown\]|[0-9a-f]{8,16}) ?/.test(line) ? null : undefined;
}
