/** Which tools a plan offers for a step, unless it is told. */
import type { StepId } from './tracer.js';

/**
 * For each step the ways to see what it asks for, and for each way the tools that show it, best first: a step has a command of
 * the first of each way that runs there. What needs no tool comes last.
 */
export const WAYS: Readonly<Record<StepId, readonly (readonly string[])[]>> = {
  'live-value': [['drgn']],
  'who-fails': [['syscount', 'perf-trace', 'trace-cmd'], ['bpftrace'], ['tracefs']],
  'body-ran': [['bpftrace']],
  'entry-children': [['funcgraph', 'trace-cmd', 'funccount'], ['tracefs']],
  'return-values': [['trace', 'argdist', 'perf-probe', 'kprobe', 'systemtap', 'stackcount'], ['bpftrace'], ['tracefs']],
  'one-shot': [['bpftrace', 'retsnoop'], ['tracefs']],
};

/** What needs more than most machines have (debugging symbols, a compiler): used where it is said to be installed. */
export const ONLY_INSTALLED: ReadonlySet<string> = new Set(['drgn', 'systemtap']);
