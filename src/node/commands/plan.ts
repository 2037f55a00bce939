/** `errnopath plan`: the commands that prove where an errno comes from, for a kernel by name or for this machine. */
import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { parseKernelText } from '../../domain/kernel-text.js';
import { DISTRIBUTIONS, PlanAnswer, type PlanRequest } from '../../schemas/plan.js';
import { TRACERS } from '../../tools/index.js';
import type { Distribution } from '../../tools/tracer.js';
import type { Outcome } from '../exit-status.js';
import { type MachineShown, planText } from '../plan-text.js';
import { askForJson, askForText, jsonBody } from '../service.js';
import { type Found, installedTracers, type ThisMachine, thisMachine } from '../this-machine.js';
import { type ToolVersion, toolVersions } from '../tool-versions.js';
import { type AskingOptions, type Finished, wholeNumber, withService } from './reading.js';

/** What {@link PlanOptions.script} can be: the endings of the scripts' names. */
const SCRIPTS = ['bt', 'sh'] as const;

interface PlanOptions extends AskingOptions {
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
  readonly script?: (typeof SCRIPTS)[number];
}

const EXAMPLES = `
Examples:
  sudo errnopath plan mount ENOSPC --here
  errnopath plan openat EMFILE --kernel 6.1.0-56-amd64
  errnopath plan mount -28 --symbols available_filter_functions --config config

--here reads the release and arch of this machine, the functions that can be
attached to (as root; else all symbols), its configuration, the file systems in
use, and which tracers are installed in which version, and plans for exactly
that.`;

/** The command, ready to be added to the program; it writes to standard output. */
export function planCommand(finished: Finished): Command {
  const command = new Command('plan')
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
    .addOption(
      new Option('--script <kind>', 'print the one script instead, for bpftrace or as plain shell').choices(SCRIPTS),
    );
  return withService(command)
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

async function answer(
  request: PlanRequest,
  { json, script, server, packs, builds }: PlanOptions,
  machine: MachineShown | undefined,
): Promise<Outcome> {
  const where = {
    ...(server !== undefined && { server }),
    ...(packs !== undefined && { packs }),
    ...(builds !== undefined && { builds }),
  };
  if (script !== undefined) {
    const text = await askForText(`/v1/plan.${script}`, where, jsonBody(request));
    if (text !== undefined) process.stdout.write(text);
    return text === undefined ? 'failed' : 'ok';
  }
  const body = await askForJson('/v1/plan', where, jsonBody(request));
  if (body === undefined) return 'failed';
  process.stdout.write(json ? `${JSON.stringify(body, null, 2)}\n` : planText(PlanAnswer.parse(body), machine));
  return 'ok';
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
