/** Commands that trace side by side while the call fails: started, waited for until they trace, interrupted as Ctrl-C does. */
import type { Job } from '../guest/channel.js';
import type { Guest } from '../guest/guest.js';
import { attachLine, type Commanded, tellsInTime } from './attach-lines.js';
import type { Cell } from './cell.js';
import type { Provoker } from './provoker.js';

/** BCC compiles for half a minute where it is emulated; six at once, on a machine that does other work, take ten. */
const ATTACH_MS = 900_000;

/** A tool that has used no processor for so many looks in a row does nothing more before it traces. */
const QUIET_LOOKS = 3;
const LOOK_MS = 600;

/** Time for events to be printed, and for a tool to end after Ctrl-C. */
const PRINT_MS = 1500;
const END_MS = 90_000;

/** Calls that fail: more than one, for a tool may miss the first while it attaches. */
const CALLS = 3;

/** What is kept of an output; a call that fails prints less. */
const KEPT = 100_000;

const CTRL_C = '\x03';

export type Tried = Pick<Cell, 'before' | 'status' | 'output' | 'quiet' | 'ended' | 'seconds'>;

/** Runs them all around one round of failing calls; what the calls gave comes with it. */
export async function runBatch(
  guest: Guest,
  provoker: Provoker,
  batch: readonly Commanded[],
): Promise<{ readonly tried: readonly Tried[]; readonly gave: readonly string[] }> {
  const started = Date.now();
  const jobs = batch.map(({ command }) => guest.start(command));
  const before = await whenTracing(guest, batch, jobs);
  const quiet = jobs.map((job) => job.output().length);
  const gave = await provoker.provoke(CALLS);
  await pause(PRINT_MS);
  const tried: Tried[] = [];
  for (const [index, job] of jobs.entries()) {
    if (!job.over()) job.input(CTRL_C);
    const ended = await endOf(job);
    tried.push({
      before: before[index] ?? 'late',
      status: await job.ended,
      quiet: quiet[index] ?? 0,
      output: job.output().slice(0, KEPT),
      ended,
      seconds: Math.round((Date.now() - started) / 1000),
    });
  }
  return { tried, gave };
}

/** Waits until each has ended, or has printed its line and come to rest. */
async function whenTracing(
  guest: Guest,
  batch: readonly Commanded[],
  jobs: readonly Job[],
): Promise<readonly Tried['before'][]> {
  const until = Date.now() + ATTACH_MS;
  const quietLooks = jobs.map(() => 0);
  let last: Readonly<Record<string, number>> = {};
  const lines = batch.map((one) => ({ line: attachLine(one), inTime: tellsInTime(one) }));
  const traces = (index: number) => {
    const { line, inTime = false } = lines[index] ?? {};
    const told = line === undefined || line.test(jobs[index]?.output() ?? '');
    return told && (inTime || (quietLooks[index] ?? 0) >= QUIET_LOOKS);
  };
  while (Date.now() < until && !jobs.every((job, index) => job.over() || traces(index))) {
    await pause(LOOK_MS);
    const usage = await guest.usage();
    for (const [index, { id }] of jobs.entries()) {
      const same = usage[id] !== undefined && usage[id] === last[id];
      quietLooks[index] = same ? (quietLooks[index] ?? 0) + 1 : 0;
    }
    last = usage;
  }
  return jobs.map((job, index) => {
    if (job.over()) return 'ended';
    return traces(index) ? 'traced' : 'late';
  });
}

/** Whether it ended by itself in time; then and else it is over. */
async function endOf(job: Job): Promise<boolean> {
  const until = Date.now() + END_MS;
  while (!job.over() && Date.now() < until) await pause(LOOK_MS / 4);
  if (job.over()) return true;
  job.signal(9);
  await job.ended;
  return false;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
