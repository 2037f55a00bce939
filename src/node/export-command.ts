/** `errnopath export`: everything a pack knows of one kind, as JSON lines. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { type Arch, parseArch } from '../domain/arch.js';
import { exportCalls } from '../domain/export/calls.js';
import { exportFunctions } from '../domain/export/functions.js';
import { OPS_FAN_OUT } from '../domain/export/return-sets.js';
import { exportReturns } from '../domain/export/returns.js';
import { exportSites } from '../domain/export/sites.js';
import { exportSyscalls } from '../domain/export/syscalls.js';
import { exportTunables } from '../domain/export/tunables.js';
import { openPack, type Pack } from '../domain/pack.js';
import { choosePack } from './choose-pack.js';
import { writeLines } from './write-lines.js';

/** What can be exported. */
const KINDS = ['returns', 'calls', 'functions', 'sites', 'syscalls', 'tunables'] as const;
type Kind = (typeof KINDS)[number];

type ExportOptions = { readonly [kind in Kind]?: true } & {
  readonly arch?: Arch;
  readonly opsFanOut: number;
  readonly packs?: string;
};

const FIELDS = `
One JSON object a line; exactly one of the kinds:
  --returns    file, function, errno, own: every errno that the function can
               return as a negative number or error pointer, itself (own) or
               through what it calls. Without errno and own: it returns none.
  --calls      caller, caller_file, callee, callee_file, line, via: each callee
               once, with the line of its first call. via is call, macro (the
               name stands only inside a macro that the line uses), callback
               (the function is handed over there) or ops: then callee is the
               struct.field that is called through, one line for all functions
               that can stand in it. callee_file is null for these and for what
               the tree has no C for.
  --functions  name, file, line, end_line, probeable: the likelihood (0 to 1)
               that a compiled kernel has its symbol.
  --sites      file, function, errno, line, kind, guard, guard_line, guards,
               other_guards, values, config, file_config, reason, macro: each
               errno that is written out, and the condition under which it is
               reached; guards begins with it and goes on with those around it.
  --syscalls   arch, abi, name, number, entry, function, file, line.
  --tunables   kind, name, path, variable, default, default_written,
               default_set_by, min, max, documented, file, line, sites: each
               setting, and how many sites depend on it.
KERNEL is an indexed id, a line (6.1), a release (uname -r) or latest.`;

/** The command, ready to be added to the program; it writes to standard output. */
export function exportCommand(): Command {
  const command = new Command('export')
    .description('print all that is known of a kernel as JSON lines')
    .argument('<kernel>', 'which kernel')
    .option('--returns', 'errnos that each function returns')
    .option('--calls', 'who calls whom')
    .option('--functions', 'functions and how likely each has a symbol')
    .option('--sites', 'where errnos are written')
    .option('--syscalls', 'syscalls and their functions')
    .option('--tunables', 'settings that errnos depend on')
    .addOption(new Option('--arch <arch>', 'only what this arch compiles').argParser(archNamed))
    .addOption(
      new Option('--ops-fan-out <number>', 'for --returns: pass over struct fields that more functions can stand in')
        .default(OPS_FAN_OUT)
        .argParser(wholeNumber),
    )
    .option('--packs <folder>', 'folder of packs')
    .addHelpText('after', FIELDS);
  return command.action(async (kernel: string, options: ExportOptions) => {
    const kinds = KINDS.filter((kind) => options[kind]);
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      const given = kinds.length ? `, not ${kinds.map((one) => `--${one}`).join(' and ')}` : '';
      command.error(`error: export takes exactly one of ${KINDS.map((one) => `--${one}`).join(', ')}${given}`);
      return;
    }
    const { store } = await choosePack(kernel, options.packs);
    try {
      await writeLines(rowsOf(kind, await openPack(store), options), process.stdout);
    } finally {
      await store.close();
    }
  });
}

function rowsOf(kind: Kind, pack: Pack, { arch, opsFanOut }: ExportOptions): AsyncIterable<object> {
  switch (kind) {
    case 'returns':
      return exportReturns(pack, { opsFanOut, ...(arch && { arch }) });
    case 'calls':
      return exportCalls(pack, arch);
    case 'functions':
      return exportFunctions(pack, arch);
    case 'sites':
      return exportSites(pack, arch);
    case 'syscalls':
      return exportSyscalls(pack, arch);
    case 'tunables':
      return exportTunables(pack);
  }
}

function archNamed(text: string): Arch {
  const found = parseArch(text);
  if (found.ok) return found.arch;
  const near = found.suggestions.length ? `; perhaps ${found.suggestions.join(', ')}` : '';
  throw new InvalidArgumentError(`${found.reason}${near}`);
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A fan-out is a whole number from 0 to 999999.');
}
