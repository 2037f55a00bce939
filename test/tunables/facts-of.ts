/** What a C text says of tunables, as the parser reads it. */

import { extractFile } from '../../indexer/parse/extract-file.js';
import type { TunableFacts } from '../../indexer/tunables/facts.js';

export function factsOf(text: string, path = 'kernel/shop.c'): TunableFacts {
  return extractFile(path, Buffer.from(text)).tunables ?? {};
}
