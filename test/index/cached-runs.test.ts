/** Runs with a cache: the same bytes as without, files that did not change are not read anew, and a pack that stands is kept. */

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extractorHash } from '../../indexer/cache/code-hash.js';
import { openFactsCache } from '../../indexer/cache/facts-cache.js';
import type { IndexSummary } from '../../indexer/index-summary.js';
import { openSource } from '../../indexer/source/open-source.js';
import { tempFolder } from '../source/temp-folder.js';
import { compiledProgram, indexInto, type Program, TREE } from './indexed-tree.js';

let program: Program;
beforeAll(async () => {
  program = await compiledProgram();
}, 60_000);
afterAll(() => program.remove());

async function indexCached(tree: string, outDir: string, path: string): Promise<IndexSummary> {
  mkdirSync(outDir, { recursive: true });
  const onProblem = (error: Error): never => {
    throw error;
  };
  const cache = openFactsCache(path, { extractor: extractorHash(), maxBytes: 1e9, onProblem });
  const source = await openSource(tree);
  const { signal } = new AbortController();
  try {
    return await program.indexTree(source, { outDir, jobs: 1, cache, signal, onProgress: () => {} });
  } finally {
    await source.close();
    cache.close();
  }
}

test('a cache changes the time and nothing else', { timeout: 120_000 }, async () => {
  const folder = tempFolder();
  const cache = join(folder, 'facts.db');
  const tree = join(folder, 'linux-tree');
  cpSync(TREE, tree, { recursive: true });
  const pack = (out: string): Buffer => readFileSync(join(folder, out, '9.9.1.pack'));

  const plain = await indexInto(join(folder, 'plain'), program, { source: tree, jobs: 1 });
  const cold = await indexCached(tree, join(folder, 'cold'), cache);
  expect(cold).toMatchObject({ cached: 0, kept: false, counts: plain.counts });
  expect(pack('cold').equals(pack('plain'))).toBe(true);

  // Another folder has no pack that could be kept.
  const warm = await indexCached(tree, join(folder, 'warm'), cache);
  expect(warm).toMatchObject({ cached: warm.counts.files, kept: false, counts: plain.counts });
  expect(pack('warm').equals(pack('plain'))).toBe(true);

  const again = await indexCached(tree, join(folder, 'warm'), cache);
  expect(again).toMatchObject({ kept: true, counts: plain.counts, packBytes: pack('warm').length });
  writeFileSync(join(folder, 'warm/9.9.1.pack'), 'damaged');
  expect((await indexCached(tree, join(folder, 'warm'), cache)).kept).toBe(false);
  expect(pack('warm').equals(pack('plain'))).toBe(true);

  const changed = join(tree, 'fs/extra.c');
  writeFileSync(changed, 'int extra(int n)\n{\n\tif (n)\n\t\treturn -EBUSY;\n\treturn 0;\n}\n');
  const edited = await indexCached(tree, join(folder, 'warm'), cache);
  expect(edited).toMatchObject({ kept: false, cached: plain.counts.files });
  await indexInto(join(folder, 'edited'), program, { source: tree, jobs: 1 });
  expect(pack('warm').equals(pack('edited'))).toBe(true);
});
