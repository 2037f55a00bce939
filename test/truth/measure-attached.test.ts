/** What is suggested to attach to, held against what a kernel lists. */
import { expect, test } from 'vitest';
import type { Client, Origins } from './client.js';
import { measureAttached } from './measure-attached.js';
import { caseRow, dynamicRow } from './rows.js';

type Origin = Origins['origins'][number];

/** An origin whose path leads through functions to the last, each with the symbol that is suggested for it. */
const origin = (symbols: Readonly<Record<string, string>>): Origin => {
  const path = Object.entries(symbols).map(([name, symbol], i) => ({
    ...{ function: name, file: 'fs/a.c', line: i, via: 'call' as const, probe: { symbol, likelihood: 1 } },
  }));
  const name = path.at(-1)?.function ?? '';
  const probe = { symbol: path.at(-1)?.probe.symbol ?? '', likelihood: 1, evidence: 'predicted' as const };
  return { rank: 1, score: 0, function: name, file: 'fs/a.c', line: 1, sites: [], path, alternatives: [], probe };
};

const predicted = origin({ entry: 'entry', middle: 'middle', root: 'root' });
const known = origin({ entry: 'entry', middle: 'entry', root: 'entry' });
const client: Client = {
  milliseconds: [],
  faults: [],
  origins: async () => ({ known: true, origins: [predicted], total: 1, next_cursor: null }),
  furtherOrigins: async function* () {},
  originsOf: async () => [known],
  originsKnowing: async () => [known],
  planned: async () => ({ symbols: [], results: [] }),
  siteCount: async () => 0,
};
const row = dynamicRow.parse({
  ...{ kernel: '6.1', syscall: 'mount', entry: 'entry', errno: 'EIO', chain: ['entry', 'root'], origin: 'root' },
  ...{ how: '', also_returned: [], evidence: 'own text', inlined_candidates: [], origin_type: 'int' },
});
const incident = caseRow.parse({
  ...{
    id: 'one',
    errno: 'EIO',
    syscall: 'mount',
    root_function: 'root',
    tunable: '(none)',
    source: 'https://example.org',
  },
  ...{ site_6_1: 'fs/a.c:1', context: 'x', verified: true },
});

test('every suggested symbol of the path counts once, and a root without one by what stands for it', async () => {
  const kernel = { release: '6.1.0-1-amd64', functions: 'entry\nmiddle [module]\n' };
  const { figures, misses } = await measureAttached(client, kernel, [row], [incident]);
  expect(figures).toEqual({
    'predicted: symbols': 0.6667,
    'predicted: paths': 0,
    'predicted: hidden roots': 0,
    'build: symbols': 1,
    'build: paths': 1,
    'build: hidden roots': 1,
    'symbols: symbols': 1,
    'symbols: paths': 1,
    'symbols: hidden roots': 1,
  });
  expect(misses.map(({ text }) => text)).toEqual(['root', 'root for root']);
});
