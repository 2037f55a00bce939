/** The pack of a folder that a name on the command line means. */

import { resolveKernel } from '../domain/kernel-id.js';
import { type OpenPack, openPacks } from './pack-cache.js';

/**
 * The pack that fits; tells on standard error when it is another release than was asked for.
 * @throws Error when none fits, with what may have been meant
 */
export async function choosePack(kernel: string, folder: string | undefined): Promise<OpenPack> {
  const { packs, problems } = await openPacks(folder === undefined ? {} : { folder });
  for (const problem of problems) process.stderr.write(`errnopath: ${problem.message}\n`);
  const found = resolveKernel(
    kernel,
    packs.map((pack) => pack.manifest.kernel.id),
  );
  const wanted = found.ok ? packs.find((pack) => pack.manifest.kernel.id === found.id) : undefined;
  await Promise.all(packs.filter((pack) => pack !== wanted).map((pack) => pack.store.close()));
  if (!found.ok || wanted === undefined) throw new Error(unknownKernel(found));
  if (!found.exact) process.stderr.write(`errnopath: ${kernel} is not indexed; this is ${found.id}\n`);
  return wanted;
}

function unknownKernel(found: ReturnType<typeof resolveKernel>): string {
  if (found.ok) return `${found.id} cannot be opened`;
  const { reason, suggestions } = found;
  return suggestions.length ? `${reason}; perhaps ${suggestions.join(', ')}` : `${reason}; see errnopath index --help`;
}
