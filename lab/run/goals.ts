/** What has to hold in the lab, and the part of it that every change is held against. */
import type { JudgedCell } from './judged-cells.js';

/** A limit that breaks tools, too, one that a file system has, and one that a user has. */
export const CI_SCENARIOS: readonly string[] = ['mount-max', 'ext4-no-inodes', 'inotify-watches'];

/**
 * What takes long to start where it is emulated: each tool of BCC compiles for half a minute, perf and what goes through the
 * function tracer wait for one another.
 */
export const CI_WITHOUT: readonly string[] = [
  ...['syscount', 'trace', 'argdist', 'funccount', 'stackcount'].map((name) => `${name}-bpfcc`),
  ...['perf', 'trace-cmd', 'funcgraph-perf', 'kprobe-perf', 'strace', 'drgn'],
];

/** The share of commands that may fail to attach: what else runs on the machine decides it for some. */
const LOOSE = 0.05;

/** The share of scenarios whose origin the one-shot commands have to name. */
const ONE_SHOT_GOAL = 0.95;

/** A line for each goal that is missed. */
export function shortOfGoals(cells: readonly JudgedCell[]): readonly string[] {
  const loose = cells.filter((cell) => cell.attached !== 'yes');
  const told = loose.map(
    ({ kernel, scenario, step, tool, why }) => `${kernel} ${scenario}, ${step} ${tool} did not attach: ${why}`,
  );
  const lines = loose.length > cells.length * LOOSE ? told : [];
  const shots = new Map<string, boolean>();
  for (const { kernel, scenario, step, origin } of cells) {
    if (step !== 'one-shot' && step !== 'file') continue;
    const key = `${kernel} ${scenario}`;
    shots.set(key, (shots.get(key) ?? false) || origin === 'yes');
  }
  const named = [...shots.values()].filter((held) => held).length;
  if (shots.size === 0 || named / shots.size < ONE_SHOT_GOAL) {
    lines.push(
      `one-shot commands name the origin in ${named} of ${shots.size} scenarios; the goal is ${ONE_SHOT_GOAL * 100} %`,
    );
  }
  return lines;
}
