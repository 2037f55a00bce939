/** Bytes out of base64, by the platform's own decoder where it has one. */

/** `Uint8Array.fromBase64` (ECMAScript 2026): in workerd, and not yet in every Node that runs this. */
const native: unknown = Reflect.get(Uint8Array, 'fromBase64');

/** The bytes that a text of base64 stands for. Throws where it is none. */
export const fromBase64: (text: string) => Uint8Array<ArrayBuffer> =
  typeof native === 'function' ? (text) => native.call(Uint8Array, text) as Uint8Array<ArrayBuffer> : byCharacters;

function byCharacters(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
