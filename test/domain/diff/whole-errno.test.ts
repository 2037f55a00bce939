/** Comparing by numbers finds what comparing by rows finds, whatever two releases hold. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffReleases } from '../../../src/domain/diff/diff.js';
import type { Pack } from '../../../src/domain/pack.js';
import type { Images } from '../../../src/store/store.js';
import { type FunctionFact, makePack, type SiteFact } from '../../fixtures/pack.js';

const NO_IMAGES: Images = { read: async () => undefined, write: async () => undefined, close: () => undefined };

const site: fc.Arbitrary<Omit<SiteFact, 'line'>> = fc.record({
  errno: fc.constantFrom('ENOSPC', 'ENOSPC', 'ERESTARTSYS', 'EINTR'),
  guard: fc.constantFrom('a', 'b', 'a  ||\nb', 'a || b'),
});

/** Few names and files, so that functions move, meet others of their name, and are defined twice. */
const functionFact: fc.Arbitrary<Omit<FunctionFact, 'line'>> = fc
  .record({
    name: fc.constantFrom('fill', 'take', 'grow'),
    file: fc.constantFrom('fs/a.c', 'fs/b.c', 'mm/a.c', 'net/x/a.c', 'net/y/a.c'),
    sites: fc.array(site, { maxLength: 3 }),
  })
  .map(({ sites, ...fact }) => ({ ...fact, sites: sites.map((one, i) => ({ ...one, line: i + 1 })) }));

const tree = fc.array(functionFact, { maxLength: 12 });

function release(id: string, functions: readonly Omit<FunctionFact, 'line'>[]): Pack {
  return makePack({
    id,
    errnos: { EPERM: 1, EINTR: 4, ENOSPC: 28, ERESTARTSYS: 512 },
    functions: [...functions]
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
      .map((fact, i) => ({ ...fact, line: 10 * (i + 1) })),
    edges: [],
    syscalls: [],
  });
}

test('in made-up releases', async () => {
  await fc.assert(
    fc.asyncProperty(tree, tree, fc.constantFrom('ENOSPC', 'EINTR'), async (from, to, errno) => {
      const query = { compiled: {}, arch: 'x86_64', errno } as const;
      const [before, after] = [release('6.1.1', from), release('6.12.1', to)];
      const diff = async (place: (pack: Pack) => Pack) => {
        const { changes, ...counts } = await diffReleases(
          { ...query, pack: place(before) },
          { ...query, pack: place(after) },
        );
        return { ...counts, changes: await changes(0, counts.total) };
      };
      const byRows = await diff((pack) => pack);
      expect(await diff((pack) => ({ ...pack, store: { ...pack.store, images: NO_IMAGES } }))).toEqual(byRows);
    }),
    { numRuns: 200, seed: 1 },
  );
});
