/** Every command is one that a shell can read to its end. */
import { spawnSync } from 'node:child_process';
import type { Rule } from '../rule.js';

export const commandsParse: Rule = {
  name: 'has commands that a shell can parse',
  problems: ({ checks, fixes }) => {
    const commands = [...checks.map(({ command }) => command), ...fixes.flatMap(({ command }) => command ?? [])];
    // A shell that parses all of them at once, each on its own lines, names the first that it cannot.
    const { status, stderr } = spawnSync('sh', ['-n'], { input: `${commands.join('\n')}\n`, encoding: 'utf8' });
    return status === 0 ? [] : [stderr.trim()];
  },
};
