/** Adaptive binary range coding: bits whose likelihood is learnt on the way take as little space as they are worth. */

/**
 * Codes one bit at a time. A model is written once for both directions: when encoding, `bit` takes the bit and returns it;
 * when decoding, it ignores what it is given and returns the bit that was stored.
 */
export interface BitCoder {
  readonly decoding: boolean;
  /** @param context - which of the model's likelihoods (0 … contexts-1) foretells this bit */
  bit(context: number, bit: number): number;
}

/** Likelihoods are fractions of this. */
const ONE = 1 << 16;
/** By how often a context was seen: the share (of 2^15) of the way that its likelihood moves to what came. */
const RATES = Int32Array.from({ length: 120 }, (_, seen) => Math.floor(2 ** 15 / (seen + 1.6)));
/** How often a context was seen takes this many bits, below its likelihood. */
const SEEN_BITS = 7;
const SEEN = (1 << SEEN_BITS) - 1;

/** How likely the next bit is set in each context, and how often that was learnt: one number, as it is read at random. */
type Likelihoods = Uint32Array;

function likelihoods(contexts: number): Likelihoods {
  return new Uint32Array(contexts).fill((ONE / 2) << SEEN_BITS);
}

/** The part of `range` (32 bits) that stands for a set bit. */
function partOf(likelihood: number, range: number): number {
  const share = Math.min(4094, Math.max(1, likelihood >>> (SEEN_BITS + 4)));
  return (range >>> 12) * share;
}

function learnt(likelihood: number, bit: number): number {
  const times = likelihood & SEEN;
  const before = likelihood >>> SEEN_BITS;
  const after = before + ((((bit ? ONE - 1 : 0) - before) * (RATES[times] as number)) >> 15);
  return (after << SEEN_BITS) | (times < RATES.length - 1 ? times + 1 : times);
}

export interface BitEncoder extends BitCoder {
  /** The bytes of all that was coded; nothing can be added afterwards. */
  finish(): Uint8Array;
}

const BYTE = 256;
const TOP = 2 ** 24;
const CARRY = 2 ** 32;

export function bitEncoder(contexts: number): BitEncoder {
  const model = likelihoods(contexts);
  let bytes = new Uint8Array(1 << 16);
  let length = 0;
  let low = 0;
  let range = CARRY - 1;
  /** The last byte is held back with the 255s behind it, as a carry can still run through them. */
  let held = 0;
  let full = 0;
  let first = true;
  const put = (byte: number): void => {
    if (length === bytes.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    bytes[length++] = byte;
  };
  const shift = (): void => {
    if (low < 0xff000000 || low >= CARRY) {
      const carry = low >= CARRY ? 1 : 0;
      if (!first) put(held + carry);
      first = false;
      for (; full > 0; full--) put(255 + carry);
      held = Math.floor(low / TOP) % BYTE;
    } else full++;
    low = (low % TOP) * BYTE;
  };
  return {
    decoding: false,
    bit: (context, bit) => {
      const likelihood = model[context] as number;
      const part = partOf(likelihood, range);
      if (bit) range = part;
      else {
        low += part;
        range -= part;
      }
      model[context] = learnt(likelihood, bit);
      while (range < TOP) {
        range *= BYTE;
        shift();
      }
      return bit;
    },
    finish: () => {
      for (let i = 0; i < 5; i++) shift();
      return bytes.slice(0, length);
    },
  };
}

/** Reads what {@link bitEncoder} wrote with as many contexts; past the end it reads zeros. */
export function bitDecoder(bytes: Uint8Array, contexts: number): BitCoder {
  const model = likelihoods(contexts);
  let at = 0;
  let range = CARRY - 1;
  let code = 0;
  const next = (): number => (at < bytes.length ? (bytes[at++] as number) : 0);
  for (let i = 0; i < 4; i++) code = code * BYTE + next();
  return {
    decoding: true,
    bit: (context) => {
      const likelihood = model[context] as number;
      const part = partOf(likelihood, range);
      const bit = code < part ? 1 : 0;
      if (bit) range = part;
      else {
        code -= part;
        range -= part;
      }
      model[context] = learnt(likelihood, bit);
      while (range < TOP) {
        range *= BYTE;
        code = code * BYTE + next();
      }
      return bit;
    },
  };
}

/** Contexts that a number takes. */
export const NUMBER_CONTEXTS = 32 + 32 * 16;

/**
 * Codes a whole number from 0 to 2^31-2: the length of its binary form, then its digits; the first four of them are learnt.
 * @param base - the first of `NUMBER_CONTEXTS` contexts
 */
export function codeNumber(coder: BitCoder, base: number, value: number): number {
  const wanted = value + 1;
  const digits = 31 - Math.clz32(wanted);
  let length = 0;
  while (length < 30 && coder.bit(base + length, length < digits ? 1 : 0)) length++;
  let number = 1;
  for (let left = length - 1; left >= 0; left--) {
    const prefix = length - 1 - left < 4 ? number : 0;
    const context = base + 32 + length * 16 + prefix;
    number = number * 2 + coder.bit(context, (wanted >>> left) & 1);
  }
  return number - 1;
}
