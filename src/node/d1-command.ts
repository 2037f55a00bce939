/** `errnopath pack export --d1`: a pack as SQL for Cloudflare D1; and `errnopath pack share` beside it. */

import { Command } from 'commander';
import { choosePack } from './choose-pack.js';
import { d1Sql } from './d1-sql.js';
import { programName } from './program-name.js';
import { shareCommand } from './share-command.js';
import { writeTexts } from './write-lines.js';

interface PackExportOptions {
  readonly d1?: true;
  readonly packs?: string;
}

const HELP = `
The SQL makes a database of Cloudflare D1 hold this kernel and nothing else:
  errnopath pack export --d1 6.1 > 6.1.sql
  wrangler d1 execute errnopath --remote --file 6.1.sql
KERNEL is an indexed id, a line (6.1), a release (uname -r) or latest.`;

/** The command, ready to be added to the program; it writes to standard output. */
export function packCommand(): Command {
  const command = new Command('export')
    .description('print a pack in another form')
    .argument('<kernel>', 'which kernel')
    .option('--d1', 'as SQL for Cloudflare D1')
    .option('--packs <folder>', 'folder of packs')
    .addHelpText('after', HELP);
  command.action(async (kernel: string, { d1, packs }: PackExportOptions) => {
    if (!d1) return command.error('error: pack export needs --d1, the one form that there is');
    const { store } = await choosePack(kernel, packs);
    try {
      await writeTexts(lines(d1Sql(store, programName())), process.stdout);
    } finally {
      await store.close();
    }
  });
  return new Command('pack').description('packs in other forms').addCommand(command).addCommand(shareCommand());
}

async function* lines(statements: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const statement of statements) yield `${statement}\n`;
}
