/** `errnopath ask`: a question in plain words. */
import { text as readText } from 'node:stream/consumers';
import { Command } from 'commander';
import { AskAnswer } from '../../schemas/ask.js';
import { askLines } from '../ask-text.js';
import { type AskingOptions, type Finished, printAnswer, withService } from './reading.js';

interface AskOptions extends AskingOptions {
  readonly kernel?: string;
  readonly arch?: string;
}

const EXAMPLES = `
Examples:
  errnopath ask mount: no space left on device on 6.1 arm64
  errnopath ask -- -28
  errnopath ask is do_new_mount probeable on 6.1
  dmesg | tail -n 1 | errnopath ask -

Where something decisive is missing, it is asked back with choices, and the exit
status is 3.`;

export function askCommand(finished: Finished): Command {
  const command = new Command('ask')
    .description('answer a question in plain words, or a line that a program printed')
    .argument('<question...>', 'the question; - for standard input')
    .option('--kernel <kernel>', 'where the question names none: an indexed id, a line, a `uname -r` or latest')
    .option('--arch <arch>', 'where the question names none');
  return withService(command)
    .addHelpText('after', EXAMPLES)
    .action(async (words: string[], { kernel, arch, ...options }: AskOptions) => {
      const question = words.join(' ');
      const q = (question === '-' ? await readText(process.stdin) : question).trim();
      let asked = false;
      const seen = (answer: AskAnswer): void => {
        asked = answer.asks !== null;
      };
      const body = { q, ...(kernel !== undefined && { kernel }), ...(arch !== undefined && { arch }) };
      const outcome = await printAnswer('/v1/ask', options, AskAnswer, askLines, seen, body);
      finished(outcome === 'ok' && asked ? 'asked' : outcome);
    });
}
