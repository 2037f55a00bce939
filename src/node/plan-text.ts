/** A plan as text for a terminal. */
import { stripVTControlCharacters } from 'node:util';
import type { PlanAnswer, PlanCommand } from '../schemas/plan.js';
import { kernelLines } from './origin-text.js';
import { wrapped } from './terminal.js';
import type { ThisMachine } from './this-machine.js';
import type { ToolVersion } from './tool-versions.js';

/** What is told of the machine that a plan is for. */
export interface MachineShown extends ThisMachine {
  readonly tools: readonly ToolVersion[];
}

/** Steps with their commands, each on lines of its own so that they can be pasted; prose fits 80 columns. */
export function planText(plan: PlanAnswer, machine?: MachineShown): string {
  const { kernel, arch, syscall, errno } = plan;
  const lines = [
    ...wrapped(
      `${syscall === null ? '' : `${syscall} `}${errno.name}${errno.message === null ? '' : ` (${errno.message})`}`,
      '',
    ),
    ...kernelLines(kernel, arch),
    ...(machine === undefined ? [] : machineLines(machine)),
  ];
  plan.steps.forEach((step, i) => {
    lines.push('', ...wrapped(step.title, '   ', `${i + 1}. `), ...wrapped(step.why, '   '));
    for (const command of step.commands) lines.push('', command.command, ...wrapped(note(command, machine), '   # '));
    lines.push('', ...wrapped(step.expect, '   '));
  });
  if (plan.warnings.length > 0) lines.push('', 'Mind:', ...plan.warnings.flatMap((one) => wrapped(one, '   ', ' - ')));
  return `${stripVTControlCharacters(lines.join('\n'))}\n`;
}

/** What a command needs, how to get it where it is not there, and what its output proves. */
function note({ tool, requires, install, proves }: PlanCommand, machine: MachineShown | undefined): string {
  const { distribution = 'upstream', tools = [] } = machine ?? {};
  const missing = distribution !== 'upstream' && !tools.some(({ program }) => program === tool);
  const how = (missing && install?.[distribution]) || undefined;
  const parts = [`needs ${requires}${how === undefined ? '' : `: ${how}`}`, ...(proves === undefined ? [] : [proves])];
  return parts.join('; ');
}

function machineLines({ symbols, config, mounted, modules, tools }: MachineShown): readonly string[] {
  const read = [
    symbols === undefined
      ? 'no list of symbols can be read: what can be attached to is predicted'
      : `symbols of ${symbols.path}`,
    config === undefined ? 'no configuration can be read' : `options of ${config.path}`,
    `${mounted.length} types of file systems in use, ${modules.length} modules loaded`,
    tools.length === 0
      ? 'no tracer is installed: each command says what it needs'
      : `installed: ${tools.map(({ program, version }) => (version === null ? program : `${program} ${version}`)).join(', ')}`,
  ];
  const root =
    symbols?.path === '/proc/kallsyms' ? ['as root it knows exactly which functions can be attached to'] : [];
  return [...read, ...root].flatMap((one) => wrapped(one, '  '));
}
