/** The step `check-knobs`: reads the limits and settings behind the best origins, before anything is traced. */
import type { CauseCheck } from '../schemas/cause.js';
import type { Origin, Tunable } from '../schemas/origin.js';
import type { PlanStep } from '../schemas/plan.js';
import { readCommand } from './readers.js';

/** Origins whose causes and tunables are read: real incidents stand among these, if anywhere near the top. */
const CHECKED_ORIGINS = 10;

/** Commands of the step; what comes later is less likely, and nobody reads more. */
const MAX_CHECKS = 20;

/** A tunable's file; `*` stands for each interface, device or CPU. */
const READABLE_PATH = /^\/(?:proc|sys|etc)\/[\w.*/:-]+$/;

/** A sysctl's name as sysctl(8) takes it. */
const SYSCTL_NAME = /^[\w.-]+$/;

/** The step; none where no cause and no tunable of the best origins is known. */
export function checkKnobs(origins: readonly Origin[], pid?: number): PlanStep | undefined {
  const best = origins.slice(0, CHECKED_ORIGINS);
  const checks = new Map<string, CauseCheck>();
  for (const { command, proves } of best.flatMap(checksOf))
    if (!checks.has(command)) checks.set(command, { command, proves });
  if (checks.size === 0) return undefined;
  const causes = [...new Set(best.flatMap((origin) => (origin.causes ?? []).map(({ title }) => title)))];
  const known = causes.length === 0 ? '' : ` Known causes: ${causes.join('; ')}.`;
  return {
    id: 'check-knobs',
    title: 'Is a limit reached, or a setting in the way?',
    why: `Reading what the best origins depend on costs nothing, changes nothing, and often ends the search.${known}`,
    commands: [...checks.values()].slice(0, MAX_CHECKS).map((check) => readCommand(check, pid)),
    expect:
      'Each command says what proves its cause (`proves`). Where one does, apply the fix of that cause and try again; where none does, these are ruled out: go on. ' +
      (pid === undefined ? 'Where a command has PID, put in the process that fails.' : ''),
  };
}

/** The checks of an origin's causes, then those of its tunables that no cause speaks of. */
function checksOf({ function: name, sites, causes = [] }: Origin): readonly CauseCheck[] {
  const told = new Set(causes.flatMap((cause) => cause.tunables));
  const tunables = sites.flatMap((site) => site.tunables).filter((tunable) => !told.has(tunable.name));
  return [...causes.flatMap((cause) => cause.checks), ...tunables.flatMap((tunable) => tunableCheck(tunable, name))];
}

/** How a tunable is read; none for what has no value that can be read. */
function tunableCheck({ kind, name, path, default: value }: Tunable, origin: string): readonly CauseCheck[] {
  const usually = value === null || value === undefined ? '' : `; the default is ${value}`;
  const proves = `${name}, which ${origin} depends on${usually}.`;
  if (kind === 'rlimit') return [{ command: `cat /proc/\${PID:-self}/limits`, proves }];
  if (kind === 'sysctl' && SYSCTL_NAME.test(name)) return [{ command: `sysctl ${name}`, proves }];
  if (path && READABLE_PATH.test(path)) return [{ command: `grep -sH "" ${path}`, proves }];
  return [];
}
