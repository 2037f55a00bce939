/** `errnopath diff`: what changed between two kernels for an errno, a syscall, or both. */
import { Command, Option } from 'commander';
import { DiffAnswer } from '../schemas/diff.js';
import { askService } from './ask-service.js';
import { diffText } from './diff-text.js';

interface DiffOptions {
  readonly errno?: string;
  readonly syscall?: string;
  readonly arch?: string;
  readonly limit: string;
  readonly json?: true;
  readonly packs?: string;
  readonly builds?: string;
}

const EXAMPLES = `
Examples:
  errnopath diff 6.1 6.12 --errno ENOSPC --syscall mount
  errnopath diff 6.1 6.12 --errno EDQUOT            every function that returns it
  errnopath diff 6.1 6.12 --syscall io_uring_setup  which errnos it gained and lost`;

/** The command, ready to be added to the program; it writes to standard output. */
export function diffCommand(finished: (status: 'ok' | 'failed') => void): Command {
  return new Command('diff')
    .description('print what changed between two kernels')
    .argument('<from>', 'a kernel: an indexed id, a line, a `uname -r` or latest')
    .argument('<to>', 'the kernel to compare it with')
    .option('--errno <errno>', 'the errno: a name, a number or the message')
    .option('--syscall <syscall>', 'the syscall that fails with it')
    .option('--arch <arch>', 'the arch; x86_64 unless told, or what a kernel’s name says')
    .addOption(new Option('--limit <number>', 'how many changes at most').default('20'))
    .option('--json', 'print the answer of the HTTP API')
    .option('--packs <folder>', 'folder of packs')
    .option('--builds <folder>', 'folder of builds')
    .addHelpText('after', EXAMPLES)
    .action(async (from: string, to: string, { json, packs, builds, ...question }: DiffOptions) => {
      const query = new URLSearchParams({ from, to, ...question });
      const folders = { ...(packs !== undefined && { packs }), ...(builds !== undefined && { builds }) };
      const body = await askService(`/v1/diff?${query}`, {}, folders);
      if (body === undefined) return finished('failed');
      process.stdout.write(json ? `${JSON.stringify(body, null, 2)}\n` : diffText(DiffAnswer.parse(body)));
      finished('ok');
    });
}
