/** A file of a static site. */
import { shardText } from '../../pages/shards.js';

export interface SiteFile {
  /** Below the top of the site. */
  readonly path: string;
  readonly text: string;
}

/** In bytes. */
export function sizeOf({ text }: SiteFile): number {
  return Buffer.byteLength(text);
}

export function shardFile(path: string, data: object): SiteFile {
  return { path, text: shardText(path, data) };
}
