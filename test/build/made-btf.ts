/** BTF made in memory: functions, between types of other kinds. */

const HEADER = 24;

/** @param before bytes of the kernel's strings, for a module's BTF; null for the kernel's own */
export function btf(names: readonly string[], before: number | null): Buffer {
  const strings = [...(before === null ? ['\0'] : []), ...names.map((name) => `${name}\0`)];
  const types: Buffer[] = [type(0, 1, 0, 4), type(0, 4, 2, 24)];
  let at = before ?? 0;
  for (const [i, text] of strings.entries()) {
    if (before !== null || i > 0) types.push(type(at, 12, 0, 0));
    at += text.length;
  }
  const [typeBytes, stringBytes] = [Buffer.concat(types), Buffer.from(strings.join(''), 'latin1')];
  const header = Buffer.alloc(HEADER);
  header.writeUInt16LE(0xeb9f, 0);
  header.writeUInt8(1, 2);
  for (const [i, value] of [HEADER, 0, typeBytes.length, typeBytes.length, stringBytes.length].entries()) {
    header.writeUInt32LE(value, 4 + i * 4);
  }
  return Buffer.concat([header, typeBytes, stringBytes]);
}

function type(name: number, kind: number, members: number, extra: number): Buffer {
  const bytes = Buffer.alloc(12 + extra);
  bytes.writeUInt32LE(name, 0);
  bytes.writeUInt32LE((kind << 24) | members, 4);
  return bytes;
}
