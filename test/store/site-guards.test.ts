/** Guards of sites come out of a pack as they went in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Condition, GUARD_KINDS, type SiteGuards, siteGuardCoder } from '../../src/store/site-guards.js';
import { decodeTexts, encodeTexts } from '../../src/store/text-columns.js';

interface Site {
  readonly fn: number;
  readonly line: number;
  readonly guard: string;
  readonly guards: SiteGuards;
}

const never = (): boolean => false;

function throughBytes(sites: readonly Site[]): SiteGuards[] {
  const ground = {
    functionOf: (row: number): number => sites[row]?.fn ?? 0,
    lineOf: (row: number): number => sites[row]?.line ?? 0,
    guardLineOf: (row: number): number => (sites[row]?.guard ? (sites[row]?.line ?? 0) - 1 : 0),
    guardOf: (row: number): string => sites[row]?.guard ?? '',
  };
  const given = sites.map((site) => site.guards);
  const bytes = encodeTexts(
    { site_guard: sites.map((site) => site.guard) },
    sites.length,
    never,
    siteGuardCoder(ground, given),
  );
  const back: SiteGuards[] = [];
  decodeTexts({ site_guard: [] }, sites.length, never, bytes, siteGuardCoder(ground, back));
  return back;
}

test('any guards are read back', () => {
  const line = fc.integer({ min: 1, max: 90_000 });
  const text = fc.oneof(
    fc.constantFrom('a > b', '!(a > b)', 'full', '!full', '!(!x || y)', 'switch (c) default'),
    fc.string(),
  );
  const condition = fc.tuple(fc.constantFrom(...GUARD_KINDS), text, line) as fc.Arbitrary<Condition>;
  const list = fc.array(condition, { maxLength: 4 });
  const values = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'max'), text, line), { maxLength: 2 });
  const guards = fc.record({ kind: fc.constantFrom(...GUARD_KINDS), around: list, others: list, values });
  const site = fc.record({
    fn: fc.integer({ min: 0, max: 2 }),
    line,
    guard: fc.constantFrom('a > b', '!full', 'x'),
    guards,
  });
  fc.assert(
    fc.property(fc.array(site, { maxLength: 20 }), (sites) => {
      expect(throughBytes(sites)).toEqual(sites.map((one) => one.guards));
    }),
    { numRuns: 20 },
  );
});
