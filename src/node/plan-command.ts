/** `errnopath plan`: the commands that prove where an errno comes from, for a kernel by name or for this machine. */
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseKernelText } from '../domain/kernel-text.js';
import { createApp } from '../routes/app.js';
import { DISTRIBUTIONS, PlanAnswer, type PlanRequest } from '../schemas/plan.js';
import { Problem } from '../schemas/problem.js';
import { TRACERS } from '../tools/index.js';
import type { Distribution } from '../tools/tracer.js';
import { VERSION } from '../version.js';
import { loadPacks } from './load-packs.js';
import { type MachineShown, planText } from './plan-text.js';
import { type Found, installedTracers, type ThisMachine, thisMachine } from './this-machine.js';
import { type ToolVersion, toolVersions } from './tool-versions.js';

/** What {@link PlanOptions.script} can be: the endings of the scripts' names. */
const SCRIPTS = ['bt', 'sh'] as const;

interface PlanOptions {
  readonly kernel?: string;
  readonly arch?: string;
  readonly here?: true;
  readonly symbols?: string;
  readonly config?: string;
  readonly pid?: number;
  readonly comm?: string;
  readonly cmd?: string;
  readonly fs?: string[];
  readonly module?: string[];
  readonly tools?: string[];
  readonly distribution?: (typeof DISTRIBUTIONS)[number];
  readonly limit?: number;
  readonly json?: true;
  readonly script?: (typeof SCRIPTS)[number];
  readonly packs?: string;
  readonly builds?: string;
}

const EXAMPLES = `
Examples:
  sudo errnopath plan mount ENOSPC --here
  errnopath plan openat EMFILE --kernel 6.1.0-56-amd64
  errnopath plan mount -28 --kernel 6.1 --symbols available_filter_functions.txt --config config.txt

--here reads the release and arch of this machine, the functions that can be attached to (as root; else all symbols), its
configuration, the file systems in use, and which tracers are installed in which version, and plans for exactly that.`;

/** The command, ready to be added to the program; it writes to standard output. */
export function planCommand(finished: (status: 'ok' | 'failed') => void): Command {
  return new Command('plan')
    .description('print the commands that prove where an errno comes from')
    .argument('<syscall or errno>', 'the syscall that fails; the errno where that is not known')
    .argument('[errno]', 'the errno: a name, a number or the message')
    .option('--kernel <kernel>', 'an indexed id, a line, a `uname -r` or latest', undefined)
    .option('--arch <arch>', 'the arch; x86_64 unless told, or what the kernel’s name says')
    .option('--here', 'plan for this machine and the kernel that it runs')
    .option('--symbols <file>', 'available_filter_functions, kallsyms or System.map of the kernel')
    .option('--config <file>', 'the configuration of the kernel')
    .addOption(new Option('--pid <number>', 'watch this process only').argParser(wholeNumber))
    .option('--comm <name>', 'watch processes of this name only')
    .option('--cmd <name>', 'the command of a syscall that is many in one (F_SETLK)')
    .option('--fs <name...>', 'the file systems it is about')
    .option('--module <name...>', 'the modules it is about')
    .option('--tools <name...>', 'use these tools only, and all of them; with versions as in bpftrace@0.17')
    .addOption(new Option('--distribution <name>', 'whose names the tools go by').choices(DISTRIBUTIONS))
    .addOption(new Option('--limit <number>', 'origins to attach to').argParser(wholeNumber))
    .option('--json', 'print the answer of the HTTP API')
    .addOption(
      new Option('--script <kind>', 'print the one script instead, for bpftrace or as plain shell').choices(SCRIPTS),
    )
    .option('--packs <folder>', 'folder of packs')
    .option('--builds <folder>', 'folder of builds')
    .addHelpText('after', EXAMPLES)
    .action(async (first: string, second: string | undefined, options: PlanOptions) => {
      const machine = options.here ? await thisMachine() : undefined;
      const tools = machine && (await toolsHere(machine.distribution));
      const request = await requestOf(first, second, options, machine, tools);
      finished(await answer(request, options, machine && { ...machine, tools: tools ?? [] }));
    });
}

/** The tools that are installed; what comes with the kernel needs no installing. */
async function toolsHere(distribution: Distribution): Promise<readonly ToolVersion[]> {
  const tools = TRACERS.filter(({ suite }) => suite !== 'kernel');
  return toolVersions(await installedTracers(tools, distribution), distribution);
}

async function requestOf(
  first: string,
  second: string | undefined,
  options: PlanOptions,
  machine: ThisMachine | undefined,
  tools: readonly ToolVersion[] = [],
): Promise<PlanRequest> {
  const { pid, comm, cmd, fs, module: modules, limit } = options;
  const distribution = options.distribution ?? machine?.distribution;
  const symbols = options.symbols === undefined ? useful(machine?.symbols) : await readText(options.symbols);
  const config = options.config === undefined ? machine?.config?.text : await readText(options.config);
  const installed = tools.map(({ id, version }) => (version === null ? id : `${id}@${version}`));
  const arch = options.arch ?? machine?.arch;
  return {
    kernel: options.kernel ?? machine?.release ?? 'latest',
    errno: second ?? first,
    ...(second !== undefined && { syscall: first }),
    ...(arch !== undefined && { arch }),
    ...(symbols !== undefined && { symbols }),
    ...(config !== undefined && { config }),
    ...(machine !== undefined && machine.mounted.length > 0 && { mounted: [...machine.mounted] }),
    ...(options.tools !== undefined && { tools: options.tools }),
    ...(installed.length > 0 && { installed }),
    ...(distribution !== undefined && { distribution }),
    ...(pid !== undefined && { pid }),
    ...(comm !== undefined && { comm }),
    ...(cmd !== undefined && { cmd }),
    ...(fs !== undefined && { fs }),
    ...(modules !== undefined && { modules }),
    ...(limit !== undefined && { limit }),
  };
}

/** Asks the service of this process, so that a plan is the same wherever it is asked for. */
async function answer(
  request: PlanRequest,
  { json, script, packs: folder, builds: buildsFolder }: PlanOptions,
  machine: MachineShown | undefined,
): Promise<'ok' | 'failed'> {
  const { packs, builds, problems, close } = await loadPacks(folder, buildsFolder);
  try {
    for (const problem of problems) process.stderr.write(`errnopath: ${problem.message}\n`);
    const app = createApp({ packs, builds, version: VERSION, compress: false });
    const headers = { 'content-type': 'application/json' };
    const response = await app.request(script === undefined ? '/v1/plan' : `/v1/plan.${script}`, {
      method: 'POST',
      body: JSON.stringify(request),
      headers,
    });
    if (script !== undefined && response.status === 200) {
      process.stdout.write(await response.text());
      return 'ok';
    }
    const body: unknown = await response.json();
    if (response.status !== 200) {
      const { detail, suggestions = [] } = Problem.parse(body);
      const near = suggestions.length > 0 ? `; perhaps ${suggestions.slice(0, 5).join(', ')}` : '';
      process.stderr.write(`errnopath: ${detail}${near}\n`);
      return 'failed';
    }
    process.stdout.write(json ? `${JSON.stringify(body, null, 2)}\n` : planText(PlanAnswer.parse(body), machine));
    return 'ok';
  } finally {
    await close();
  }
}

/** A list that names no function (the stub that Debian puts in the place of System.map) is none. */
function useful(found: Found | undefined): string | undefined {
  return found !== undefined && parseKernelText(found.text).symbols.size > 0 ? found.text : undefined;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function wholeNumber(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}
