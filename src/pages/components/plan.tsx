/** The commands that prove an origin; the script of the pages shows those of the tool that is chosen. */
import type { ShownCommand, ShownStep } from '../../schemas/pages.js';
import { Copyable } from './copyable.js';
import { Prose } from './prose.js';

/** A step's commands by tool, in the order in which the tools fit. */
function byTool(
  commands: readonly ShownCommand[],
): readonly (readonly [tool: string, commands: readonly ShownCommand[]])[] {
  const tools = new Map<string, ShownCommand[]>();
  for (const command of commands) tools.set(command.tool, [...(tools.get(command.tool) ?? []), command]);
  return [...tools];
}

/** Tools that several steps can be done with: what one would choose between. */
function toolsOf(steps: readonly ShownStep[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { commands } of steps)
    for (const tool of new Set(commands.map((one) => one.tool))) times.set(tool, (times.get(tool) ?? 0) + 1);
  return [...times].filter(([, count]) => count > 1).map(([tool]) => tool);
}

export function Plan({ steps }: { readonly steps: readonly ShownStep[] }) {
  const choice = steps.some(({ id, commands }) => !WHOLE.has(id) && byTool(commands).length > 1);
  return (
    <div class="plan" data-tools={toolsOf(steps).join(' ')}>
      {choice && <p class="tools note">Each step has the tools that can do it, the best first.</p>}
      <ol class="steps">
        {steps.map((step, i) => (
          <li>
            <h3>
              {i + 1}. {step.title}
            </h3>
            <p>
              <Prose text={step.why} />
            </p>
            <Commands step={step} />
            <p class="expect">
              <Prose text={step.expect} />
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Steps that look at several places want all their commands; of those that trace one tool is enough. */
const WHOLE = new Set(['check-knobs', 'body-ran', 'live-value', 'read-answer']);

function Commands({ step }: { readonly step: ShownStep }) {
  const tools = byTool(step.commands);
  const [first, ...others] = tools;
  if (first === undefined) return null;
  if (WHOLE.has(step.id) || others.length === 0)
    return (
      <>
        {step.commands.map((command) => (
          <Command command={command} />
        ))}
      </>
    );
  return (
    <>
      {tools.map(([tool, commands], i) => (
        <details class="tool" data-tool={tool} open={i === 0}>
          <summary>with {tool}</summary>
          {commands.map((command) => (
            <Command command={command} />
          ))}
        </details>
      ))}
    </>
  );
}

/** What a command needs that every machine has. */
const EVERYWHERE = 'base system';

function Command({ command: { command, requires, install, proves } }: { readonly command: ShownCommand }) {
  const how = install?.debian;
  const needs = requires === EVERYWHERE ? '' : `needs ${requires}${how ? `: ${how}` : ''}`;
  return (
    <div class="command">
      <Copyable command={command} />
      {(needs !== '' || proves !== undefined) && (
        <p class="note">
          {proves !== undefined && <Prose text={proves} />}
          {needs !== '' && proves !== undefined ? ` (${needs})` : needs}
        </p>
      )}
    </div>
  );
}
