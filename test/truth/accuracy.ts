/** `npm run accuracy`: asks packs for every case of the truth files as users do, prints figures and misses. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { packFolder } from '../../src/node/pack-cache.js';
import { startService } from '../e2e/service.js';
import { type Client, client, kernelsOf } from './client.js';
import { type CallsExport, type Exported, exportRows } from './exports.js';
import { measureCases, measureDocumented, measureDynamic } from './measure.js';
import { measureAttached } from './measure-attached.js';
import type { Measured } from './measured.js';
import { type Floors, type Report, reportText } from './report.js';
import {
  type CaseRow,
  callRow,
  caseRow,
  compiledRow,
  documentedRow,
  dynamicRow,
  guardRow,
  ownCaseRow,
  ownCasesOf,
  readRows,
  returnsRow,
  sysctlRow,
} from './rows.js';
import { timing } from './score.js';
import { scoreCalls } from './score-calls.js';
import { scoreFunctions } from './score-functions.js';
import { scoreGuards } from './score-guards.js';
import { scoreReturns } from './score-returns.js';
import { scoreSysctls } from './score-sysctls.js';

interface Flags {
  readonly packs: string;
  readonly url?: string;
  readonly kernel: string;
  readonly arch: string;
  readonly misses: number;
  readonly ci: boolean;
  readonly part?: readonly string[];
  readonly strictSpeed: boolean;
  readonly json: boolean;
}

/** Exit status: all well; under a floor; the command line was wrong. */
const Exit = { ok: 0, failed: 1, usage: 2 } as const;

/** Milliseconds of the 99th percentile that `--strict-speed` allows. */
const MOST_P99 = 30;

const EXPORT_SETS = ['returns', 'calls', 'functions', 'probes', 'probes, with a site', 'guards'];

/** What can be measured by itself. */
const PARTS = ['documented', 'dynamic', 'incidents', 'attached', 'exports', 'sysctls'] as const;

const floorsSchema = z.record(z.string(), z.record(z.string(), z.number().min(0).max(1)));

/** The kernels whose functions that can be attached to are listed in `symbols/`, by line. */
const RUNNING: Readonly<Record<string, string>> = {
  '6.1': '6.1.0-55-cloud-amd64',
  '6.12': '6.12.117+deb12-cloud-amd64',
};
/** The truth that is of one kernel only, by the kernel's line. */
const DYNAMIC_LINES = ['6.1', '6.12'];
const SOURCE_LINES = ['6.1'];
const SYSCTL_LINES = ['6.1', '6.12'];

/**
 * Runs the command.
 * @param argv - what follows `npm run accuracy --`
 * @returns the exit status
 */
export async function runAccuracy(argv: string[]): Promise<number> {
  const command = new Command('npm run accuracy --')
    .description(
      'Scores the answers of a pack against what kernels did, how they are compiled, and what is documented.',
    )
    .requiredOption('--kernel <name>', 'the kernel to ask about: 6.1, 6.12, …')
    .option('--packs <folder>', 'folder of packs', packFolder())
    .option('--url <address>', 'a service that runs already, instead of one over --packs')
    .option('--arch <name>', 'whose syscalls to ask about', 'x86_64')
    .option('--misses <number>', 'lines to print for each reason', wholeNumber, 10)
    .option('--ci', 'fail under the floors of test/truth/floors.json', false)
    .option('--part <names>', `only these, with commas between: ${PARTS.join(', ')}`, partNames)
    .option('--strict-speed', `fail when the 99th percentile is above ${MOST_P99} ms`, false)
    .option('--json', 'print JSON', false)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? Exit.ok : Exit.usage;
  }
  const flags = command.opts<Flags>();
  const service = flags.url === undefined ? await startService(resolve(flags.packs)) : undefined;
  const url = service?.url ?? (flags.url ?? '').replace(/\/$/, '');
  try {
    const known = await kernelsOf(url);
    const kernel = known.find(({ id, line }) => id === flags.kernel || line === flags.kernel);
    if (kernel === undefined) {
      const ids = known.map(({ id }) => id).join(', ') || 'none';
      process.stderr.write(`accuracy: ${flags.url ?? flags.packs} has no pack of ${flags.kernel}; it has: ${ids}\n`);
      return Exit.failed;
    }
    const asking = client(url, kernel.id, flags.arch);
    const report = await measure(asking, kernel, flags);
    process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : reportText(report, flags.misses));
    const slow = flags.strictSpeed && report.milliseconds.p99 > MOST_P99;
    if (slow) process.stderr.write(`accuracy: ms p99 ${report.milliseconds.p99} > ${MOST_P99}\n`);
    const failed = slow || report.faults.length > 0 || (flags.ci && report.belowFloor.length > 0);
    return failed ? Exit.failed : Exit.ok;
  } finally {
    await service?.stop();
  }
}

async function measure(asking: Client, kernel: { id: string; line: string }, flags: Flags): Promise<Report> {
  const without: string[] = [];
  const sets: Record<string, Measured> = {};
  /** Whether a part is asked for and there is truth for it; what there is none for is named in the table. */
  const has = (part: (typeof PARTS)[number], there: boolean, ...names: readonly string[]): boolean => {
    if (flags.part?.includes(part) === false) return false;
    if (!there) without.push(...names);
    return there;
  };
  const { line } = kernel;
  const exported = { packs: resolve(flags.packs), kernel: kernel.id, arch: flags.arch };
  const packed = flags.url === undefined;
  if (has('documented', true))
    sets['manual pages'] = await measureDocumented(asking, readRows('man-errors-dev.jsonl', documentedRow));
  if (has('dynamic', DYNAMIC_LINES.includes(line), 'running kernels'))
    sets['running kernels'] = await measureDynamic(asking, readRows(`dynamic-${line}.jsonl`, dynamicRow));
  // The time of an answer is taken without what a report adds to a question, as most questions are asked.
  const plain = [...asking.milliseconds];
  const cases = readRows('cases-dev.jsonl', caseRow);
  if (has('incidents', true)) {
    sets.incidents = await measureCases(asking, cases);
    const ours = (file: string): readonly CaseRow[] => ownCasesOf(line, readRows(file, ownCaseRow));
    sets['incidents of our own'] = await measureCases(asking, ours('cases-own.jsonl'));
    sets['incidents held out'] = await measureCases(asking, ours('cases-held.jsonl'));
  }
  const milliseconds = timing(plain.length > 0 ? plain : asking.milliseconds);
  const release = RUNNING[line];
  if (has('attached', release !== undefined, 'attached') && release !== undefined) {
    const functions = gunzipSync(readBytes(`symbols/${release}.aff.gz`)).toString();
    const rows = readRows(`dynamic-${line}.jsonl`, dynamicRow);
    sets.attached = await measureAttached(asking, { release, functions }, rows, cases);
  }
  if (has('exports', packed && SOURCE_LINES.includes(line), ...EXPORT_SETS))
    Object.assign(sets, await measureExports(exported));
  if (has('sysctls', packed && SYSCTL_LINES.includes(line), 'sysctls')) {
    const truth = readRows(`sysctls-${line}.jsonl`, sysctlRow);
    sets.sysctls = await scoreSysctls(truth, exportRows('tunables', exported));
  }
  return reportOf(asking, kernel, { ...flags, milliseconds }, sets, without);
}

/** @param without - sets that there is no truth for: their floors do not hold, nor those of what was not asked for */
function reportOf(
  asking: Client,
  kernel: { id: string; line: string },
  { arch, part, milliseconds }: Flags & { readonly milliseconds: Report['milliseconds'] },
  sets: Report['sets'],
  without: readonly string[],
): Report {
  const every = floorsSchema.parse(JSON.parse(readText('floors.json')));
  const holds = (set: string): boolean => (part === undefined ? !without.includes(set) : set in sets);
  const floors = Object.fromEntries(Object.entries(every).filter(([set]) => holds(set)));
  return {
    kernel: kernel.id,
    arch,
    sets,
    without,
    floors,
    milliseconds,
    faults: asking.faults,
    belowFloor: underFloors(sets, floors),
  };
}

/** Scores what the pack says of the whole kernel; one export runs at a time. */
async function measureExports(exported: Exported): Promise<Record<string, Measured>> {
  const truth = {
    returns: readRows('returns-6.1.jsonl.gz', returnsRow),
    calls: readRows('calls-6.1.jsonl.gz', callRow),
    functions: readRows('functions-6.1.jsonl.gz', compiledRow),
  };
  const files = new Set([...truth.returns.map(({ file }) => file), ...truth.calls.map((row) => row.caller_file)]);
  const calls: CallsExport[] = [];
  for await (const row of exportRows('calls', exported)) if (files.has(row.caller_file)) calls.push(row);
  const context = { calls, sites: exportRows('sites', exported) };
  // They were drawn from the code of all arches.
  const everywhere = { packs: exported.packs, kernel: exported.kernel };
  const guards = await scoreGuards(readRows('guards-6.1.jsonl', guardRow), exportRows('sites', everywhere));
  const { placed, probes, siteProbes } = await scoreFunctions(truth.functions, exportRows('functions', exported));
  return {
    returns: await scoreReturns(truth.returns, exportRows('returns', exported), context),
    calls: await scoreCalls(truth.calls, truth.functions, calls),
    functions: placed,
    probes,
    'probes, with a site': siteProbes,
    guards,
  };
}

/** The figures under their floor, as text; a figure that was not measured is under it. */
export function underFloors(sets: Readonly<Record<string, Measured>>, floors: Floors): string[] {
  return Object.entries(floors).flatMap(([set, figures]) =>
    Object.entries(figures).flatMap(([figure, least]) => {
      const value = sets[set]?.figures[figure];
      if (value !== undefined && value >= least) return [];
      return [`${set} ${figure} ${value ?? 'not measured'} < ${least}`];
    }),
  );
}

function readText(file: string): string {
  return readBytes(file).toString('utf8');
}

function readBytes(file: string): Buffer {
  return readFileSync(join(import.meta.dirname, file));
}

function partNames(text: string): readonly string[] {
  const named = text.split(',').map((part) => part.trim());
  const wrong = named.find((part) => !PARTS.some((known) => known === part));
  if (wrong === undefined) return named;
  throw new InvalidArgumentError(`There is no part "${wrong}".`);
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}
