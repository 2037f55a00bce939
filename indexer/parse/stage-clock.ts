/** Where the time of parsing goes in this thread, by stage. */

/** `mask`: comments, directives and what the grammar cannot read; `encode`: facts to text; `extract`: all the rest. */
const STAGES = ['mask', 'parse', 'extract', 'encode'] as const;

type Stage = (typeof STAGES)[number];
/** Seconds by stage. */
export type StageSeconds = Readonly<Record<Stage, number>>;

let seconds = nothing();
let current: Stage | undefined;
let since = 0;

function nothing(): Record<Stage, number> {
  return { mask: 0, parse: 0, extract: 0, encode: 0 };
}

/** Does `work` as part of a stage; while it does, the stage around it stands still. */
export function inStage<T>(stage: Stage, work: () => T): T {
  const around = current;
  change(stage);
  try {
    return work();
  } finally {
    change(around);
  }
}

function change(to: Stage | undefined): void {
  const now = performance.now();
  if (current !== undefined) seconds[current] += (now - since) / 1000;
  current = to;
  since = now;
}

/** What was spent since it was last asked for. */
export function takeSeconds(): StageSeconds {
  const taken = seconds;
  seconds = nothing();
  return taken;
}

export function addSeconds(into: Record<string, number>, spent: Readonly<Record<string, number>>): void {
  for (const [stage, value] of Object.entries(spent)) into[stage] = (into[stage] ?? 0) + value;
}
