/** RPM packages and cpio archives, made in memory. */

/** A cpio archive of the new ASCII format with files by path. */
export function cpio(files: readonly (readonly [path: string, bytes: Uint8Array])[]): Buffer {
  const entries = [...files, ['TRAILER!!!', Buffer.alloc(0)] as const];
  return Buffer.concat(entries.flatMap(([path, bytes]) => cpioEntry(path, bytes)));
}

function cpioEntry(path: string, bytes: Uint8Array): Buffer[] {
  const name = Buffer.from(`${path}\0`);
  const fields = [0, 0o100644, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  const padding = (length: number): Buffer => Buffer.alloc((4 - (length % 4)) % 4);
  return [header, name, padding(header.length + name.length), Buffer.from(bytes), padding(bytes.length)];
}

/** A package around a payload. */
export function rpm(name: string, version: string, release: string, payload: Uint8Array): Buffer {
  const lead = Buffer.alloc(96);
  lead.writeUInt32BE(0xedabeedb);
  const signature = header([[1000, 'signature']]);
  const padding = Buffer.alloc((8 - (signature.length % 8)) % 8);
  const texts: readonly (readonly [number, string])[] = [
    [1000, name],
    [1001, version],
    [1002, release],
  ];
  return Buffer.concat([lead, signature, padding, header(texts), payload]);
}

function header(texts: readonly (readonly [tag: number, text: string])[]): Buffer {
  const data = Buffer.from(texts.map(([, text]) => `${text}\0`).join(''));
  const intro = Buffer.alloc(16);
  intro.writeUInt32BE(0x8eade801, 0);
  intro.writeUInt32BE(texts.length, 8);
  intro.writeUInt32BE(data.length, 12);
  let at = 0;
  const entries = texts.map(([tag, text]) => {
    const entry = Buffer.alloc(16);
    for (const [i, value] of [tag, 6, at, 1].entries()) entry.writeUInt32BE(value, i * 4);
    at += text.length + 1;
    return entry;
  });
  return Buffer.concat([intro, ...entries, data]);
}
