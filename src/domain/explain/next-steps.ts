/** What to run after an explanation: steps of a plan, only those that tell something new. */
import type { Evidence } from '../../schemas/origin.js';
import type { PlanStep } from '../../schemas/plan.js';
import type { Machine } from '../../tools/commands.js';
import { ALL_TOOLS } from '../../tools/index.js';
import type { Arch } from '../arch.js';
import { makePlan } from '../plan.js';
import { type Explanation, overNetlink } from './explain.js';

/** Origins that are attached to: below a function that was seen there are few. */
const LIMIT = 60;

/** Steps by what is known, in their order. */
const STEPS = {
  certain: ['check-knobs'],
  seen: ['check-knobs', 'return-values', 'one-shot'],
  called: ['check-knobs', 'body-ran', 'entry-children', 'return-values', 'one-shot'],
  said: ['who-fails', 'check-knobs', 'body-ran', 'return-values', 'one-shot'],
} as const;

/** What steps are written for. */
interface Where {
  readonly evidence: Evidence;
  readonly machine: Machine;
}

export function nextSteps(
  explanation: Explanation,
  arch: Arch,
  level: string,
  { evidence, machine }: Where,
): readonly PlanStep[] {
  const { errno, syscall, found, failure, located, origin } = explanation;
  // Steps look for calls that fail.
  if (errno === undefined || overNetlink(explanation)) return [];
  const target =
    syscall === undefined || found === undefined
      ? undefined
      : {
          syscall: syscall.name,
          entry: found.entry,
          entrySymbol: found.entrySymbol,
          origins: origin === undefined ? found.origins : [origin, ...found.origins.filter((one) => one !== origin)],
        };
  const { steps } = makePlan({
    ...{ errno, arch, evidence, machine, watched: {}, toolbox: { tools: ALL_TOOLS, use: 'best' }, limit: LIMIT },
    ambiguous: new Map(),
    ...(target !== undefined && { target }),
  });
  const known =
    level === 'certain'
      ? 'certain'
      : located?.deepest !== undefined
        ? 'seen'
        : failure !== undefined
          ? 'called'
          : 'said';
  const wanted: readonly string[] = target === undefined ? ['who-fails'] : STEPS[known];
  return steps.filter(({ id }) => wanted.includes(id));
}
