/** Answers to questions, scored with a service that gives what a test says. */

import { expect, test } from 'vitest';
import type { Client, Origins } from './client.js';
import { measureCases, measureDocumented, measureDynamic } from './measure.js';
import { caseRow, type DynamicRow, dynamicRow } from './rows.js';

type Origin = Origins['origins'][number];

const origin = (name: string): Origin => ({
  rank: 1,
  score: 0,
  function: name,
  file: 'fs/a.c',
  line: 1,
  sites: [],
  path: [],
  alternatives: [],
  probe: { symbol: name, likelihood: 1, evidence: 'predicted' },
});

/** Answers every question with the same list, its first origins and then pages of two. */
function service(
  names: readonly string[],
  first = 100,
  sites: Readonly<Record<string, number>> = {},
  known = true,
): Client {
  const all = names.map(origin);
  return {
    milliseconds: [],
    faults: [],
    origins: async () => ({
      known,
      origins: all.slice(0, first),
      total: all.length,
      next_cursor: all.length > first ? 'next' : null,
    }),
    furtherOrigins: async function* () {
      for (let at = first; at < all.length; at += 2) yield all.slice(at, at + 2);
    },
    originsOf: async () => all.slice(0, first),
    originsKnowing: async () => all.slice(0, first),
    planned: async () => ({ symbols: names.slice(0, 1), results: names.slice(0, 2) }),
    siteCount: async (_, name) => sites[name],
  };
}

const observed = (name: string, more: Partial<DynamicRow> = {}): DynamicRow =>
  dynamicRow.parse({
    ...{ kernel: '6.1', syscall: 'mount', entry: 'entry', errno: 'EIO', chain: ['entry', name], origin: name },
    ...{ how: '', also_returned: [], evidence: 'own text', inlined_candidates: [], origin_type: 'int' },
    ...more,
  });

test('an origin is in the list wherever the list has it', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const { figures, best, misses } = await measureDynamic(service(names, 4), [observed('a'), observed('g')]);
  expect(figures).toMatchObject({ 'hit@1': 0.5, 'hit@5': 0.5, 'hit@20': 1, 'in the list': 1, chain: 1, plan: 0.5 });
  expect(figures['plan: results']).toBe(0.5);
  expect(best).toMatchObject({ 'hit@1': 0.5, 'hit@5': 1 });
  expect(misses).toEqual([
    { subject: 'mount EIO', reason: 'plan: the origin is not attached to', text: 'g' },
    { subject: 'mount EIO', reason: 'plan: its result is not asked for', text: 'g' },
    {
      subject: 'mount EIO',
      reason: 'hit@5: one of another path before it',
      text: 'g (7 of 7) via g; b is before it',
    },
  ]);
});

test('an origin that the whole list lacks is missed for what is not known of it', async () => {
  const lacking = async (names: string[], sites: Record<string, number>, more: Partial<DynamicRow> = {}) => {
    const { figures, misses } = await measureDynamic(service(names, 1, sites), [observed('x', more)]);
    expect(figures['in the list']).toBe(0);
    return misses.map(({ reason }) => reason).filter((reason) => !reason.startsWith('plan'));
  };
  expect(await lacking([], {})).toEqual(['in the list: no origin at all']);
  expect(await lacking(['a', 'b'], {})).toEqual(['in the list: unknown function']);
  expect(await lacking(['a', 'b'], { x: 0 })).toEqual(['in the list: no site of the errno in it']);
  expect(await lacking(['a', 'b'], { x: 2 })).toEqual(['in the list: a site is known, and no path to it']);
  expect(await lacking(['a'], { x: 0, y: 1 }, { inlined_candidates: ['y.part.0'] })).toEqual([
    'in the list: a site is known, and no path to it',
  ]);
});

test('a frame that no path has is a miss of the chain', async () => {
  const { figures, misses } = await measureDynamic(service(['a']), [observed('a', { chain: ['entry', 'gone', 'a'] })]);
  expect(figures.chain).toBe(0.5);
  expect(misses).toEqual([{ subject: 'mount EIO', reason: 'chain: frames on no path', text: 'gone of gone > a' }]);
});

test('a documented pair is covered by any origin', async () => {
  const rows = [{ syscall: 'mount', errno: 'EIO', page: 'mount(2)' }];
  expect(await measureDocumented(service(['a']), rows)).toMatchObject({ figures: { covered: 1 }, misses: [] });
  expect(await measureDocumented(service([]), rows)).toEqual({
    cases: 1,
    figures: { covered: 0, 'covered by own code': 0 },
    misses: [{ subject: 'mount EIO', reason: 'covered: no origin at all', text: 'mount(2)' }],
  });
  expect(await measureDocumented(service([], 100, {}, false), rows)).toMatchObject({
    cases: 0,
    misses: [{ reason: 'covered: the kernel has no such syscall' }],
  });
});

test('an errno that is let in, or set beside the body, covers a documented pair and is no code of its own', async () => {
  const rows = [{ syscall: 'mount', errno: 'EIO', page: 'mount(2)' }];
  const frame = { function: 'a', file: 'a.c', line: 1, probe: { symbol: 'a', likelihood: 1 } };
  const measured = async (more: Partial<Origin>) => {
    const answering = service(['a']);
    const origins = async () => ({ known: true, total: 1, next_cursor: null, origins: [{ ...origin('a'), ...more }] });
    return measureDocumented({ ...answering, origins }, rows);
  };
  for (const more of [{ kind: 'external' as const }, { path: [{ ...frame, via: 'before' as const }] }]) {
    expect(await measured(more)).toEqual({
      cases: 1,
      figures: { covered: 1, 'covered by own code': 0 },
      misses: [
        { subject: 'mount EIO', reason: 'covered by own code: origins from outside alone', text: 'mount(2), a' },
      ],
    });
  }
  expect(await measured({ kind: 'own' })).toMatchObject({ figures: { covered: 1, 'covered by own code': 1 } });
});

test('an incident is found where its root is the reason of a site', async () => {
  const row = caseRow.parse({
    ...{ id: 'full', errno: 'EIO', syscall: 'mount', context: '', root_function: 'why', tunable: '', verified: true },
    ...{ source: 'https://example.org/', site_6_1: 'fs/a.c:1' },
  });
  const reason = { depth: 2, function: 'why', file: 'fs/a.c', line: 3, gave: 'NULL', guard: null };
  const site = { line: 2, guard: '!p', config: null, tunables: [], reasons: [reason] };
  const asked: Client = {
    ...service([]),
    origins: async () => ({ known: true, origins: [{ ...origin('a'), sites: [site] }], total: 1, next_cursor: null }),
  };
  expect(await measureCases(asked, [row])).toMatchObject({ figures: { 'root@10': 1 }, misses: [] });
});

test('the settings that an incident states are all wanted of its root, also where that is a reason', async () => {
  const row = (tunable: string) =>
    caseRow.parse({
      ...{ id: 'full', errno: 'EIO', syscall: 'mount', context: '', root_function: 'why', tunable, verified: true },
      ...{ source: 'https://example.org/', site_6_1: 'fs/a.c:1' },
    });
  const reason = { depth: 1, function: 'why', file: 'fs/a.c', line: 3, gave: 'NULL', guard: null };
  const bounded = {
    line: 2,
    guard: '!p',
    config: null,
    tunables: [{ kind: 'sysctl', name: 'fs.rooms' }],
    reasons: [reason],
  };
  const other = { line: 9, guard: '!q', config: null, tunables: [{ kind: 'sysctl', name: 'fs.doors' }] };
  const asked: Client = {
    ...service([]),
    origins: async () => ({
      ...{ known: true, total: 1, next_cursor: null },
      origins: [{ ...origin('a'), sites: [bounded, other] }],
    }),
  };
  const share = async (...tunables: string[]) => (await measureCases(asked, tunables.map(row))).figures.tunable;
  expect(await share('fs.rooms (all of them)')).toBe(1);
  expect(await share('fs.rooms, fs.doors')).toBe(0);
  expect(await share('fs.rooms', 'fs.doors', '(none; a fix)', 'some profile')).toBe(0.5);
});

test('an incident is found by its root, among ten alone and among three with its context', async () => {
  const row = caseRow.parse({
    ...{ id: 'full', errno: 'EIO', syscall: 'mount', context: '', root_function: 'd', tunable: '', verified: true },
    ...{ source: 'https://example.org/', site_6_1: 'fs/a.c:1', given: { fs: ['ext4'] } },
  });
  const { figures, misses } = await measureCases(service(['a', 'b', 'c', 'd']), [row]);
  expect(figures).toEqual({ 'root@10': 1, 'root@3 with context': 0, tunable: 0 });
  expect(misses).toEqual([
    { subject: 'mount EIO', reason: 'root@3 with context: below 3', text: 'd (full) at 4, {"fs":["ext4"]}' },
  ]);
});
