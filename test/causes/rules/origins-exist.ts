/** Every function that is named as an origin is defined, once, in every bundled kernel of its range. */
import { type FunctionRow, findDefinitions } from '../../../src/domain/functions.js';
import { isInRange } from '../../../src/domain/kernel-range.js';
import type { Pack } from '../../../src/domain/pack.js';
import { FunctionFlag } from '../../../src/store/schema.js';
import type { Rule } from '../rule.js';

export const originsExist: Rule = {
  name: 'names functions that exist in their range of releases',
  problems: async (cause, { packs }) => {
    const found: string[] = [];
    for (const { function: name, file, reason_of, kernels } of cause.origins) {
      const within = packs.filter((pack) => isInRange(kernels, pack.manifest.kernel.version));
      if (within.length === 0) found.push(`${name}: no bundled kernel lies in "${kernels}"`);
      for (const pack of within) {
        const { id } = pack.manifest.kernel;
        const files = new Set((await compiled(pack, name)).map((row) => row.file));
        if (files.size === 0) found.push(`${name} is no function of ${id}`);
        else if (file !== undefined && !files.has(file)) found.push(`${name} is not in ${file} of ${id}`);
        if (reason_of !== undefined && (await compiled(pack, reason_of)).length === 0)
          found.push(`${reason_of} is no function of ${id}`);
      }
    }
    return found;
  },
};

/** The definitions of exactly this name, as answers show it, that are more than stand-ins. */
export async function compiled(pack: Pack, name: string): Promise<readonly FunctionRow[]> {
  const rows = await findDefinitions(pack, name);
  return rows.filter((row) => row.name === name && (row.flags & FunctionFlag.stub) === 0);
}
