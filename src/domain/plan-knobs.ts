/** The step `check-knobs`: reads the limits and settings behind the best origins, before anything is traced. */
import type { CauseCheck } from '../schemas/cause.js';
import type { Origin, Tunable } from '../schemas/origin.js';
import type { PlanStep } from '../schemas/plan.js';
import { readCommand } from './readers.js';

/** Origins whose tunables are read: more would be settings that the failure hardly depends on. */
const BEST_ORIGINS = 10;

/** Origins whose causes are checked: that one is known to happen says more than its place. */
const CAUSE_ORIGINS = 30;

/** Commands of the step; what comes later is less likely, and nobody reads more. */
const MAX_CHECKS = 24;

/** A tunable's file; `*` stands for each interface, device or CPU. */
const READABLE_PATH = /^\/(?:proc|sys|etc)\/[\w.*/:-]+$/;

/** A name that means nothing to a shell. */
const PLAIN_NAME = /^[\w.-]+$/;

/** The step; none where no cause and no tunable of the best origins is known. */
export function checkKnobs(origins: readonly Origin[], pid?: number): PlanStep | undefined {
  const checked = origins.slice(0, CAUSE_ORIGINS);
  const checks = new Map<string, CauseCheck>();
  for (const [i, origin] of checked.entries())
    for (const check of [...causeChecks(origin), ...(i < BEST_ORIGINS ? tunableChecks(origin) : [])])
      if (!checks.has(check.command)) checks.set(check.command, check);
  if (checks.size === 0) return undefined;
  const causes = [...new Set(checked.flatMap((origin) => (origin.causes ?? []).map(({ title }) => title)))];
  const known = causes.length === 0 ? '' : ` Known causes: ${causes.join('; ')}.`;
  return {
    id: 'check-knobs',
    title: 'Is a limit reached, or a setting in the way?',
    why: `Reading what the best origins depend on costs nothing, changes nothing, and often ends the search.${known}`,
    commands: [...checks.values()].slice(0, MAX_CHECKS).map((check) => readCommand(check, pid)),
    expect:
      'Each command says what proves its cause. Where one does, apply the fix of that cause and try again; where none does, these are ruled out: go on.' +
      (pid === undefined ? ' Where a command has PID, put in the process that fails.' : ''),
  };
}

/** The checks of an origin's causes, each told whose it is. */
function causeChecks({ causes = [] }: Origin): readonly CauseCheck[] {
  return causes.flatMap(({ title, checks }) =>
    checks.map(({ command, proves }) => ({ command, proves: `${title}: ${proves}` })),
  );
}

/** How the tunables of an origin are read that none of its causes speaks of. */
function tunableChecks({ function: name, sites, causes = [] }: Origin): readonly CauseCheck[] {
  const told = new Set(causes.flatMap((cause) => cause.tunables));
  const tunables = sites.flatMap((site) => site.tunables).filter((tunable) => !told.has(tunable.name));
  return tunables.flatMap((tunable) => tunableCheck(tunable, name));
}

/** How a tunable is read; none for what has no value that can be read. */
function tunableCheck({ kind, name, path, default: value }: Tunable, origin: string): readonly CauseCheck[] {
  const usually = value === null || value === undefined ? '' : `; the default is ${value}`;
  const proves = `${name}, which ${origin} depends on${usually}.`;
  const command = readingCommand(kind, name, path ?? '');
  return command === undefined ? [] : [{ command, proves }];
}

function readingCommand(kind: string, name: string, path: string): string | undefined {
  const plain = PLAIN_NAME.test(name);
  if (kind === 'rlimit') return `cat /proc/\${PID:-self}/limits`;
  if (kind === 'boot') return 'cat /proc/cmdline';
  if (kind === 'sysctl' && plain) return `sysctl ${name}`;
  if (kind === 'cgroup' && plain)
    return `grep -sH "" "/sys/fs/cgroup$(sed -n "s/^0:://p" /proc/\${PID:-self}/cgroup)/${name}"`;
  // `/sys/block/<disk>/queue/nr_requests`: of each disk.
  const each = path.replace(/<[^<>/]*>/g, '*');
  return READABLE_PATH.test(each) ? `grep -sH "" ${each}` : undefined;
}
