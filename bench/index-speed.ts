/** `npm run index-speed`: what indexing costs, side by side with cscope on the same tree, one run after the other. */

import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { partOfTree } from './part-of-tree.js';
import { type Measured, timedRun } from './timed-run.js';

const PROGRAM = fileURLToPath(new URL('../bin/errnopath.mjs', import.meta.url));

interface Options {
  readonly next?: string;
  readonly point?: string;
  readonly parts: boolean;
}

interface Row extends Measured {
  readonly work: string;
  /** Bytes of the pack. */
  readonly pack?: number;
}

/** The exit status. */
export async function runIndexSpeed(argv: readonly string[]): Promise<number> {
  const program = new Command('index-speed')
    .description('measures the indexer and cscope on unpacked kernel trees; scratch space is made beside the tree')
    .argument('<tree>', 'folder of a kernel tree')
    .option('--next <folder>', 'another release, to be indexed when the facts of the first one are known')
    .option('--point <folder>', 'another point release of the same line, likewise')
    .option('--no-parts', 'leave out an eighth, a quarter and a half of the tree')
    .action(async (tree: string, options: Options) => {
      const rows = await measured(resolve(tree), options);
      const cold = rows.find(({ work }) => work === COLD)?.wall ?? Number.NaN;
      process.stdout.write(tableText(rows, cold));
    });
  await program.parseAsync([...argv], { from: 'user' });
  return 0;
}

const COLD = 'cold';

async function measured(tree: string, { next, point, parts }: Options): Promise<readonly Row[]> {
  const scratch = await mkdtemp(join(dirname(tree), 'index-speed-'));
  try {
    const rows: Row[] = [];
    const note = (row: Row): void => {
      process.stderr.write(`index-speed: ${row.work}: ${row.wall.toFixed(1)} s\n`);
      rows.push(row);
    };
    /** Packs of one name share a folder: what is there already may be kept. */
    const index = async (work: string, from: string, name: string, cache: string): Promise<void> => {
      const out = join(scratch, name);
      const flags = ['--out', out, '--cache', join(scratch, cache), '--quiet'];
      const figures = await timedRun([process.execPath, PROGRAM, 'index', from, ...flags], scratch);
      const [pack = ''] = (await readdir(out)).filter((file) => file.endsWith('.pack'));
      note({ work, ...figures, pack: (await stat(join(out, pack))).size });
    };
    const cscope = ['cscope', '-b', '-q', '-k', '-R', '-f', join(scratch, 'cscope.out')];
    note({ work: 'cscope -b -q -k -R', ...(await timedRun(cscope, tree)) });
    await index(COLD, tree, 'first', 'facts.db');
    await index('warm: the same tree, its pack is there', tree, 'first', 'facts.db');
    await index('warm: the same tree, without its pack', tree, 'again', 'facts.db');
    if (point !== undefined) await index('another point release, facts known', resolve(point), 'point', 'facts.db');
    if (next !== undefined) await index('the next release, facts known', resolve(next), 'next', 'facts.db');
    for (const every of parts ? [8, 4, 2] : []) {
      const part = join(scratch, `every-${every}`);
      await partOfTree(tree, part, every);
      await index(`cold, 1/${every} of the files`, part, `part-${every}`, `part-${every}.db`);
    }
    return rows;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @param cold - seconds that the others are held against */
function tableText(rows: readonly Row[], cold: number): string {
  const line = ({ work, wall, cpu, memory, pack }: Row): string =>
    `| ${[
      work,
      `${wall.toFixed(1)} s`,
      (wall / cold).toFixed(2),
      `${cpu.toFixed(0)} s`,
      `${(memory / 1e9).toFixed(1)} GB`,
      pack === undefined ? '' : `${(pack / 1e6).toFixed(2)} MB`,
    ].join(' | ')} |`;
  return `${['| work | wall | to cold | CPU | peak memory | pack |', '| --- | --- | --- | --- | --- | --- |', ...rows.map(line)].join('\n')}\n`;
}
