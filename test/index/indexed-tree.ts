/** The fixture tree, indexed by the compiled indexer (its worker threads load compiled files) and opened as the service does. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IndexSummary, IndexTree } from '../../indexer/index-summary.js';
import { openSource } from '../../indexer/source/open-source.js';
import { openPack } from '../../src/domain/pack.js';
import { openPack as openPackFile } from '../../src/node/pack-cache.js';
import { createApp } from '../../src/routes/app.js';
import type { App } from '../../src/routes/app-deps.js';
import { compileForChildren } from '../project/pack-fixture.js';

/** The kernel tree of our own. */
export const TREE = join(import.meta.dirname, '../fixtures/tree');

/** The program compiled for plain Node, in a folder of its own. */
export interface Program {
  readonly folder: string;
  readonly indexTree: IndexTree;
  remove(): void;
}

export async function compiledProgram(): Promise<Program> {
  const folder = compileForChildren(mkdtempSync(join(tmpdir(), 'errnopath-test-')));
  const url = pathToFileURL(join(folder, 'indexer/index-tree.js')).href;
  const { indexTree } = (await import(url)) as { readonly indexTree: IndexTree };
  return { folder, indexTree, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Indexes a tree into a folder, which is made. */
export async function indexInto(
  outDir: string,
  { indexTree }: Program,
  options: { readonly source?: string; readonly jobs?: number; readonly signal?: AbortSignal } = {},
): Promise<IndexSummary> {
  mkdirSync(outDir, { recursive: true });
  const source = await openSource(options.source ?? TREE);
  try {
    return await indexTree(source, {
      outDir,
      jobs: options.jobs ?? 1,
      onProgress: () => {},
      signal: options.signal ?? new AbortController().signal,
    });
  } finally {
    await source.close();
  }
}

/** The HTTP application over one pack, and how to close it. */
export async function appOver(packPath: string, cache: string): Promise<{ app: App; close: () => Promise<void> }> {
  const { store } = await openPackFile(packPath, cache);
  const app = createApp({
    packs: [await openPack(store)],
    version: '0.0.0',
    compress: false,
    onError: (error) => {
      throw error;
    },
  });
  return { app, close: () => store.close() };
}
