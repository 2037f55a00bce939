/** Which program this is, to the byte: what one computed may not be what the next one would. */

import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One word, which changes with each source (`bin/ensure.mjs`); undefined for sources that run as they are. */
export function programName(): string | undefined {
  const here = fileURLToPath(import.meta.url);
  if (here.endsWith('.ts')) return undefined;
  try {
    return `${readFileSync(resolve(here, '../../../build-stamp'), 'utf8').trim()}-${endianness()}`;
  } catch {
    return undefined;
  }
}
