/** Generated jobs for the writers of commands, with the hostile names that users can send. */
import fc from 'fast-check';
import type { PlanCommand } from '../../src/schemas/plan.js';
import { commandsFor } from '../../src/tools/commands.js';
import { ALL_TOOLS } from '../../src/tools/index.js';
import type { StepId, StepJobs } from '../../src/tools/tracer.js';

const PIECES = [
  ...[
    "'",
    '"',
    '`',
    '$(reboot)',
    '$x',
    '\\',
    '\n',
    ';',
    '&&',
    '|',
    '>',
    '<',
    '*',
    '?',
    '~',
    '#',
    '!',
    '-rf',
    '--',
    '=',
    '%s',
    ' ',
    '\t',
  ],
  ...[
    'mount',
    'dockerd',
    'é',
    '😀',
    '\u001b[0m',
    '\r',
    '\u007f',
    "''; reboot; '",
    "'\\''",
    '\\"',
    '@[',
    '}',
    ')',
    '"));',
    '/* */',
  ],
] as const;

/** A lone surrogate has no UTF-8 form and NUL ends an argument, so that no process can be given them. */
const hostile = fc
  .oneof(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', maxLength: 16 }),
  )
  .filter((text) => !text.includes('\0') && text.isWellFormed());

const symbol = fc.oneof(hostile, fc.constantFrom('count_mounts', 'getname_flags.part.0', '__x64_sys_mount'));

const job = fc.record({
  comm: fc.option(hostile, { nil: undefined }),
  pid: fc.option(fc.nat(4_194_304), { nil: undefined }),
  symbols: fc.array(symbol, { minLength: 1, maxLength: 3 }),
  errno: fc.integer({ min: 1, max: 4095 }),
  name: hostile,
  window: hostile,
  depth: fc.nat(20),
  step: fc.constantFrom<StepId>('live-value', 'who-fails', 'body-ran', 'entry-children', 'return-values', 'one-shot'),
  kernel: fc.constantFrom('5.10.200', '6.1.192', '6.12.117', '7.3.1'),
  distribution: fc.constantFrom('debian', 'fedora', 'upstream'),
});

/** The commands of all tools for one generated job. */
export const anyCommands: fc.Arbitrary<readonly PlanCommand[]> = job.map(
  ({ comm, pid, symbols, errno, name, window: inside, depth, step, kernel, distribution }) => {
    const watched = { ...(comm !== undefined && { comm }), ...(pid !== undefined && { pid }) };
    const [first = ''] = symbols;
    const probes = symbols.map((each) => ({ symbol: each, errno }));
    const window = { name: inside };
    const jobs: StepJobs = {
      'live-value': { variables: symbols },
      'who-fails': { ...watched, errno, name },
      'body-ran': { ...watched, errno, symbol: first, window },
      'entry-children': { ...watched, symbol: first, depth, chain: symbols },
      'return-values': { ...watched, probes, beside: probes, possible: probes, window },
      'one-shot': { ...watched, probes, window, name, exits: [errno], entry: first },
    };
    return commandsFor(step, jobs[step], { tools: ALL_TOOLS, use: 'all' }, { distribution, kernel }).commands;
  },
);
