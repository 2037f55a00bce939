/** `npm run lab`: real failures in real kernels, and what the plans, their tools and the explanations make of them. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { bootGuest } from './guest/guest.js';
import { CACHE, makeImage, readyImage } from './image/image.js';
import { KERNELS, type LabKernel } from './image/packages.js';
import { CI_SCENARIOS, CI_WITHOUT, shortOfGoals } from './run/goals.js';
import { type JudgedCell, judgedCells } from './run/judged-cells.js';
import { keepResults, openResults, type Results } from './run/results.js';
import { runTable } from './run/run-table.js';
import { startService } from './run/service.js';
import { tableText } from './run/table-text.js';
import { witnessScenarios } from './run/witness-command.js';
import { SCENARIOS } from './scenarios/index.js';

const RESULTS = join(CACHE, 'results.jsonl');

/** The results that docs/lab.md shows: what a run goes on from that has none of its own. */
const KEPT = fileURLToPath(new URL('results.jsonl.gz', import.meta.url));

const LINES = KERNELS.map(({ line }) => line);

const say = (line: string) => void process.stderr.write(`lab: ${line}\n`);

/** The exit status. */
export async function runLab(argv: readonly string[]): Promise<number> {
  let status = 0;
  // Leaving by process.exit ends the guests, too.
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
  const program = new Command('lab')
    .description('boot Debian kernels, provoke failures and try every command of a plan on them')
    .addCommand(imageCommand())
    .addCommand(
      tableCommand((code) => (status = code)),
      { isDefault: true },
    )
    .addCommand(reportCommand((code) => (status = code)))
    .addCommand(keepCommand())
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

interface TableOptions {
  readonly kernel?: LabKernel;
  readonly only?: string[];
  readonly tools?: string[];
  readonly steps?: string[];
  readonly jobs: number;
  readonly results: string;
  readonly part?: 'ci';
}

function tableCommand(finished: (status: number) => void): Command {
  return new Command('table')
    .description('run the commands of every plan in every scenario, those that have no result yet, and print the table')
    .option('--kernel <line>', 'this kernel only', kernelNamed)
    .option('--only <id...>', 'these scenarios')
    .option('--tools <program...>', 'commands of these programs')
    .option('--steps <id...>', 'commands of these steps')
    .option('--jobs <number>', 'guests at once', Number, 2)
    .addOption(new Option('--part <name>', 'what fits in ten minutes, and fails under the goals').choices(['ci']))
    .option('--results <file>', 'where the results are kept', RESULTS)
    .action(async ({ kernel, only, tools, steps, jobs, results: path, part }: TableOptions) => {
      const results = await openResults(path, part === undefined ? KEPT : undefined);
      if (part === 'ci') say(`a part: ${CI_SCENARIOS.join(', ')}, without ${CI_WITHOUT.join(', ')}`);
      const errors = await runTable({
        kernels: kernel === undefined ? KERNELS : [kernel],
        scenarios: SCENARIOS.filter(({ id }) => (part === 'ci' ? CI_SCENARIOS : (only ?? [id])).includes(id)),
        ...(part === 'ci' && { without: CI_WITHOUT }),
        ...(tools !== undefined && { tools }),
        ...(steps !== undefined && { steps }),
        jobs,
        results,
        say,
      });
      const cells = await judged(results);
      process.stdout.write(tableText(cells, LINES, SCENARIOS));
      const short = part === 'ci' ? shortOfGoals(cells) : [];
      for (const line of short) say(line);
      finished(errors.length === 0 && short.length === 0 ? 0 : 1);
    });
}

interface ReportOptions {
  readonly results: string;
  readonly into?: string;
  readonly goals?: true;
}

function reportCommand(finished: (status: number) => void): Command {
  return new Command('report')
    .description('judge the results that there are, and print the tables')
    .option('--results <file>', 'where the results are kept', RESULTS)
    .option('--into <file>', 'put the tables into this file in the place of those that it has')
    .option('--goals', 'fail where they are under the goals')
    .action(async ({ results: path, into, goals }: ReportOptions) => {
      const cells = await judged(await openResults(path, KEPT));
      const report = tableText(cells, LINES, SCENARIOS);
      if (into === undefined) process.stdout.write(report);
      else await writeFile(into, withTables(await readFile(into, 'utf8'), report));
      const short = goals ? shortOfGoals(cells) : [];
      for (const line of short) say(line);
      finished(short.length === 0 ? 0 : 1);
    });
}

function keepCommand(): Command {
  return new Command('keep')
    .description('put the results into the file that is a part of the project')
    .option('--results <file>', 'where the results are', RESULTS)
    .action(async ({ results: path }: Pick<ReportOptions, 'results'>) =>
      keepResults(await openResults(path, KEPT), KEPT),
    );
}

async function judged(results: Results): Promise<readonly JudgedCell[]> {
  const service = await startService();
  try {
    return await judgedCells(service, results.cells);
  } finally {
    await service.close();
  }
}

/** The tables are the end of a document, from the first kernel's heading on. */
function withTables(document: string, tables: string): string {
  return `${document.split(/^## Linux /m)[0]}${tables}`;
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
