/** Runs many printed lines in one shell whose `sudo` only prints its arguments, and compares them with what was meant. */
import { spawnSync } from 'node:child_process';
import type { PlanCommand } from '../../src/schemas/plan.js';

/** Each line is run by itself, with its number in front and NUL behind each argument. */
const STUB = 'sudo() { printf "%s\\0" "$n" "$#" "$@"; }\n';

/** What a shell makes of lines: those that came out as other arguments than their own, each as one text. */
export function strayLines(commands: readonly Pick<PlanCommand, 'argv' | 'command'>[]): readonly string[] {
  const script = `${STUB}${commands.map(({ command }, at) => `n=${at}\n${command}\n`).join('')}`;
  const { stdout, stderr, status } = spawnSync('/bin/sh', [], {
    input: script,
    maxBuffer: 1 << 28,
    encoding: 'utf8',
    env: { PATH: '/nonexistent' },
  });
  if (status !== 0 || stderr !== '') return [`the shell ended with ${status}: ${stderr.slice(0, 300)}`];
  const words = stdout.split('\0').slice(0, -1);
  const found = new Map<number, readonly string[]>();
  for (let at = 0; at < words.length; ) {
    const [line, count] = [Number(words[at]), Number(words[at + 1])];
    found.set(line, words.slice(at + 2, at + 2 + count));
    at += 2 + count;
  }
  if (words.length !== commands.reduce((sum, { argv }) => sum + argv.length + 2, 0))
    return ['the lines gave other words than they hold'];
  return commands.flatMap(({ argv, command }, at) => {
    const given = found.get(at) ?? [];
    return given.length === argv.length && argv.every((word, i) => word === given[i]) ? [] : [command];
  });
}
