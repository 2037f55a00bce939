/** `npm run lab`: real failures in real kernels, and what the plans, their tools and the explanations make of them. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import { bootGuest } from './guest/guest.js';
import { makeImage, readyImage } from './image/image.js';
import { KERNELS, type LabKernel } from './image/packages.js';
import { witnessScenarios } from './run/witness-command.js';
import { SCENARIOS } from './scenarios/index.js';

const say = (line: string) => void process.stderr.write(`lab: ${line}\n`);

/** The exit status. */
export async function runLab(argv: readonly string[]): Promise<number> {
  let status = 0;
  const program = new Command('lab')
    .description('boot Debian kernels, provoke failures and try every command of a plan on them')
    .addCommand(imageCommand())
    .addCommand(witnessCommand())
    .addCommand(runCommand((code) => (status = code)));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function imageCommand(): Command {
  return new Command('image')
    .description('make the disk of the guests unless it is there; as root')
    .action(async () => say(`the image is ${(await makeImage(say)).folder}`));
}

interface RunOptions {
  readonly kernel: LabKernel;
  readonly file: string[];
  readonly timeout: number;
  readonly tty?: boolean;
}

function runCommand(finished: (status: number) => void): Command {
  return new Command('run')
    .description('boot a kernel, run a command as root, print what it prints, end with its status')
    .argument('<command...>', 'text for sh')
    .option('--kernel <line>', 'the line or release of the kernel', kernelNamed, kernelNamed('6.1'))
    .option('--file <file...>', 'put this file of the host into /root', [])
    .option('--tty', 'give it a terminal')
    .option('--timeout <seconds>', 'end the command after that', Number, 600)
    .action(async (words: string[], { kernel, file: files, timeout, tty = false }: RunOptions) => {
      const guest = await bootGuest(await readyImage(), kernel.release);
      try {
        for (const file of files) guest.write(`/root/${basename(file)}`, await readFile(file), 0o755);
        const { output, status } = await guest.run(words.join(' '), { tty, timeoutMs: timeout * 1000 });
        process.stdout.write(output);
        finished(status);
      } finally {
        await guest.end();
      }
    });
}

interface WitnessOptions {
  readonly kernel: LabKernel;
  readonly only?: string[];
}

function witnessCommand(): Command {
  return new Command('witness')
    .description('provoke each scenario under return probes alone: one JSON line each, to hold origins against')
    .option('--kernel <line>', 'the line or release of the kernel', kernelNamed, kernelNamed('6.1'))
    .option('--only <id...>', 'these scenarios')
    .action(async ({ kernel, only }: WitnessOptions) => {
      const chosen = SCENARIOS.filter(({ id }) => only === undefined || only.includes(id));
      await witnessScenarios(kernel, chosen, (line) => process.stdout.write(`${line}\n`));
    });
}

function kernelNamed(name: string): LabKernel {
  const kernel = KERNELS.find(({ line, release }) => name === line || name === release);
  if (kernel === undefined) {
    throw new Error(`no kernel ${name}; there are ${KERNELS.map(({ line }) => line).join(' and ')}`);
  }
  return kernel;
}
