/**
 * `node v8-flags.mjs < CONFIG`: what Wrangler writes for workerd, with the flags of `V8_FLAGS` (by blanks) put into it (`v8Flags`
 * of workerd.capnp): Wrangler has no option for them.
 */

import { buffer } from 'node:stream/consumers';

const WORD = 8;
/** Where `v8Flags` stands among the pointers of `Config` (workerd.capnp, `@2`, after `services` and `sockets`). */
const SLOT = 2;
/** Kinds of pointers, and sizes of what a list holds (capnproto.org/encoding.html). */
const [STRUCT, LIST, FAR] = [0, 1, 2];
const [BYTES, POINTERS] = [2, 6];

/** @param {number} bytes */
const padded = (bytes) => Math.ceil(bytes / WORD) * WORD;

/**
 * A pointer to a list, which begins `offset` words after it.
 * @param {number} offset
 * @param {number} size
 * @param {number} count
 */
function listPointer(offset, size, count) {
  const word = Buffer.alloc(WORD);
  word.writeInt32LE((offset << 2) | LIST, 0);
  word.writeUInt32LE(((count << 3) | size) >>> 0, 4);
  return word;
}

/**
 * A segment that holds a list of texts alone, its pointer first.
 * @param {readonly string[]} texts
 */
function textsSegment(texts) {
  const pointers = [listPointer(0, POINTERS, texts.length)];
  const bodies = [];
  let next = 1 + texts.length;
  for (const [i, text] of texts.entries()) {
    const body = Buffer.alloc(padded(Buffer.byteLength(text) + 1));
    body.write(text);
    pointers.push(listPointer(next - (i + 2), BYTES, Buffer.byteLength(text) + 1));
    bodies.push(body);
    next += body.length / WORD;
  }
  return Buffer.concat([...pointers, ...bodies]);
}

/**
 * A message of Cap'n Proto whose root is a `Config`, with flags in a segment of their own.
 * @param {Buffer} message
 * @param {readonly string[]} flags
 */
function withFlags(message, flags) {
  const count = message.readUInt32LE(0) + 1;
  const sizes = Array.from({ length: count }, (_, i) => message.readUInt32LE(4 + 4 * i));
  const segments = Buffer.from(message.subarray(padded(4 + 4 * count)));
  const root = segments.readInt32LE(0);
  const [data, pointers] = [segments.readUInt16LE(4), segments.readUInt16LE(6)];
  const slot = (1 + (root >> 2) + data + SLOT) * WORD;
  if ((root & 3) !== STRUCT || pointers <= SLOT || segments.readBigUInt64LE(slot) !== 0n) {
    throw new Error('the configuration of workerd is not as this was written for');
  }
  segments.writeUInt32LE(FAR, slot);
  segments.writeUInt32LE(count, slot + 4);
  const added = textsSegment(flags);
  const header = Buffer.alloc(padded(4 + 4 * (count + 1)));
  for (const [i, number] of [count, ...sizes, added.length / WORD].entries()) header.writeUInt32LE(number, 4 * i);
  return Buffer.concat([header, segments, added]);
}

const flags = (process.env.V8_FLAGS ?? '').split(' ').filter((flag) => flag !== '');
process.stdout.write(withFlags(await buffer(process.stdin), flags));
