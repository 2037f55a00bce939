/** What nobody uses leaves the cache, and nothing else does. */
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noteUse, sweepCache } from '../../src/node/cache-sweep.js';
import { tempFolder } from '../source/temp-folder.js';

const DAY_S = 24 * 60 * 60;

/** A cache with files that were last used so many days ago. */
function cacheWith(days: Readonly<Record<string, number>>): string {
  const cache = tempFolder();
  for (const [name, ago] of Object.entries(days)) {
    writeFileSync(join(cache, name), name);
    const then = Date.now() / 1000 - ago * DAY_S;
    utimesSync(join(cache, name), then, then);
  }
  return cache;
}

const OLD = '6.1.192-0ba0aa971756a362.db';
const USED = '6.1.192-1792e65783ce861f.db';
const BUILD = '6.1.0-56-amd64-5d801b5dfd20b640.build.symbols.image';

test('databases and images that nobody used for a week are removed', async () => {
  const cache = cacheWith({
    ...{ [OLD]: 8, [`${OLD}.ground.image`]: 8, [`${OLD}.reach-x86_64.image`]: 9, [BUILD]: 10 },
    ...{ [`.${OLD}.ground.image.4711.0123abcd.tmp`]: 8, '.checked.4711.0123abcd.tmp': 8 },
    ...{ [USED]: 6, [`${USED}.ground.image`]: 0, [`.${USED}.ground.image.4711.0123abcd.tmp`]: 1 },
  });
  await sweepCache(cache);
  expect(readdirSync(cache).sort()).toEqual(
    [`.${USED}.ground.image.4711.0123abcd.tmp`, USED, `${USED}.ground.image`].sort(),
  );
});

test('what others keep there stays, however old it is', async () => {
  const names = ['checked', 'facts.db', 'facts.db-journal', 'notes.image', '6.1.192-0ba0aa971756a362.db.bak', 'x.db'];
  const cache = cacheWith(Object.fromEntries(names.map((name) => [name, 400])));
  await sweepCache(cache);
  expect(readdirSync(cache).sort()).toEqual(names.sort());
});

test('what was noted as used stays', async () => {
  const cache = cacheWith({ [OLD]: 30 });
  await noteUse(join(cache, OLD));
  await sweepCache(cache);
  expect(readdirSync(cache)).toEqual([OLD]);
  await noteUse(join(cache, 'missing'));
});

test('a process that has it open reads on', async () => {
  const cache = cacheWith({ [OLD]: 30 });
  const file = await open(join(cache, OLD));
  await sweepCache(cache);
  expect(existsSync(join(cache, OLD))).toBe(false);
  expect(await file.readFile('utf8')).toBe(OLD);
  await file.close();
});

test('a cache that is not there is no problem', async () => {
  await sweepCache(join(tempFolder(), 'missing'));
  const cache = cacheWith({ [USED]: 1 });
  await sweepCache(cache);
  expect(readFileSync(join(cache, USED), 'utf8')).toBe(USED);
});
