/** Facts are found by path, content and extractor; the file stays within its size, and no run needs it. */

import { execFile } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { extractorHash, indexerHash } from '../../indexer/cache/code-hash.js';
import { type FactsCache, openFactsCache } from '../../indexer/cache/facts-cache.js';
import { encodeFacts } from '../../indexer/parse/encode-facts.js';
import { extractFile } from '../../indexer/parse/extract-file.js';
import { compileForChildren } from '../project/pack-fixture.js';
import { tempFolder } from '../source/temp-folder.js';

const code = 'int open_it(int n)\n{\n\tif (n > 3)\n\t\treturn -ENOSPC;\n\treturn 0;\n}\n';
const facts = encodeFacts(extractFile('fs/a.c', new TextEncoder().encode(code)));
const plain = ({ head, bodies }: typeof facts) => [Buffer.from(head).toString(), Buffer.from(bodies).toString()];

function open(path: string, options: { extractor?: string; maxBytes?: number; problems?: string[] } = {}): FactsCache {
  return openFactsCache(path, {
    extractor: options.extractor ?? 'one',
    maxBytes: options.maxBytes ?? 1_000_000,
    onProblem: (error) => (options.problems ?? []).push(error.message),
  });
}

const cachePath = () => join(tempFolder(), 'made/on/the/way/facts.db');

test('gives back what was added, to the next run', () => {
  const path = cachePath();
  const first = open(path);
  expect(first.get('fs/a.c', 'h1')).toBeUndefined();
  first.add('fs/a.c', 'h1', facts);
  first.close();
  const second = open(path);
  const known = second.get('fs/a.c', 'h1');
  expect(known && plain(known)).toEqual(plain(facts));
  expect([second.found, second.missed]).toEqual([1, 0]);
  second.close();
});

test('knows nothing of another path, content or extractor', () => {
  const path = cachePath();
  const cache = open(path);
  cache.add('fs/a.c', 'h1', facts);
  cache.close();
  const other = open(path, { extractor: 'two' });
  expect(other.get('fs/a.c', 'h1')).toBeUndefined();
  other.close();
  const same = open(path);
  expect([same.get('fs/b.c', 'h1'), same.get('fs/a.c', 'h2')]).toEqual([undefined, undefined]);
  same.close();
});

test('remembers the pack of a tree', () => {
  const path = cachePath();
  const cache = open(path);
  expect(cache.packOf('tree')).toBeUndefined();
  cache.addPack('tree', 'abc');
  cache.close();
  const next = open(path);
  expect(next.packOf('tree')).toBe('abc');
  next.close();
});

test('keeps what was used last, within its size', async () => {
  const path = cachePath();
  const one = open(path);
  for (const name of ['old', 'used']) one.add(name, 'h', facts);
  one.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const measure = open(path);
  measure.get('used', 'h');
  measure.add('new', 'h', facts);
  measure.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const stored = 2 * Buffer.concat(plain(facts).map((text) => Buffer.from(text))).length;
  const small = open(path, { maxBytes: Math.round(stored / 2) });
  small.close();
  const after = open(path);
  const kept = ['old', 'used', 'new'].filter((name) => after.get(name, 'h') !== undefined);
  after.close();
  expect(kept.length).toBeLessThan(3);
  expect(kept).not.toContain('old');
  const none = open(path, { maxBytes: 0 });
  none.close();
  const empty = open(path);
  expect(empty.get('new', 'h')).toBeUndefined();
  empty.close();
});

test('that cannot be opened, or is none, is told once and does without', () => {
  const folder = tempFolder();
  const junk = join(folder, 'junk.db');
  writeFileSync(junk, 'no database, but a text that somebody put there'.repeat(50));
  mkdirSync(join(folder, 'folder.db'));
  for (const path of [junk, join(folder, 'folder.db'), join(junk, 'below')]) {
    const problems: string[] = [];
    const cache = open(path, { problems });
    cache.add('fs/a.c', 'h1', facts);
    expect([cache.get('fs/a.c', 'h1'), cache.packOf('tree')]).toEqual([undefined, undefined]);
    cache.addPack('tree', 'abc');
    cache.close();
    expect(problems).toHaveLength(1);
  }
  expect(statSync(junk).size).toBe(2350);
});

test('takes several processes at once', { timeout: 60_000 }, async () => {
  const folder = compileForChildren(tempFolder());
  const path = cachePath();
  const script = `
    import { openFactsCache } from ${JSON.stringify(join(folder, 'indexer/cache/facts-cache.js'))};
    const shared = (text) => { const b = new Uint8Array(new SharedArrayBuffer(text.length)); b.set(Buffer.from(text)); return b; };
    const cache = openFactsCache(process.argv[1], { extractor: 'one', maxBytes: 1e9, onProblem: (e) => { throw e; } });
    for (let i = 0; i < 2000; i++) cache.add(process.argv[2] + i, 'h', { head: shared('{"n":' + i + '}'), tables: shared('[]'), bodies: shared('[]'), calls: shared('[]'), mentions: shared('[]') });
    cache.close();`;
  const run = (name: string) =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, path, name]);
  await Promise.all(['a', 'b', 'c'].map(run));
  const cache = open(path);
  const lost = ['a', 'b', 'c'].flatMap((name) =>
    Array.from({ length: 2000 }, (_, i) => `${name}${i}`).filter((key) => cache.get(key, 'h') === undefined),
  );
  cache.close();
  expect(lost).toEqual([]);
});

test('the code that facts depend on is part of what packs depend on', () => {
  expect(extractorHash()).toMatch(/^[0-9a-f]{64}$/);
  expect(indexerHash()).toMatch(/^[0-9a-f]{64}$/);
  expect(indexerHash()).not.toBe(extractorHash());
});
