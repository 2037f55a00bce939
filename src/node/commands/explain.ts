/** `errnopath explain`: where the errno started, from what a tool printed. */
import { open } from 'node:fs/promises';
import { Command } from 'commander';
import { ExplainAnswer, type ExplainRequest, MAX_OUTPUT } from '../../schemas/explain.js';
import { explainText } from '../explain-text.js';
import { askForJson, jsonBody } from '../service.js';
import { type AskingOptions, type Finished, withService } from './reading.js';

interface ExplainOptions extends AskingOptions {
  readonly kernel?: string;
  readonly arch?: string;
  readonly syscall?: string;
  readonly errno?: string;
}

const EXAMPLES = `
Examples:
  sudo trace-bpfcc 'r::count_mounts "%d", retval' | errnopath explain -
  errnopath explain strace.txt --kernel 6.1.0-56-amd64
  errnopath explain --json < trace.txt`;

/** The command, ready to be added to the program; it writes to standard output. */
export function explainCommand(finished: Finished): Command {
  const command = new Command('explain')
    .description('explain what a tracer, strace or a program printed')
    .argument('[file]', 'what was printed; - or nothing for standard input', '-')
    .option('--kernel <kernel>', 'an indexed id, a line, a `uname -r` or latest; else what the output says')
    .option('--arch <arch>', 'the arch; else what the output says')
    .option('--syscall <name>', 'the syscall that fails, where the output does not tell')
    .option('--errno <errno>', 'the errno, where the output does not tell');
  return withService(command)
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { kernel, arch, syscall, errno, json, ...where }: ExplainOptions) => {
      const output = await readBounded(file);
      const request: ExplainRequest = {
        output,
        ...(kernel !== undefined && { kernel }),
        ...(arch !== undefined && { arch }),
        ...(syscall !== undefined && { syscall }),
        ...(errno !== undefined && { errno }),
      };
      const body = await askForJson('/v1/explain', where, jsonBody(request));
      if (body === undefined) return finished('failed');
      process.stdout.write(json ? `${JSON.stringify(body, null, 2)}\n` : explainText(ExplainAnswer.parse(body)));
      finished('ok');
    });
}

/** A file or standard input (`-`), its first {@link MAX_OUTPUT} bytes: what failed first stands there. */
async function readBounded(path: string): Promise<string> {
  const handle = path === '-' ? undefined : await openFile(path);
  const stream: AsyncIterable<Uint8Array> = handle === undefined ? process.stdin : handle.createReadStream();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    parts.push(part.subarray(0, MAX_OUTPUT - size));
    size += part.length;
    if (size >= MAX_OUTPUT) break;
  }
  if (size > MAX_OUTPUT) process.stderr.write(`errnopath: only the first ${MAX_OUTPUT} bytes are read\n`);
  return new TextDecoder().decode(Buffer.concat(parts));
}

async function openFile(path: string) {
  try {
    return await open(path);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
