/** A column or a list of a pack by its name. */

export type NamedBlob = readonly [name: string, data: Uint8Array];
