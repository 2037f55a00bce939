/** `errnopath index --git … --tags …`: a pack of each tag with the bytes that its folder gives, and what is there is kept. */

import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runIndexCommand } from '../../indexer/main.js';
import { readPackManifest } from '../../src/node/pack-file.js';
import { tempFolder } from '../source/temp-folder.js';
import { compiledProgram, indexInto, type Program, TREE } from './indexed-tree.js';

let program: Program;
beforeAll(async () => {
  program = await compiledProgram();
}, 60_000);
afterAll(() => program.remove());

function git(folder: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', ['-C', folder, ...identity, ...args], { env, stdio: 'pipe' });
}

async function index(...argv: string[]): Promise<{ status: number; events: Record<string, unknown>[] }> {
  let text = '';
  const write = (piece: string) => {
    text += piece;
  };
  const changes = { indexTree: program.indexTree, stdout: { write }, stderr: { write: () => {} } };
  const status = await runIndexCommand([...argv, '--json', '--no-cache', '--jobs', '1'], changes);
  const events = text.split('\n').filter((line) => line !== '');
  return { status, events: events.map((line) => JSON.parse(line)).filter(({ event }) => event !== 'progress') };
}

test('each tag becomes a pack, and a second run makes only what is missing', { timeout: 120_000 }, async () => {
  const folder = tempFolder();
  cpSync(TREE, folder, { recursive: true });
  git(folder, 'init', '-q');
  const makefile = readFileSync(join(folder, 'Makefile'), 'utf8');
  for (const sublevel of ['7', '8']) {
    writeFileSync(join(folder, 'Makefile'), makefile.replace(/^SUBLEVEL = .*$/m, `SUBLEVEL = ${sublevel}`));
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', sublevel);
    git(folder, 'tag', `v9.9.${sublevel}`);
  }
  const out = tempFolder();
  const first = await index('--git', folder, '--tags', 'v9.9*', '--out', out);
  expect(first.status).toBe(0);
  expect(first.events).toMatchObject([
    { event: 'done', kernel: '9.9.7' },
    { event: 'done', kernel: '9.9.8' },
  ]);
  const manifest = await readPackManifest(join(out, '9.9.7.pack'));
  expect(manifest.source).toMatchObject({ kind: 'git', name: expect.stringContaining(' v9.9.7 ') });

  // The work tree holds the last tag: the same content in a folder is the same tree.
  const byFolder = tempFolder();
  await indexInto(byFolder, program, { source: folder, jobs: 1 });
  const fromFolder = await readPackManifest(join(byFolder, '9.9.8.pack'));
  const fromGit = await readPackManifest(join(out, '9.9.8.pack'));
  expect(fromGit.tree_hash).toBe(fromFolder.tree_hash);
  expect(fromGit.counts).toEqual(fromFolder.counts);

  rmSync(join(out, '9.9.8.pack'));
  const second = await index('--git', folder, '--tags', 'v9.9.7', 'v9.9.8', '--out', out);
  expect(second.events).toMatchObject([
    { event: 'kept', packPath: join(out, '9.9.7.pack') },
    { event: 'done', kernel: '9.9.8' },
  ]);
  expect(readdirSync(out).sort()).toEqual(['9.9.7.pack', '9.9.8.pack']);
});
