/** The manual page, made from the commands themselves, as roff (man(7)). */
import type { Argument, Command } from 'commander';
import { EXIT_MEANINGS } from './exit-status.js';

/** @param others - commands that are no part of `program` */
export function manPage(
  program: Command,
  version: string,
  others: readonly { readonly name: string; readonly about: string }[],
): string {
  const name = program.name();
  const lines = [
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}" "User Commands"`,
    '.SH NAME',
    roff(`${name} - where in the kernel an errno starts`),
    '.SH SYNOPSIS',
    `.B ${name}`,
    roff('COMMAND [OPTION…] [ARGUMENT…]'),
    '.SH DESCRIPTION',
    roff(program.description()),
    '.SH COMMANDS',
    ...program.commands.flatMap(commandLines),
    ...others.flatMap((one) => ['.TP', `.B ${roff(one.name)}`, roff(`${one.about}; it has a --help of its own`)]),
    '.SH EXIT STATUS',
    ...EXIT_MEANINGS.flatMap(([status, meaning]) => ['.TP', `.B ${status}`, roff(meaning)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([variable, meaning]) => ['.TP', `.B ${roff(variable)}`, roff(meaning)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** What the environment decides, for `--help` of no command in particular. */
const ENVIRONMENT = [
  ['ERRNOPATH_SERVER', 'the server that is asked where --server is not given'],
  ['ERRNOPATH_PACKS', 'the folder of packs where --packs is not given'],
  ['ERRNOPATH_BUILDS', 'the folder of builds where --builds is not given'],
  ['XDG_CACHE_HOME', 'where databases are unpacked to, in a folder of their own; ~/.cache unless set'],
  ['HOST, PORT', 'where errnopath serve listens'],
  ['NO_COLOR', 'no colours, even on a terminal'],
] as const;

function commandLines(command: Command): readonly string[] {
  const words = command.registeredArguments.map(argumentText).join(' ');
  return [
    `.SS ${roff(`${command.name()} ${words}`.trim())}`,
    roff(sentence(command.description())),
    ...command.registeredArguments
      .filter(({ description }) => description !== '')
      .flatMap((one) => ['.TP', `.I ${roff(one.name())}`, roff(one.description)]),
    ...command.options.flatMap((option) => {
      const unset = option.defaultValue === undefined ? '' : ` (${option.defaultValue} unless given)`;
      return ['.TP', `.B ${roff(option.flags)}`, roff(`${option.description}${unset}`)];
    }),
    ...helpAfter(command),
  ];
}

/** What the command's `--help` says behind its options: examples, and more. */
function helpAfter(command: Command): readonly string[] {
  const whole = command.helpInformation();
  let shown = '';
  command.configureOutput({
    writeOut: (text) => {
      shown += text;
    },
  });
  command.outputHelp();
  const after = shown.slice(whole.length).trim();
  return after === '' ? [] : ['.PP', '.nf', ...after.split('\n').map(roff), '.fi'];
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A line of text: what roff would take for a request, an escape or a hyphen is none; other letters by their code. */
function roff(text: string): string {
  const plain = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(
      /[^ -~]/gu,
      (letter) => `\\[u${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}
