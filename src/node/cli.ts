/** The command line: parses arguments once and calls the functions behind each command. */
import { Argument, Command, CommanderError } from 'commander';
import { kernelSummary, newestFirst } from '../routes/kernels.js';
import { VERSION } from '../version.js';
import { buildFolder, openBuilds } from './build-store.js';
import { askCommand } from './commands/ask.js';
import { diffCommand } from './commands/diff.js';
import { explainCommand } from './commands/explain.js';
import {
  causesCommand,
  functionsCommand,
  originsCommand,
  packsCommand,
  sitesCommand,
  syscallsCommand,
} from './commands/lists.js';
import { mcpCommand } from './commands/mcp.js';
import { planCommand } from './commands/plan.js';
import { serveCommand } from './commands/serve.js';
import { siteCommand } from './commands/site.js';
import { completion, SHELLS } from './completion.js';
import { packCommand } from './d1-command.js';
import { EXIT, EXIT_MEANINGS, type Outcome } from './exit-status.js';
import { exportCommand } from './export-command.js';
import { loadPacks } from './load-packs.js';
import { manPage } from './man-page.js';
import { wrapped } from './terminal.js';

/** Commands of the indexer, which this program hands over to (`bin/errnopath.mjs`). */
const OTHERS = [
  { name: 'index', about: 'make a pack, out of a kernel tree' },
  { name: 'build-info', about: 'make a build, out of a compiled kernel' },
] as const;

const HELP = `
Two more make what these read, and have a --help of their own:
  errnopath index SOURCE       a pack, out of a kernel tree
  errnopath build-info INPUT…  a build, out of a compiled kernel

Exit status:
${EXIT_MEANINGS.flatMap(([status, meaning]) => wrapped(meaning, '       ', `  ${String(status).padEnd(3)}  `)).join('\n')}`;

/**
 * Runs one command line.
 * @param argv - the arguments after the program's name
 * @returns the exit status
 */
export async function runCli(argv: string[]): Promise<number> {
  let status: number = EXIT.ok;
  const finished = (outcome: Outcome): void => {
    status = EXIT[outcome];
  };
  const program = new Command('errnopath')
    .description('Where in the kernel an errno starts, the path it takes, and the commands that prove it.')
    .version(VERSION)
    .showHelpAfterError('(errnopath --help lists the commands)')
    .addHelpText('after', HELP)
    .configureHelp({ helpWidth: 80, minWidthToWrap: 20 })
    .exitOverride();

  // Errors of a command that is added keep to what the program does with its own.
  program.addCommand(serveCommand(finished).copyInheritedSettings(program));
  program.addCommand(siteCommand(finished).copyInheritedSettings(program));
  program
    .command('kernels')
    .description('list the indexed kernels')
    .option('--json', 'print JSON')
    .option('--packs <folder>', 'folder of packs')
    .action(async (options: KernelsOptions) => {
      status = await kernelsCommand(options);
    });

  program
    .command('builds')
    .description('list the builds: compiled kernels whose symbols are known')
    .option('--json', 'print JSON')
    .option('--builds <folder>', 'folder of builds')
    .action(async (options: BuildsOptions) => {
      status = await buildsCommand(options);
    });

  for (const command of [exportCommand(), packCommand()]) program.addCommand(command.copyInheritedSettings(program));
  for (const make of ASKING) program.addCommand(make(finished).copyInheritedSettings(program));

  program
    .command('completion')
    .description('print the completion of a shell')
    .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => {
      process.stdout.write(completion(shell, program, OTHERS));
    });
  program
    .command('man')
    .description('print the manual page: errnopath man | man -l -')
    .action(() => {
      process.stdout.write(manPage(program, VERSION, OTHERS));
    });

  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    // commander has printed its own message by then; --help and --version end here as well, with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    process.stderr.write(`errnopath: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failed;
  }
}

/** Commands that put a question to the API. */
const ASKING: readonly ((finished: (outcome: Outcome) => void) => Command)[] = [
  ...[askCommand, originsCommand, planCommand, explainCommand, functionsCommand, sitesCommand, syscallsCommand],
  ...[diffCommand, causesCommand, packsCommand, mcpCommand],
];

interface KernelsOptions {
  readonly json?: true;
  readonly packs?: string;
}

interface BuildsOptions {
  readonly json?: true;
  readonly builds?: string;
}

/** Lists the kernels; a folder with nothing in it that opens is a failure. */
async function kernelsCommand({ json, packs: folder }: KernelsOptions): Promise<number> {
  const { packs, builds, problems, close } = await loadPacks(folder);
  for (const problem of problems) process.stderr.write(`errnopath: ${problem.message}\n`);
  const kernels = newestFirst(packs).map((pack) => kernelSummary(pack, builds));
  await close();
  if (json) process.stdout.write(`${JSON.stringify(kernels, null, 2)}\n`);
  else printRows(kernels.map(({ id, source, arches }) => [id, source, arches.join(' ')]));
  if (kernels.length > 0) return EXIT.ok;
  process.stderr.write('errnopath: no kernel is indexed; see errnopath index --help\n');
  return EXIT.failed;
}

/** For people in lines that fit a terminal, for other programs with a tab between fields. */
function printRows(rows: readonly (readonly string[])[]): void {
  const line = (fields: readonly string[]): string =>
    process.stdout.isTTY ? wrapped(fields.join('  '), '   ', '').join('\n') : fields.join('\t');
  for (const fields of rows) process.stdout.write(`${line(fields)}\n`);
}

/** Lists the builds; a folder with nothing in it that can be read is a failure. */
async function buildsCommand({ json, builds: folder = buildFolder() }: BuildsOptions): Promise<number> {
  const { builds, problems } = await openBuilds(folder);
  for (const problem of problems) process.stderr.write(`errnopath: ${problem.message}\n`);
  if (json) process.stdout.write(`${JSON.stringify(builds, null, 2)}\n`);
  else printRows(builds.map(({ release, arch, source }) => [release, arch, source]));
  if (builds.length > 0) return EXIT.ok;
  process.stderr.write('errnopath: no build is known; see errnopath build-info --help\n');
  return EXIT.failed;
}
