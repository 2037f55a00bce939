/** Every origin has a site of its errno, or is a reason of one, in every bundled kernel of its range. */
import { isInRange } from '../../../src/domain/kernel-range.js';
import type { Pack } from '../../../src/domain/pack.js';
import { findSites } from '../../../src/domain/sites.js';
import type { CauseOrigin } from '../../../src/schemas/cause.js';
import type { Site } from '../../../src/schemas/sites.js';
import type { Rule } from '../rule.js';
import { compiled } from './origins-exist.js';

export const originsReturnErrno: Rule = {
  name: 'names functions that return its errno in their range of releases',
  problems: async (cause, { packs }) => {
    const found: string[] = [];
    for (const origin of cause.origins) {
      const errnos = origin.errno === undefined ? cause.errnos : [origin.errno];
      for (const pack of packs.filter(({ manifest }) => isInRange(origin.kernels, manifest.kernel.version))) {
        const sites = await sitesOf(pack, origin);
        if (sites.some((site) => (site.errno === 'any' || errnos.includes(site.errno)) && isMeant(site, origin)))
          continue;
        const which = origin.guard === undefined ? '' : ` where the guard has "${origin.guard}"`;
        const where = origin.reason_of === undefined ? '' : ` as a reason of ${origin.reason_of}`;
        found.push(`${origin.function} gives no ${errnos.join(', ')}${which}${where} in ${pack.manifest.kernel.id}`);
      }
    }
    return found;
  },
};

async function sitesOf(pack: Pack, { function: name, file, reason_of }: CauseOrigin): Promise<readonly Site[]> {
  const rows = (await compiled(pack, reason_of ?? name)).filter((row) => file === undefined || row.file === file);
  if (rows.length === 0) return [];
  return (await findSites(pack, { functions: rows.map(({ id }) => id), limit: 500 })).sites;
}

function isMeant({ guard, reason }: Site, { function: name, guard: part, reason_of }: CauseOrigin): boolean {
  if (reason_of !== undefined) return reason?.split(',').includes(name) ?? false;
  return part === undefined || (guard?.includes(part) ?? false);
}
