/** What has to hold in the lab, and the part of it that every change is held against. */
import type { JudgedCell } from './judged-cells.js';

/** One of each kind of limit: mounts, namespaces, watches, inodes, tasks, files. */
export const CI_SCENARIOS: readonly string[] = [
  'mount-max',
  'max-user-namespaces',
  'inotify-watches',
  'ext4-no-inodes',
  'pids-max',
  'nofile-openat',
];

/** Tools of BCC that compile for half a minute each where they are emulated; syscount and trace stay as their like. */
export const CI_WITHOUT: readonly string[] = ['argdist-bpfcc', 'funccount-bpfcc', 'stackcount-bpfcc'];

/** The share of scenarios whose origin the one-shot commands have to name. */
const ONE_SHOT_GOAL = 0.95;

/** A line for each goal that is missed. */
export function shortOfGoals(cells: readonly JudgedCell[]): readonly string[] {
  const loose = cells.filter(({ attached }) => attached !== 'yes');
  const lines = loose.map(
    ({ kernel, scenario, step, tool, why }) => `${kernel} ${scenario}, ${step} ${tool} did not attach: ${why}`,
  );
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
