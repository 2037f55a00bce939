/** Signatures of what chats send, with WebCrypto alone: HMAC-SHA-256 and Ed25519. */

const encoder = new TextEncoder();

/** As lower-case hexadecimal digits. */
export async function hmacHex(secret: string, text: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether two texts are equal, in a time that tells nothing of the first difference. */
export async function isSame(a: string, b: string): Promise<boolean> {
  const once = crypto.randomUUID();
  const [left, right] = [await hmacHex(once, a), await hmacHex(once, b)];
  let difference = left.length ^ right.length;
  for (let i = 0; i < left.length; i++) difference |= left.charCodeAt(i) ^ right.charCodeAt(i);
  return difference === 0;
}

/** Anything that is no signature or no key is a signature that is wrong. */
export async function isSignedBy(publicKey: string, signature: string, text: string): Promise<boolean> {
  const [key, signed] = [bytesOf(publicKey, 32), bytesOf(signature, 64)];
  if (key === undefined || signed === undefined) return false;
  try {
    const imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify({ name: 'Ed25519' }, imported, signed, encoder.encode(text));
  } catch {
    return false;
  }
}

function bytesOf(hex: string, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (hex.length !== 2 * length || !/^[0-9a-f]*$/i.test(hex)) return undefined;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Requests are refused that were signed longer ago, or later, than this. */
const WINDOW_MS = 5 * 60 * 1000;
const MOST_SEEN = 20_000;

/** Refuses what is stale, and what was seen before within the window. */
export function freshness(now: () => number): (timestamp: string, signature: string) => boolean {
  const seen = new Map<string, number>();
  return (timestamp, signature) => {
    const at = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
    if (!(Math.abs(now() - at) <= WINDOW_MS) || seen.has(signature)) return false;
    for (const [old, when] of seen) {
      if (seen.size < MOST_SEEN && now() - when <= 2 * WINDOW_MS) break;
      seen.delete(old);
    }
    seen.set(signature, now());
    return true;
  };
}
