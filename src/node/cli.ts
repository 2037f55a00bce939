/** The command line: parses arguments once and calls the functions behind each command. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { chatReport, chatSecrets } from '../chat/config.js';
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
import { completion, SHELLS } from './completion.js';
import { packCommand } from './d1-command.js';
import { EXIT, EXIT_MEANINGS, type Outcome } from './exit-status.js';
import { exportCommand } from './export-command.js';
import { loadPacks } from './load-packs.js';
import { manPage } from './man-page.js';
import { errorCode, PackError } from './pack-error.js';
import { type RunningServer, startServer } from './server.js';

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
${EXIT_MEANINGS.map(([status, meaning]) => `  ${status}  ${meaning}`).join('\n')}`;

/**
 * Runs one command line.
 * @param argv - the arguments after the program's name
 * @returns the exit status
 */
export async function runCli(argv: string[]): Promise<number> {
  let status: number = EXIT.ok;
  const program = new Command('errnopath')
    .description('Where in the kernel an errno starts, the path it takes, and the commands that prove it.')
    .version(VERSION)
    .showHelpAfterError('(errnopath --help lists the commands)')
    .addHelpText('after', HELP)
    .configureHelp({ helpWidth: 80 })
    .exitOverride();

  program
    .command('serve')
    .description('serve the HTTP API')
    .addOption(new Option('--host <address>', 'address to listen on').env('HOST').default('127.0.0.1'))
    .addOption(
      new Option('--port <number>', 'port to listen on, 0 for any').env('PORT').default(8787).argParser(portNumber),
    )
    .option('--packs <folder>', 'folder of packs')
    .option('--builds <folder>', 'folder of builds')
    .addOption(
      new Option('--rate <number>', 'requests a second that each address may send, ten times as many at once')
        .env('RATE')
        .argParser(rateNumber),
    )
    .action(async (options: ServeOptions) => {
      status = await serveCommand(options);
    });

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

  // Errors of a command that is added keep to what the program does with its own.
  for (const command of [exportCommand(), packCommand()]) program.addCommand(command.copyInheritedSettings(program));
  const finished = (outcome: Outcome): void => {
    status = EXIT[outcome];
  };
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

interface ServeOptions {
  readonly rate?: number;
  readonly host: string;
  readonly port: number;
  readonly packs?: string;
  readonly builds?: string;
}

interface KernelsOptions {
  readonly json?: true;
  readonly packs?: string;
}

interface BuildsOptions {
  readonly json?: true;
  readonly builds?: string;
}

/** Serves until SIGINT or SIGTERM. */
async function serveCommand({ host, port, packs, builds, rate }: ServeOptions): Promise<number> {
  let server: RunningServer;
  const chat = chatSecrets(process.env);
  try {
    server = await startServer({
      ...{ host, port, chat, onError: reportError },
      ...(packs !== undefined && { packs }),
      ...(builds !== undefined && { builds }),
      ...(rate !== undefined && { rate }),
    });
  } catch (error) {
    process.stderr.write(`errnopath: ${listenError(error, host, port)}\n`);
    return EXIT.failed;
  }
  for (const problem of server.problems) process.stderr.write(`errnopath: ${problem.message}\n`);
  const known = server.kernels.length === 0 ? 'none; see errnopath index --help' : server.kernels.join(', ');
  process.stdout.write(`errnopath ${VERSION} on ${server.url}\nkernels: ${known}\n`);
  for (const one of chatReport(chat)) process.stdout.write(`chat ${one}\n`);
  const line = server.kernels[0] ?? 'latest';
  process.stdout.write(`try: curl '${server.url}/v1/kernels/${line}/origins?syscall=mount&errno=ENOSPC&limit=1'\n`);
  await stopSignal();
  await server.close();
  return EXIT.ok;
}

/** Lists the kernels; a folder with nothing in it that opens is a failure. */
async function kernelsCommand({ json, packs: folder }: KernelsOptions): Promise<number> {
  const { packs, builds, problems, close } = await loadPacks(folder);
  for (const problem of problems) process.stderr.write(`errnopath: ${problem.message}\n`);
  const kernels = newestFirst(packs).map((pack) => kernelSummary(pack, builds));
  await close();
  if (json) process.stdout.write(`${JSON.stringify(kernels, null, 2)}\n`);
  else for (const { id, source, arches } of kernels) process.stdout.write(`${id}\t${source}\t${arches.join(' ')}\n`);
  if (kernels.length > 0) return EXIT.ok;
  process.stderr.write('errnopath: no kernel is indexed; see errnopath index --help\n');
  return EXIT.failed;
}

/** Lists the builds; a folder with nothing in it that can be read is a failure. */
async function buildsCommand({ json, builds: folder = buildFolder() }: BuildsOptions): Promise<number> {
  const { builds, problems } = await openBuilds(folder);
  for (const problem of problems) process.stderr.write(`errnopath: ${problem.message}\n`);
  if (json) process.stdout.write(`${JSON.stringify(builds, null, 2)}\n`);
  else for (const { release, arch, source } of builds) process.stdout.write(`${release}\t${arch}\t${source}\n`);
  if (builds.length > 0) return EXIT.ok;
  process.stderr.write('errnopath: no build is known; see errnopath build-info --help\n');
  return EXIT.failed;
}

function rateNumber(text: string): number {
  const rate = Number(text);
  if (/^\d{1,6}(?:\.\d{1,3})?$/.test(text) && rate > 0) return rate;
  throw new InvalidArgumentError('A rate is a number above 0.');
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function listenError(error: unknown, host: string, port: number): string {
  if (error instanceof PackError) return error.message;
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use; choose another with --port or PORT`;
    case 'EACCES':
      return `port ${port} on ${host} is not allowed; choose one above 1023 with --port or PORT`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine; choose another with --host or HOST`;
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function reportError(error: Error): void {
  process.stderr.write(`errnopath: ${error.stack ?? error.message}\n`);
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
