/** The check of a static site finds nothing where nothing is wrong, and each kind of damage. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildSite } from '../../src/node/site/build-site.js';
import { ROOM } from '../../src/node/site/site-scopes.js';
import { ROOM_TUNABLES, smallKernel } from '../fixtures/small-kernel.js';
import { checkSite } from './check-site.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-check-'));
const whole = join(folder, 'whole');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  await buildSite({
    ...{ out: whole, dataset: 'd', sources: [], scripts: { 'site.js': '', 'shards.js': '' } },
    deps: {
      packs: [smallKernel('6.1.192', ROOM_TUNABLES), smallKernel('6.12.117', ROOM_TUNABLES)],
      ...{ version: '0.1.0', compress: false },
    },
    wanted: { arches: ['arm64'], also: new Set(), likely: 10, room: ROOM },
    base: 'https://errno.example.org/',
  });
});

const FAILURES = [
  { syscall: 'mount', errno: 'ENOSPC' },
  // The manual lists it, and the small kernel has no function that gives it.
  { syscall: 'mount', errno: 'EMFILE' },
];

test('a whole site has no problems', async () => {
  const { problems, figures, weights } = await checkSite(whole, FAILURES);
  expect(problems).toEqual([]);
  expect(figures.links).toBeGreaterThan(500);
  expect(figures.valid).toBeGreaterThan(40);
  for (const { bytes } of [weights.answer, weights.function]) expect(bytes).toBeGreaterThan(7_000);
  expect(figures.twins).toBeGreaterThan(40);
});

const ANSWER = 'k/6.1.192/syscall/mount/ENOSPC';

test.each<
  [string, (read: (path: string) => string, write: (path: string, text: string | null) => void) => void, RegExp]
>([
  ['a page that is gone', (_, write) => write(`${ANSWER}.html`, null), /mount\/ENOSPC\.html/],
  ['a twin that is gone', (_, write) => write(`${ANSWER}.json`, null), /ENOSPC\.html has no twin/],
  [
    'a function without a shard',
    (_, write) => write('k/6.1.192/shards/names/0.js', null),
    /function\.html#count_rooms/,
  ],
  [
    'a twin that does not fit',
    (read, write) => write(`${ANSWER}.json`, read(`${ANSWER}.json`).replace('"rank":1', '"rank":"first"')),
    /ENOSPC\.json: answer\.origins\.0\.rank/,
  ],
  [
    'a twin with more than its schema',
    (read, write) => write(`${ANSWER}.json`, read(`${ANSWER}.json`).replace('"rank":1', '"rank":1,"more":2')),
    /ENOSPC\.json holds more/,
  ],
  [
    'a row that is gone',
    (read, write) => write('causes.html', read('causes.html').replace('id="mount-max"', 'id="other"')),
    /causes\.html(?:#mount-max|: no mount-max)/,
  ],
  [
    'a page that is no valid HTML',
    (read, write) => write('explain.html', read('explain.html').replace('<h1>', '<h1><p>')),
    /explain\.html: .*<p>/,
  ],
  [
    'a page that is too heavy',
    (read, write) =>
      write(`${ANSWER}.html`, read(`${ANSWER}.html`).replace('<h1>', `${'<p>heavy</p>'.repeat(5000)}<h1>`)),
    /ENOSPC\.html: a page with \d+ bytes/,
  ],
  ['text that was changed', (read, write) => write('about.html', `${read('about.html')} `), /the hash is another one/],
])('%s is found', async (_, damage, problem) => {
  const copy = mkdtempSync(join(folder, 'copy-'));
  cpSync(whole, copy, { recursive: true });
  damage(
    (path) => readFileSync(join(copy, path), 'utf8'),
    (path, text) => (text === null ? rmSync(join(copy, path)) : writeFileSync(join(copy, path), text)),
  );
  expect((await checkSite(copy, FAILURES)).problems.join('\n')).toMatch(problem);
});

test('a failure without a page is found', async () => {
  const { problems } = await checkSite(whole, [{ syscall: 'mount', errno: 'ENOTTY' }]);
  expect(problems).toContain('no page k/6.1.192/syscall/mount/ENOTTY.html');
});
