/** The page about the tools, made of what their modules say. */
import { DISTRIBUTIONS } from '../../src/schemas/plan.js';
import { WAYS } from '../../src/tools/choice.js';
import { TRACERS } from '../../src/tools/index.js';
import { installLines } from '../../src/tools/install.js';
import type { Tracer } from '../../src/tools/tracer.js';

const FAMILIES = DISTRIBUTIONS.filter((name) => name !== 'upstream');

export function toolsPage(): string {
  return [
    '# Tools',
    '',
    'What plans are made of. Each tool is a module in `src/tools/` that says all of this as data and writes the commands;',
    'this page is made of it (`npx vitest run test/tools/tools-page.test.ts -u`). `tools=` picks by the name in the first',
    'column or by a program, with a version behind `@` (`bpftrace@0.17`). A version that nobody tells is the one that the',
    "kernel's distribution ships, else the oldest that is supported.",
    '',
    ...table(['tool', 'steps', 'filters by', 'programs', 'oldest'], TRACERS.map(overview)),
    '',
    '## Which tool does a step',
    '',
    'Unless tools are picked, a step has a command of the first tool of each way that runs there; where it is told what is',
    'installed, of the first that is. What needs a compiler or debugging symbols comes only where it is installed.',
    '',
    ...table(
      ['step', 'ways'],
      Object.entries(WAYS).map(([step, ways]) => [step, ways.map((ids) => ids.join(', ')).join('; ')]),
    ),
    '',
    ...TRACERS.flatMap(section),
  ].join('\n');
}

function overview({ id, steps, filters, programs, oldest }: Tracer): readonly string[] {
  const by = Object.entries(filters).flatMap(([name, can]) => (can ? [name] : []));
  const names = [...new Set(Object.values(programs))].map(code).join(', ');
  return [id, Object.keys(steps).join(', '), by.join(', ') || 'nothing', names, oldest === '0' ? 'any' : oldest];
}

function section(tool: Tracer): readonly string[] {
  const lines = installLines(tool);
  const install = FAMILIES.map((family) => [family, lines[family] === null ? 'no package' : code(lines[family])]);
  return [
    `## ${tool.id}`,
    '',
    ...(tool.options.length > 0 ? [`- options of the kernel: ${tool.options.map(code).join(', ')}`] : []),
    ...tool.needs.map((need) => `- needs ${need}`),
    ...tool.since.map(
      ({ feature, version, source }) => `- ${feature}: ${version === '0' ? 'always' : `since ${version}`} (${source})`,
    ),
    ...tool.breaks.map(({ kernels, versions, what, effect }) => `- ${effect}${where(kernels, versions)}: ${what}`),
    '',
    ...(tool.suite === 'kernel' ? [] : [...table(['distribution', 'install'], install), '']),
  ];
}

function where(kernels: string | undefined, versions: string | undefined): string {
  const parts = [...(kernels ? [`kernels ${kernels}`] : []), ...(versions ? [`versions ${versions}`] : [])];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
