/** `errnopath serve`: the HTTP API until SIGINT or SIGTERM, by one process or several. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { type ChatSecrets, chatReport, chatSecrets } from '../../chat/config.js';
import { makeMetrics } from '../../routes/metrics.js';
import { VERSION } from '../../version.js';
import { loadPacks } from '../load-packs.js';
import { LOG_LEVELS, type LogLevel } from '../log-levels.js';
import { errorCode, PackError } from '../pack-error.js';
import { type First, firstProcess, type Ready, startProcesses } from '../processes.js';
import type { Finished } from './reading.js';

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly packs?: string;
  readonly builds?: string;
  readonly rate?: number;
  /** In seconds. */
  readonly timeLimit: number;
  readonly processes: number;
  readonly logLevel: LogLevel;
  readonly logContent?: true;
}

export function serveCommand(finished: Finished): Command {
  const option = (flags: string, about: string, variable: string): Option => new Option(flags, about).env(variable);
  return new Command('serve')
    .description('serve the HTTP API')
    .addOption(option('--host <address>', 'address to listen on', 'HOST').default('127.0.0.1'))
    .addOption(option('--port <number>', 'port to listen on, 0 for any', 'PORT').default(8787).argParser(portNumber))
    .option('--packs <folder>', 'folder of packs')
    .option('--builds <folder>', 'folder of builds')
    .addOption(
      option(
        '--rate <number>',
        'requests a second that each address may send, ten times as many at once',
        'RATE',
      ).argParser(aboveZero('A rate')),
    )
    .addOption(
      option('--time-limit <seconds>', 'how long an answer may take', 'TIME_LIMIT')
        .default(10)
        .argParser(aboveZero('A time limit')),
    )
    .addOption(
      option('--processes <number>', 'processes that share the port, each with its own memory', 'PROCESSES')
        .default(1)
        .argParser(processNumber),
    )
    .addOption(
      option('--log-level <level>', 'what is logged on standard error, as JSON lines', 'LOG_LEVEL')
        .choices(LOG_LEVELS)
        .default('warn'),
    )
    .addOption(new Option('--log-content', 'log addresses and bodies of requests: what users asked, and their traces'))
    .action(async (options: ServeOptions) => {
      finished((await run(options)) ? 'ok' : 'failed');
    });
}

/** @returns whether it could serve */
async function run(options: ServeOptions): Promise<boolean> {
  const chat = chatSecrets(process.env);
  const first = firstProcess();
  try {
    if (options.processes > 1 && first === undefined) await serveByMany(options, chat);
    else await serveAlone(options, chat, first);
    return true;
  } catch (error) {
    const why = listenError(error, options.host, options.port);
    if (first === undefined) process.stderr.write(`errnopath: ${why}\n`);
    else first.tellFailure(why);
    return false;
  }
}

async function serveAlone(options: ServeOptions, chat: ChatSecrets, first: First | undefined): Promise<void> {
  const { host, port, packs, builds, rate, timeLimit, logLevel: level, logContent: content = false } = options;
  // Other commands start without what only a server needs.
  const [{ startServer }, { serverLog }] = await Promise.all([import('../server.js'), import('../server-log.js')]);
  const log = serverLog({ level, content });
  const metrics = makeMetrics(first?.sum);
  const server = await startServer({
    ...{ host, port, chat, metrics, log: log.requests, timeLimit: timeLimit * 1000, onError: log.error },
    ...(packs !== undefined && { packs }),
    ...(builds !== undefined && { builds }),
    ...(rate !== undefined && { rate }),
  });
  const ready = { ...server, kernels: [...server.kernels], problems: server.problems.map(({ message }) => message) };
  first?.tellCounts(metrics.own);
  first?.tellReady(ready);
  if (first === undefined) tell(ready, chat);
  await stopSignal();
  log.info('stopping');
  await server.close();
  // What the first process may still ask for keeps nobody waiting.
  if (first !== undefined) process.disconnect();
}

async function serveByMany(options: ServeOptions, chat: ChatSecrets): Promise<void> {
  // Unpacked once, before all of them would.
  await (await loadPacks(options.packs, options.builds)).close();
  const { serverLog } = await import('../server-log.js');
  const log = serverLog({ level: options.logLevel, content: false });
  const stopped = stopSignal();
  const { ready, close } = await startProcesses(options.processes, (pid) =>
    log.error(new Error(`process ${pid} ended and is started again`)),
  );
  tell(ready, chat);
  await stopped;
  await close();
}

/** What whoever started it wants to know. */
function tell({ url, kernels, problems }: Ready, chat: ChatSecrets): void {
  for (const problem of problems) process.stderr.write(`errnopath: ${problem}\n`);
  const known = kernels.length === 0 ? 'none; see errnopath index --help' : kernels.join(', ');
  process.stdout.write(`errnopath ${VERSION} on ${url}\nkernels: ${known}\n`);
  for (const one of chatReport(chat)) process.stdout.write(`chat ${one}\n`);
  const line = kernels.at(-1) ?? 'latest';
  process.stdout.write(`try: curl '${url}/v1/kernels/${line}/origins?syscall=mount&errno=ENOSPC&limit=1'\n`);
}

function aboveZero(what: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,6}(?:\.\d{1,3})?$/.test(text) && value > 0) return value;
    throw new InvalidArgumentError(`${what} is a number above 0.`);
  };
}

const MOST_PROCESSES = 64;

function processNumber(text: string): number {
  const count = Number(text);
  if (/^\d{1,2}$/.test(text) && count >= 1 && count <= MOST_PROCESSES) return count;
  throw new InvalidArgumentError(`The processes are a whole number from 1 to ${MOST_PROCESSES}.`);
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

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
