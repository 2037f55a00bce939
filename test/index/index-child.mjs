/**
 * Runs a compiled `errnopath index` in a process of its own: `index-child.mjs PROGRAM PHASE SOURCE OUT`. It is killed
 * (SIGKILL) when the phase begins; no phase lets it end by itself.
 */

import { join } from 'node:path';

const [, , program = '', phase = '', source = '', out = ''] = process.argv;
const { runIndexCommand } = await import(join(program, 'indexer/main.js'));
const { indexTree } = await import(join(program, 'indexer/index-tree.js'));

/** @type {import('../../indexer/index-summary.js').IndexTree} */
const killedInPhase = (opened, options) =>
  indexTree(opened, {
    ...options,
    onProgress: (/** @type {import('../../indexer/index-summary.js').Progress} */ progress) => {
      if (progress.phase === phase) process.kill(process.pid, 'SIGKILL');
      options.onProgress(progress);
    },
  });

const argv = [source, '--out', out, '--jobs', '1', '--no-cache', '--quiet'];
process.exit(await runIndexCommand(argv, { indexTree: killedInPhase }));
