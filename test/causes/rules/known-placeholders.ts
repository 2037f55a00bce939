/** What a user has to put in is one of a few variables, and every check runs as it is. */
import type { Rule } from '../rule.js';

const NAMES = ['PID', 'DIR', 'FILE', 'DEVICE', 'PORT', 'ADDRESS', 'MODULE', 'FUNCTION', 'NAME', 'ID'];

/** `$NAME` and `${NAME…}`; fields of awk (`$1`), `$(…)` and `$$` are none. */
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)([^}]*)\}|([A-Za-z_]\w*))/g;

export const knownPlaceholders: Rule = {
  name: 'asks for known values only, and for none in checks',
  problems: ({ checks, fixes }) => [
    ...checks.flatMap(({ command }) => objections(command, /^:-/, 'has no default')),
    ...fixes.flatMap(({ command }) => objections(command ?? '', /^:[-?]/, 'has neither a default nor ":?"')),
  ],
};

function objections(command: string, ending: RegExp, objection: string): readonly string[] {
  return [...command.matchAll(VARIABLE)].flatMap(([text, name = '', rest = '', bare]) => {
    if (bare !== undefined || !ending.test(rest)) return [`${text} ${objection}: ${command}`];
    return NAMES.includes(name) ? [] : [`${text} is no known value: ${command}`];
  });
}
