/** `errnopath origins`, `functions`, `sites`, `syscalls`, `causes` and `packs`: one call of the API each. */
import { Command, Option } from 'commander';
import { Cause, CausesAnswer } from '../../schemas/cause.js';
import { FunctionAnswer } from '../../schemas/functions.js';
import { KernelsAnswer } from '../../schemas/kernels.js';
import { OriginsAnswer } from '../../schemas/origins.js';
import { SitesAnswer } from '../../schemas/sites.js';
import { SyscallAnswer, SyscallsAnswer } from '../../schemas/syscalls.js';
import {
  causeFullLines,
  functionLines,
  originsLines,
  packsLines,
  sitesLines,
  syscallLines,
  syscallsLines,
} from '../answer-text.js';
import { moreLines } from '../origin-text.js';
import { wrapped } from '../terminal.js';
import {
  type AskingOptions,
  callOf,
  type Finished,
  type KernelOptions,
  kernelPath,
  printAnswer,
  withKernel,
  withService,
} from './reading.js';

const ERRNO = 'a name, a number in any form, or the message';

function limit(most: string): Option {
  return new Option('--limit <number>', 'how many at most').default(most);
}

export function originsCommand(finished: Finished): Command {
  interface Options extends KernelOptions {
    readonly fs?: string[];
    readonly module?: string[];
    readonly cmd?: string;
    readonly family?: string;
  }
  const command = new Command('origins')
    .description('list the functions in which an errno can start for a syscall, best first')
    .argument('<syscall>', 'a name, an entry symbol or a number')
    .argument('<errno>', ERRNO)
    .option('--fs <name...>', 'the file systems it is about')
    .option('--module <name...>', 'the modules it is about')
    .option('--cmd <name>', 'the command of a syscall that is many in one (F_SETLK)')
    .option('--family <name>', 'the family of the socket (AF_UNIX)')
    .addOption(limit('5'));
  return withService(withKernel(command))
    .addHelpText(
      'after',
      '\nExamples:\n  errnopath origins mount ENOSPC --kernel 6.1\n  errnopath origins fcntl EAGAIN --cmd F_SETLK',
    )
    .action(async (syscall: string, errno: string, options: Options) => {
      const { kernel, arch, fs, module, cmd, family, limit: most, ...where } = options;
      const query = { syscall, errno, arch, fs, module, cmd, family, limit: most };
      finished(await printAnswer(callOf(kernelPath(kernel, 'origins'), query), where, OriginsAnswer, originsLines));
    });
}

export function functionsCommand(finished: Finished): Command {
  const command = new Command('functions')
    .description('show a function: where it is, what can be attached to, its errnos, who has them from it')
    .argument('<name>', 'a function, or the symbol of a syscall’s entry')
    .option('--file <path>', 'only the definition in this file');
  return withService(withKernel(command))
    .addHelpText('after', '\nExample:\n  errnopath functions count_mounts --kernel 6.1.0-56-amd64')
    .action(async (name: string, { kernel, arch, file, ...where }: KernelOptions & { readonly file?: string }) => {
      const path = callOf(kernelPath(kernel, `functions/${encodeURIComponent(name)}`), { arch, file });
      finished(await printAnswer(path, where, FunctionAnswer, functionLines));
    });
}

export function sitesCommand(finished: Finished): Command {
  interface Options extends KernelOptions {
    readonly path?: string;
    readonly function?: string;
  }
  const command = new Command('sites')
    .description('list the places where the code writes an errno')
    .argument('<errno>', ERRNO)
    .option('--path <path>', 'a file, a folder, or the beginning of a path')
    .option('--function <name>', 'in this function only')
    .addOption(limit('20'));
  return withService(withKernel(command))
    .addHelpText('after', '\nExample:\n  errnopath sites ENOSPC --path fs/ext4/')
    .action(async (errno: string, { kernel, arch, path, function: fn, limit: most, ...where }: Options) => {
      const query = { arch, path, function: fn, limit: most };
      const call = callOf(kernelPath(kernel, `errnos/${encodeURIComponent(errno)}/sites`), query);
      finished(await printAnswer(call, where, SitesAnswer, sitesLines));
    });
}

export function syscallsCommand(finished: Finished): Command {
  const command = new Command('syscalls')
    .description('list the syscalls, or what one can return')
    .argument('[syscall]', 'a name, an entry symbol or a number')
    .addOption(limit('500'));
  return withService(withKernel(command))
    .addHelpText('after', '\nExamples:\n  errnopath syscalls clone3\n  errnopath syscalls --arch arm64')
    .action(async (name: string | undefined, { kernel, arch, limit: most, ...where }: KernelOptions) => {
      if (name === undefined) {
        const list = callOf(kernelPath(kernel, 'syscalls'), { arch, limit: most });
        return finished(await printAnswer(list, where, SyscallsAnswer, syscallsLines));
      }
      const one = callOf(kernelPath(kernel, `syscalls/${encodeURIComponent(name)}`), { arch });
      finished(await printAnswer(one, where, SyscallAnswer, syscallLines));
    });
}

export function causesCommand(finished: Finished): Command {
  interface Options extends AskingOptions {
    readonly errno?: string;
    readonly syscall?: string;
    readonly function?: string;
    readonly tunable?: string;
    readonly message?: string;
    readonly limit: string;
  }
  const command = new Command('causes')
    .description('find known real-world causes, or show one')
    .argument('[id]', 'the id of a cause: mount-max')
    .option('--errno <errno>', ERRNO)
    .option('--syscall <syscall>', 'the syscall that fails')
    .option('--function <name>', 'the function in which it starts')
    .option('--tunable <name>', 'the setting that it depends on')
    .option('--message <text>', 'what a program printed')
    .addOption(limit('20'));
  return withService(command)
    .addHelpText('after', '\nExamples:\n  errnopath causes mount-max\n  errnopath causes --errno EMFILE')
    .action(async (id: string | undefined, options: Options) => {
      const { errno, syscall, function: fn, tunable, message, limit: most, ...where } = options;
      if (id !== undefined)
        return finished(await printAnswer(`/v1/causes/${encodeURIComponent(id)}`, where, Cause, causeFullLines));
      const call = callOf('/v1/causes', { errno, syscall, function: fn, tunable, message, limit: most });
      finished(
        await printAnswer(call, where, CausesAnswer, ({ causes, total }) => [
          ...causes.flatMap((cause) => wrapped(`${cause.id}: ${cause.title}`, '   ', '')),
          ...(causes.length === 0 ? ['No cause is known that fits.'] : []),
          ...moreLines(total, causes.length),
        ]),
      );
    });
}

export function packsCommand(finished: Finished): Command {
  return withService(
    new Command('packs').description('list the packs: kernels that are indexed, and their builds'),
  ).action(async (where: AskingOptions) => {
    finished(await printAnswer('/v1/kernels?limit=500', where, KernelsAnswer, packsLines));
  });
}
