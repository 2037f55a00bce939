/** Commands that trace side by side while the call fails: started, waited for until they trace, interrupted as Ctrl-C does. */
import type { Job } from '../guest/channel.js';
import type { Guest } from '../guest/guest.js';
import { attachLine, type Commanded, isHeavy, tellsInTime } from './attach-lines.js';
import type { Cell } from './cell.js';
import type { Provoker } from './provoker.js';

/** BCC compiles for half a minute where it is emulated; six at once, on a machine that does other work, take ten. */
const ATTACH_MS = 900_000;

/** A tool that has used no processor for so many looks in a row does nothing more before it traces. */
const QUIET_LOOKS = 3;
const LOOK_MS = 600;

/** One that has told that it traces, or tells nothing, and still runs after this time is busy with what it sees. */
const REST_MS = 180_000;

/** Time for events to be printed: this, and longer while something runs, for a guest can get little of a busy machine. */
const PRINT_MS = 1500;
const PRINT_BUSY_MS = 20_000;
/** Time for a tool to end after Ctrl-C. */
const END_MS = 240_000;

/** bpftrace can miss a Ctrl-C (src/tools/bpftrace.ts): whoever sits there presses it again. */
const AGAIN_MS = 15_000;

/** Calls that fail: more than one, for a tool may miss the first while it attaches. */
const CALLS = 3;

/** What is kept of an output from where the call begins to fail, and of what came before: a call that fails prints less. */
const KEPT = 100_000;
const KEPT_BEFORE = 20_000;

const CTRL_C = '\x03';

export type Tried = Pick<Cell, 'before' | 'status' | 'output' | 'quiet' | 'ended' | 'seconds'>;

/** Runs them all around one round of failing calls; what the calls gave comes with it. */
export async function runBatch(
  guest: Guest,
  provoker: Provoker,
  batch: readonly Commanded[],
): Promise<{ readonly tried: readonly Tried[]; readonly gave: readonly string[] }> {
  const started = Date.now();
  const jobs = await startAll(guest, batch);
  const before = await whenTracing(guest, batch, jobs);
  const quiet = jobs.map((job) => job.output().length);
  const gave = await provoker.provoke(CALLS);
  await pause(PRINT_MS);
  await atRest(guest, jobs);
  const tried: Tried[] = [];
  // All at once: those that report at their end are slow while others still trace.
  for (const job of jobs) if (!job.over()) job.input(CTRL_C);
  for (const [index, job] of jobs.entries()) {
    const ended = await endOf(job);
    const status = await job.ended;
    tried.push({
      ...{ before: before[index] ?? 'late', status },
      ...keptOf(job.output(), quiet[index] ?? 0),
      ended,
      seconds: Math.round((Date.now() - started) / 1000),
    });
  }
  return { tried, gave };
}

/**
 * Heavy ones first, each once the one before traces or has ended: an emulated processor forgets its translations of addresses
 * whenever it goes to another process, so that six that compile at once take nearly twice the time of one after another.
 */
async function startAll(guest: Guest, batch: readonly Commanded[]): Promise<readonly Job[]> {
  const jobs = new Map<Commanded, Job>();
  const start = (one: Commanded): Job => {
    const job = guest.start(one.command);
    jobs.set(one, job);
    return job;
  };
  for (const one of batch.filter(({ tool }) => isHeavy(tool))) {
    await start(one).printed(attachLine(one) ?? (() => false), ATTACH_MS);
  }
  return batch.map((one) => jobs.get(one) ?? start(one));
}

/** The beginning of an output, and what came from the first failing call on, with where that starts. */
export function keptOf(output: string, quiet: number): Pick<Cell, 'output' | 'quiet'> {
  const start = output.slice(0, Math.min(quiet, KEPT_BEFORE));
  // A line that is cut off would be no line of the tool.
  const before = start.length < quiet ? start.slice(0, start.lastIndexOf('\n') + 1) : start;
  return { quiet: before.length, output: before + output.slice(quiet, quiet + KEPT) };
}

/** Waits until each has ended, or has printed its line and come to rest. */
async function whenTracing(
  guest: Guest,
  batch: readonly Commanded[],
  jobs: readonly Job[],
): Promise<readonly Tried['before'][]> {
  const until = Date.now() + ATTACH_MS;
  const quietLooks = jobs.map(() => 0);
  let last: Readonly<Record<string, number | null>> = {};
  const lines = batch.map((one) => ({ line: attachLine(one), inTime: tellsInTime(one) }));
  const told = new Map<number, number>();
  const traces = (index: number) => {
    const { line, inTime = false } = lines[index] ?? {};
    if (batch[index]?.reads === true) return false;
    if (!told.has(index) && (line === undefined || line.test(jobs[index]?.output() ?? ''))) told.set(index, Date.now());
    const since = told.get(index);
    if (since === undefined) return false;
    return inTime || (quietLooks[index] ?? 0) >= QUIET_LOOKS || Date.now() - since > REST_MS;
  };
  // Looking opens files, which is what some of them trace: it is left out where lines alone tell.
  const looks = lines.some(({ inTime }) => !inTime);
  while (Date.now() < until && !jobs.every((job, index) => job.over() || traces(index))) {
    await pause(LOOK_MS);
    if (!looks) continue;
    const usage = await guest.usage();
    for (const [index, { id }] of jobs.entries()) {
      const now = usage[id] ?? null;
      quietLooks[index] = now !== null && now === last[id] ? (quietLooks[index] ?? 0) + 1 : 0;
    }
    last = usage;
  }
  return jobs.map((job, index) => {
    if (job.over()) return 'ended';
    return traces(index) ? 'traced' : 'late';
  });
}

/** Waits until none of them has run between two looks, for a time at most. */
async function atRest(guest: Guest, jobs: readonly Job[]): Promise<void> {
  let last: Readonly<Record<string, number | null>> = {};
  for (const until = Date.now() + PRINT_BUSY_MS; Date.now() < until; await pause(LOOK_MS)) {
    const usage = await guest.usage();
    const running = jobs.filter((job) => !job.over());
    if (running.every(({ id }) => usage[id] !== null && usage[id] === last[id])) return;
    last = usage;
  }
}

/** Whether it ended by itself in time; then and else it is over. */
async function endOf(job: Job): Promise<boolean> {
  const until = Date.now() + END_MS;
  for (let again = Date.now() + AGAIN_MS; !job.over() && Date.now() < until; await pause(LOOK_MS / 4)) {
    if (Date.now() < again) continue;
    job.input(CTRL_C);
    again += AGAIN_MS;
  }
  if (job.over()) return true;
  job.signal(9);
  await job.ended;
  return false;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
