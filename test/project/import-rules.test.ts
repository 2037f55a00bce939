import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importViolations, type SourceFile } from './import-rules.js';

const root = resolve(import.meta.dirname, '../..');

function sources(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`)
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

describe('import rules', () => {
  test('the sources keep to them', () => {
    const files = [...sources('src'), ...sources('indexer')];
    expect(files.length).toBeGreaterThan(5);
    expect(importViolations(files)).toEqual([]);
  });

  test.each([
    ['src/domain/plan.ts', "import { readFileSync } from 'node:fs';"],
    ['src/domain/plan.ts', "import Database from 'better-sqlite3';"],
    ['src/domain/plan.ts', "import { app } from '../routes/app.js';"],
    ['src/domain/plan.ts', "import { openSqliteStore } from '../store/sqlite.js';"],
    ['src/domain/plan.ts', "import { openPacks } from '../node/pack-cache.js';"],
    ['src/routes/sites.ts', "export { parse } from '../../indexer/parse/parse.js';"],
    ['src/routes/sites.ts', "import { serve } from '../node/serve.js';"],
    ['src/routes/sites.ts', "const fs = await import('node:fs');"],
    ['src/routes/sites.ts', "import type { Server } from '@hono/node-server';"],
    ['src/store/store.ts', "import type { Plan } from '../domain/plan.js';"],
    ['src/schemas/plan.ts', "import 'node:process';"],
    ['src/worker.ts', "import { openSqliteStore } from './store/sqlite.js';"],
    ['src/routes/app.ts', "import stamp from '../../dist/build-stamp';"],
    ['src/node/cli.ts', "import { runIndexCommand } from '../../indexer/main.js';"],
    ['src/node/cli.ts', "const worker = new URL('../../indexer/main.js', import.meta.url);"],
    ['src/node/cli.ts', "import { expect } from '../../test/help.js';"],
    ['indexer/link/graph.ts', "import { app } from '../../src/routes/app.js';"],
    ['indexer/link/graph.ts', "import { openPacks } from '../../src/node/pack-cache.js';"],
    ['indexer/link/graph.ts', "import {\n  a,\n  b,\n} from '../../src/tools/trace.js';"],
    ['src/elsewhere.ts', "import './domain/plan.js';"],
  ])('%s must not say: %s', (path, text) => {
    const violations = importViolations([{ path, text }]);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(path);
  });

  test.each([
    ['src/routes/sites.ts', "import { plan } from '../domain/plan.js';\nimport { Hono } from 'hono';"],
    ['src/node/cli.ts', "import { app } from '../routes/app.js';\nimport { join } from 'node:path';"],
    ['src/store/sqlite.ts', "import Database from 'better-sqlite3';\nimport type { Store } from './store.js';"],
    ['indexer/pack/write.ts', "import { writePackFile } from '../../src/node/pack-file.js';"],
    ['indexer/pack/write.ts', "import { SCHEMA } from '../../src/store/schema.js';\nimport 'node:fs';"],
    ['src/worker.ts', "import { app } from './routes/app.js';"],
    ['src/domain/plan.test.ts', "import { readFileSync } from 'node:fs';"],
  ])('%s may say: %s', (path, text) => {
    expect(importViolations([{ path, text }])).toEqual([]);
  });
});
