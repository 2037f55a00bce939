/** Columns of whole numbers as bytes: variable-length (LEB128), plain or as differences from one value to the next. */

/** `plain` for small numbers in no order, `delta` for numbers that lie close to the one before. */
export type ColumnEncoding = 'plain' | 'delta';

/** Numbers must be safe integers; in a `plain` column they must not be negative. */
export function encodeColumn(values: ArrayLike<number>, encoding: ColumnEncoding): Uint8Array {
  let out = new Uint8Array(values.length + 64);
  let at = 0;
  let previous = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    let rest = value;
    if (encoding === 'delta') {
      const difference = value - previous;
      previous = value;
      rest = difference >= 0 ? difference * 2 : -difference * 2 - 1;
    } else if (value < 0) throw new RangeError(`a plain column cannot hold ${value}`);
    if (at + 10 > out.length) {
      const larger = new Uint8Array(out.length * 2 + 64);
      larger.set(out);
      out = larger;
    }
    while (rest >= 128) {
      out[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    out[at++] = rest;
  }
  return out.slice(0, at);
}

/** Decodes `count` numbers into `into`, which must be that long. Throws a RangeError when the bytes hold fewer. */
export function decodeColumn<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(
  bytes: Uint8Array,
  encoding: ColumnEncoding,
  into: T,
): T {
  let at = 0;
  let previous = 0;
  for (let i = 0; i < into.length; i++) {
    // Most numbers are one byte; behind the end there is none, which is 0 until it is told below.
    let value = bytes[at++] as number;
    if (value > 127) {
      let scale = 128;
      value &= 127;
      for (;;) {
        const byte = bytes[at++] ?? 0;
        value += (byte & 127) * scale;
        if (byte < 128) break;
        scale *= 128;
      }
    }
    if (at > bytes.length) throw new RangeError(`a column ends after ${i} of ${into.length} numbers`);
    if (encoding === 'delta') {
      previous += value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      into[i] = previous;
    } else into[i] = value;
  }
  return into;
}
