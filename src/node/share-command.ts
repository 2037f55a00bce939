/** `errnopath pack share`: writes a pack again, coded by what it differs in from another one. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { sharePack } from './share-pack.js';

interface ShareOptions {
  readonly base: string;
  readonly out?: string;
}

const NOTES = `
A pack that is shared takes about half the space, and can only be read while its base is in its folder.

Example:
  errnopath pack share data/packs/6.1.192.pack --base data/packs/6.12.117.pack`;

/** The command, ready to be added to the program; it writes to standard output. */
export function shareCommand(): Command {
  return new Command('share')
    .description('code a pack by what it differs in from another one')
    .argument('<pack>', 'the pack')
    .requiredOption('--base <pack>', 'the other one, which is needed from then on')
    .option('--out <file>', 'where it is written; in place of the pack unless told')
    .addHelpText('after', NOTES)
    .action(async (pack: string, { base, out = pack }: ShareOptions) => {
      const task = { packPath: resolve(pack), basePath: resolve(base), outPath: resolve(out) };
      const { kernel, base: known } = await sharePack(task);
      process.stdout.write(`${out}: Linux ${kernel.id}, coded against ${known?.kernel}\n`);
    });
}
