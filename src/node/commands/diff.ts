/** `errnopath diff`: what changed between two kernels for an errno, a syscall, or both. */
import { Command, Option } from 'commander';
import { DiffAnswer } from '../../schemas/diff.js';
import { diffText } from '../diff-text.js';
import { type AskingOptions, callOf, type Finished, printAnswer, withService } from './reading.js';

interface DiffOptions extends AskingOptions {
  readonly errno?: string;
  readonly syscall?: string;
  readonly arch?: string;
  readonly limit: string;
}

const EXAMPLES = `
Examples:
  errnopath diff 6.1 6.12 --errno ENOSPC --syscall mount
  errnopath diff 6.1 6.12 --errno EDQUOT    every function that returns it
  errnopath diff 6.1 6.12 --syscall mount   which errnos it gained and lost`;

/** The command, ready to be added to the program; it writes to standard output. */
export function diffCommand(finished: Finished): Command {
  const command = new Command('diff')
    .description('print what changed between two kernels')
    .argument('<from>', 'a kernel: an indexed id, a line, a `uname -r` or latest')
    .argument('<to>', 'the kernel to compare it with')
    .option('--errno <errno>', 'the errno: a name, a number or the message')
    .option('--syscall <syscall>', 'the syscall that fails with it')
    .option('--arch <arch>', 'the arch; x86_64 unless told, or what a kernel’s name says')
    .addOption(new Option('--limit <number>', 'how many changes at most').default('20'));
  return withService(command)
    .addHelpText('after', EXAMPLES)
    .action(async (from: string, to: string, { errno, syscall, arch, limit, ...where }: DiffOptions) => {
      const call = callOf('/v1/diff', { from, to, errno, syscall, arch, limit });
      finished(await printAnswer(call, where, DiffAnswer, (answer) => [diffText(answer).trimEnd()]));
    });
}
