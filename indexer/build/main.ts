/** The command `errnopath build-info INPUT…`: a compiled kernel in, a build out. */

import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { type Arch, parseArch } from '../../src/domain/arch.js';
import { buildFileName, writeBuildFile } from '../../src/node/build-file.js';
import { PackError } from '../../src/node/pack-error.js';
import type { BuildHead } from '../../src/schemas/build-head.js';
import { buildReleaseSchema } from '../../src/schemas/build-head.js';
import { IndexError } from '../index-error.js';
import { defaultOutFolder, openOutFolder, unwritable } from '../out-folder.js';
import { assembleBuild } from './assemble-build.js';
import { readInputs } from './read-inputs.js';

/** What the command needs of the world. */
export interface BuildInfoEnvironment {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly folder: string;
  /** Prints stack traces too. */
  readonly debug: boolean;
}

interface Flags {
  readonly out: string;
  readonly release?: string;
  readonly arch?: Arch;
  readonly json: boolean;
}

const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/**
 * Runs the command.
 *
 * @param argv what follows `build-info` on the command line
 * @param changes what of the world to replace
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage
 */
export async function runBuildInfoCommand(
  argv: readonly string[],
  changes: Partial<BuildInfoEnvironment> = {},
): Promise<number> {
  const world: BuildInfoEnvironment = {
    stdout: process.stdout,
    stderr: process.stderr,
    folder: process.cwd(),
    debug: (process.env.ERRNOPATH_DEBUG ?? '') !== '',
    ...changes,
  };
  const command = buildInfoCommand(world);
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  const flags = command.opts<Flags>();
  try {
    const { path, head } = await writeBuild(command.args, flags);
    world.stdout.write(flags.json ? `${JSON.stringify({ path, ...head })}\n` : summaryLine(path, head));
    return exitCodes.done;
  } catch (error) {
    world.stderr.write(`errnopath: ${errorLine(error)}\n`);
    if (world.debug && error instanceof Error) world.stderr.write(`${error.stack}\n`);
    return exitCodes.failed;
  }
}

function buildInfoCommand(world: BuildInfoEnvironment): Command {
  return new Command('errnopath build-info')
    .description('Reads a compiled kernel and writes its symbols, what can be attached to each, modules and options.')
    .argument(
      '<input...>',
      'of one kernel, any of: its packages (.deb, .rpm), the folder they unpack to, vmlinuz, vmlinux, modules (.ko), ' +
        'System.map, /proc/kallsyms, available_filter_functions, BTF (/sys/kernel/btf/*), config',
    )
    .option('--release <release>', 'its uname -r, where the inputs do not tell it or hold several', releaseText)
    .option('--arch <arch>', 'its arch, where the inputs do not tell it', archName)
    .option('--out <folder>', 'folder for the build', defaultOutFolder(world.folder, 'build'))
    .option('--json', 'print the summary as JSON', false)
    .addHelpText(
      'after',
      `
A package with the image and the modules tells everything. This machine's own
kernel, as root:
  errnopath build-info /boot/vmlinuz-$(uname -r) \\
    /boot/config-$(uname -r) /lib/modules/$(uname -r)`,
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
    });
}

function releaseText(text: string): string {
  if (buildReleaseSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError('Give what uname -r prints, such as 6.1.0-56-amd64.');
}

function archName(text: string): Arch {
  const result = parseArch(text);
  if (result.ok) return result.arch;
  throw new InvalidArgumentError(`${result.reason}.`);
}

async function writeBuild(inputs: readonly string[], flags: Flags): Promise<{ path: string; head: BuildHead }> {
  const out = openOutFolder(flags.out, 'build');
  try {
    const release = flags.release ?? null;
    const build = assembleBuild(await readInputs(inputs, release), { release, arch: flags.arch ?? null });
    const path = join(out.path, buildFileName(build));
    return { path, head: await writeBuildFile(path, build) };
  } catch (error) {
    out.discard();
    throw unwritable(flags.out, error, 'build');
  }
}

function summaryLine(
  path: string,
  { release, arch, counts: { symbols, traced, modules, options } }: BuildHead,
): string {
  const figures = `${symbols} symbols (${traced} traced), ${modules} modules, ${options} options`;
  return `${release} ${arch}: ${figures}, in ${path}\n`;
}

function errorLine(error: unknown): string {
  if (error instanceof IndexError || error instanceof PackError) return error.message;
  const said = error instanceof Error ? error.message : String(error);
  return new IndexError(`unexpected error: ${said}`, 'run again with ERRNOPATH_DEBUG=1 to see where, and report it')
    .message;
}
