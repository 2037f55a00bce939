/** Completions for shells, made from the commands themselves. */
import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Word {
  readonly name: string;
  readonly about: string;
}

/** What can stand behind `errnopath`, and behind each command. */
interface Vocabulary {
  readonly program: string;
  readonly commands: readonly Word[];
  /** Of each command: its options, and the words that an option takes. */
  readonly options: ReadonlyMap<string, readonly (Word & { readonly choices: readonly string[] })[]>;
}

/** @param others - commands that are no part of `program` */
export function completion(shell: Shell, program: Command, others: readonly Word[]): string {
  const vocabulary: Vocabulary = {
    program: program.name(),
    commands: [...program.commands.map((one) => ({ name: one.name(), about: one.description() })), ...others],
    options: new Map(program.commands.map((one) => [one.name(), one.options.map(optionWord)])),
  };
  return { bash, zsh, fish }[shell](vocabulary);
}

function optionWord(option: Option): Word & { readonly choices: readonly string[] } {
  return { name: option.long ?? option.flags, about: option.description, choices: option.argChoices ?? [] };
}

function bash({ program, commands, options }: Vocabulary): string {
  const choices = [...options.values()].flat().filter(({ choices: words }) => words.length > 0);
  const distinct = new Map(choices.map((one) => [one.name, one.choices]));
  return `# bash completion for ${program}; source it, or put it into /usr/share/bash-completion/completions/${program}
_${program}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$word"))
    return
  fi
  case $before in
${[...distinct].map(([name, words]) => `    ${name}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word")); return ;;`).join('\n')}
  esac
  case $word in
    -*) ;;
    *) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  case \${COMP_WORDS[1]} in
${[...options].map(([name, list]) => `    ${name}) COMPREPLY=($(compgen -W '${[...list.map((one) => one.name), '--help'].join(' ')}' -- "$word")) ;;`).join('\n')}
  esac
}
complete -F _${program} ${program}
`;
}

function zsh({ program, commands, options }: Vocabulary): string {
  const described = (words: readonly Word[]): string =>
    words.map(({ name, about }) => `'${name}:${quoted(about).replaceAll(':', '\\:')}'`).join(' ');
  return `#compdef ${program}
# zsh completion for ${program}; put it into a folder of $fpath as _${program}
_${program}() {
  local -a words_of
  if (( CURRENT == 2 )); then
    words_of=(${described(commands)})
    _describe command words_of
    return
  fi
  if [[ $PREFIX != -* ]]; then
    _files
    return
  fi
  case $words[2] in
${[...options].map(([name, list]) => `    ${name}) words_of=(${described(list)}) ;;`).join('\n')}
  esac
  _describe option words_of
}
_${program} "$@"
`;
}

function fish({ program, commands, options }: Vocabulary): string {
  const lines = commands.map(
    ({ name, about }) => `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d '${quoted(about)}'`,
  );
  for (const [command, list] of options)
    for (const { name, about, choices } of list) {
      const words = choices.length === 0 ? '' : ` -x -a '${choices.join(' ')}'`;
      lines.push(
        `complete -c ${program} -n '__fish_seen_subcommand_from ${command}' -l ${name.slice(2)} -d '${quoted(about)}'${words}`,
      );
    }
  return `# fish completion for ${program}; put it into ~/.config/fish/completions/${program}.fish\n${lines.join('\n')}\n`;
}

/** Text between single quotes in any of the shells: typographic quotes stand for straight ones. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll('\\', '/').replace(/\s+/g, ' ');
}
