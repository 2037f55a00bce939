/** The text of an answer with origins: what `JSON.stringify` gives. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoadedPacks, loadPacks } from '../../src/node/load-packs.js';
import { originsAnswer } from '../../src/routes/origins.js';
import { originsJson } from '../../src/routes/origins-json.js';

let loaded: LoadedPacks;

beforeAll(async () => {
  loaded = await loadPacks();
});

afterAll(() => loaded.close());

test.each([
  ['openat', 'ENOSPC', 'many routes'],
  ['mount', 'ENOSPC', 'known causes'],
  ['getpid', 'ENOSPC', 'no origin'],
  ['accept', 'EBADR', 'long routes'],
])('%s %s: %s', async (syscall, errno) => {
  const deps = { packs: loaded.packs, builds: loaded.builds, version: '0.0.0', compress: false };
  const answer = await originsAnswer(deps, 'set', '6.1', { syscall, errno, limit: 20 });
  expect(originsJson(answer)).toBe(JSON.stringify(answer));
});
