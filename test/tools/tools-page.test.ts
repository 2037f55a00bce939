/** The page about the tools, and what every module has to say. */
import { describe, expect, test } from 'vitest';
import { ONLY_INSTALLED, WAYS } from '../../src/tools/choice.js';
import { TRACERS } from '../../src/tools/index.js';
import { parseVersion } from '../../src/tools/version.js';
import { toolsPage } from './tools-page.js';

/** The tools that a plan has to know. */
const WANTED = [
  ...['syscount', 'trace', 'funccount', 'stackcount', 'argdist', 'bpftrace', 'funcgraph', 'kprobe', 'trace-cmd'],
  ...['perf-trace', 'perf-probe', 'tracefs', 'retsnoop', 'strace', 'drgn', 'systemtap'],
];

describe('the modules', () => {
  test('are one for each tool', () => {
    expect(TRACERS.map(({ id }) => id).sort()).toEqual([...WANTED].sort());
  });

  test.each(TRACERS.map((tool) => [tool.id, tool] as const))('%s can do something, since a version', (_, tool) => {
    expect(Object.keys(tool.steps)).not.toEqual([]);
    expect([tool.oldest, ...tool.since.map(({ version }) => version)].map(parseVersion)).not.toContain(undefined);
    for (const { what } of tool.breaks) expect(what).toMatch(/^[^\n]{10,}[^.\n]$/);
  });

  test('are offered for steps that they can do', () => {
    const known = new Map(TRACERS.map((tool) => [tool.id, tool]));
    for (const [step, ways] of Object.entries(WAYS)) {
      for (const id of ways.flat()) {
        const can = Object.keys(known.get(id)?.steps ?? {});
        expect([id, can]).toEqual([id, expect.arrayContaining([step])]);
      }
    }
    for (const id of ONLY_INSTALLED) expect(known.has(id)).toBe(true);
  });
});

test('the page is what the modules say', async () => {
  await expect(toolsPage()).toMatchFileSnapshot('../../docs/tools.md');
});
