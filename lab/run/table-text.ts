/** The table of the lab as Markdown: scenario by tool, and how often each held. */
import type { Scenario } from '../scenarios/scenario.js';
import { originOn } from '../scenarios/scenario.js';
import type { Answer } from './judge.js';
import type { JudgedCell } from './judged-cells.js';

/** `file` and the steps that end a search count as one-shot. */
const ONE_SHOT = ['one-shot', 'file'];

/** For each kernel: the figures, the table, and why cells are not as they should be. */
export function tableText(
  cells: readonly JudgedCell[],
  kernels: readonly string[],
  scenarios: readonly Scenario[],
): string {
  return kernels
    .map((kernel) =>
      kernelText(
        kernel,
        cells.filter((cell) => cell.kernel === kernel),
        scenarios,
      ),
    )
    .join('\n');
}

function kernelText(kernel: string, cells: readonly JudgedCell[], scenarios: readonly Scenario[]): string {
  const columns = columnsOf(cells);
  const tried = scenarios.filter(({ id }) => cells.some(({ scenario }) => scenario === id));
  const rows = tried.map((scenario) => {
    const own = cells.filter((cell) => cell.scenario === scenario.id);
    const { function: name, inside } = originOn(scenario, kernel);
    const seen = own.some(({ witnessed }) => witnessed) ? '✓' : '–';
    const origin = inside === undefined ? `\`${name}\`` : `\`${name}\` in \`${inside}\``;
    const marks = columns.map((column) => mark(own.filter((cell) => columnOf(cell) === column)));
    return row([scenario.id, `${scenario.syscall} ${scenario.errno}`, `${origin} ${seen}`, ...marks]);
  });
  const head = [row(['scenario', 'call', 'origin', ...columns]), row(['-', '-', '-', ...columns.map(() => ':-:')])];
  return [`## Linux ${kernel}`, '', ...figures(cells), '', ...head, ...rows, '', ...misses(cells), ''].join('\n');
}

function columnOf({ step, tool }: JudgedCell): string {
  return `${step} ${READ_STEPS.includes(step) && tool !== 'bpftrace' ? 'reads' : tool}`;
}

/** Steps whose small commands share one column. */
const READ_STEPS = ['check-knobs', 'live-value', 'body-ran'];

const STEPS = [
  'check-knobs',
  'live-value',
  'who-fails',
  'body-ran',
  'entry-children',
  'return-values',
  'one-shot',
  'file',
];

function columnsOf(cells: readonly JudgedCell[]): readonly string[] {
  const columns = [...new Set(cells.map(columnOf))];
  const place = (column: string) => STEPS.indexOf(column.split(' ')[0] ?? '');
  return columns.sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/**
 * One sign a command at most: `✓` right origin (or all that it can tell), `s` saw the call and names another function, `a`
 * attached and saw nothing, `✗` did not attach, `·` not run. Several commands of a tool show their worst for attaching, their best for
 * what they found.
 */
function mark(cells: readonly JudgedCell[]): string {
  if (cells.length === 0) return '·';
  if (cells.some(({ attached }) => attached === 'no')) return '✗';
  if (cells.some(({ origin }) => origin === 'yes')) return '✓';
  const saw = cells.map(({ saw: one }) => one).filter((one) => one !== 'none');
  if (cells.every(({ origin }) => origin === 'none') && (saw.length === 0 || saw.includes('yes'))) return '✓';
  return saw.includes('yes') ? 's' : 'a';
}

function figures(cells: readonly JudgedCell[]): readonly string[] {
  const oneShot = cells.filter(({ step }) => ONE_SHOT.includes(step));
  const tools = [...new Set(cells.map(({ step, tool }) => `${step} ${tool}`))];
  const scenarios = (some: readonly JudgedCell[], held: (cell: JudgedCell) => boolean) =>
    new Set(some.filter(held).map(({ scenario }) => scenario)).size;
  return [
    `- scenarios: ${scenarios(cells, () => true)}; origins that a return probe of the kernel's own saw: ${scenarios(cells, ({ witnessed }) => witnessed)}`,
    `- commands that started and attached: ${share(cells, ({ attached }) => attached)}`,
    `- commands that saw the call: ${share(cells, ({ saw }) => saw)}`,
    `- one-shot commands that name the origin: ${share(oneShot, ({ origin }) => origin)}`,
    `- one-shot commands whose own \`deepest\` is the origin, without an explanation: ${share(oneShot, ({ own }) => own)}`,
    `- scenarios whose origin one of them names: ${scenarios(oneShot, ({ origin }) => origin === 'yes')} of ${scenarios(oneShot, () => true)}`,
    '',
    row(['step and tool', 'commands', 'attached', 'saw it', 'right origin', 'median s']),
    row(['-', '-:', '-:', '-:', '-:', '-:']),
    ...tools.map((name) => {
      const own = cells.filter(({ step, tool }) => `${step} ${tool}` === name);
      const shares = [
        share(own, ({ attached }) => attached),
        share(own, ({ saw }) => saw),
        share(own, ({ origin }) => origin),
      ];
      return row([name, `${own.length}`, ...shares, `${median(own.map(({ seconds }) => seconds))}`]);
    }),
  ];
}

function share(cells: readonly JudgedCell[], answer: (cell: JudgedCell) => Answer): string {
  const answers = cells.map(answer).filter((one) => one !== 'none');
  const yes = answers.filter((one) => one === 'yes').length;
  return answers.length === 0 ? '–' : `${yes} of ${answers.length}`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Every `no`, so that nothing is hidden behind a sign. */
function misses(cells: readonly JudgedCell[]): readonly string[] {
  const lines = cells
    .filter(({ attached, saw, origin }) => [attached, saw, origin].includes('no'))
    .map(({ scenario, step, tool, attached, why }) => {
      return `- ${scenario}, ${step} ${tool}: ${attached === 'no' ? 'not attached' : 'attached'}, ${why.replaceAll('|', '\\|')}`;
    });
  return lines.length === 0 ? [] : ['What did not hold:', '', ...new Set(lines)];
}

function row(columns: readonly string[]): string {
  return `| ${columns.join(' | ')} |`;
}
