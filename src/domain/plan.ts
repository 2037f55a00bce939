/** A plan: the ordered commands that prove or rule out the origins of an errno on a running kernel. */
import type { Origin } from '../schemas/origin.js';
import type { PlanAnswer, PlanStep } from '../schemas/plan.js';
import { commandsFor } from '../tools/commands.js';
import type { OneShot, ReturnProbe, StepId, StepJobs } from '../tools/tracer.js';
import { type Errno, errnoByName, errnoNumber } from './errno.js';
import { readAnswer } from './plan-answer.js';
import { bodyRan } from './plan-body.js';
import { type Chain, candidatesOf, chainOf, rivalsOf } from './plan-chain.js';
import { checkKnobs } from './plan-knobs.js';
import { liveVariables } from './plan-live.js';
import { isUnlisted, type PlanQuery, type PlanTarget } from './plan-query.js';
import { planWarnings } from './plan-warnings.js';
import { sudoWarning, withoutSudo } from './root-shell.js';
import { isSymbol } from './symbols.js';
import { mountsMayFail } from './syscall-families.js';
import { parseSyscallName } from './syscall-name.js';

export interface Plan extends Pick<PlanAnswer, 'symbols' | 'steps' | 'warnings'> {
  /** What its one script watches. */
  readonly oneShot: OneShot | undefined;
}

/** Codes from here on stay inside the kernel (ERESTARTSYS, include/linux/errno.h); the tracepoint `sys_exit` still shows them. */
const FIRST_INTERNAL = 512;

/** Levels of calls below the entry: enough to see which branch was taken, and still readable. */
const CHILD_DEPTH = 3;

/** The syscall with which tools print. */
const PRINTING = 'write';

/** Builds the plan; pure, and the same for the same query. */
export function makePlan(asked: PlanQuery): Plan {
  const query = onMachine(withoutUnlisted(asked));
  const warnings: string[] = [];
  const chain: Chain =
    query.target === undefined ? { probes: [], beside: [], possible: [] } : chainOf(query, query.target);
  const all = query.target === undefined ? [] : candidatesOf(query, query.target, chain.probes);
  const candidates = withoutTwins(query, all);
  const twins = all.filter((probe) => !candidates.includes(probe));
  const shot =
    query.target === undefined || query.scriptless ? undefined : oneShotOf(query, query.target, candidates, twins);
  const top = chain.probes[0]?.symbol;
  const maybe = [
    checkKnobs(query.target?.origins ?? [], query.watched.pid),
    liveValue(query, query.target?.origins ?? []),
    whoFails(query, warnings),
  ];
  if (query.target !== undefined) {
    maybe.push(
      body(query, query.target),
      entryChildren(query, query.target, chain, warnings),
      returnValues(query, query.target, chain, warnings),
      query.scriptless ? undefined : oneShot(query, query.target, shot, warnings),
    );
  }
  maybe.push(readAnswer(query));
  const made = maybe.filter((step) => step !== undefined);
  const attached = new Set<string>();
  if (made.some(({ id }) => id === 'entry-children') && top !== undefined) attached.add(top);
  if (made.some(({ id }) => id === 'return-values')) {
    for (const { symbol } of withoutTwins(query, [...chain.probes, ...chain.beside])) attached.add(symbol);
  }
  if (made.some(({ id }) => id === 'one-shot')) for (const { symbol } of candidates) attached.add(symbol);
  const symbols = [...attached];
  warnings.push(...planWarnings(query, symbols));
  const sudoless = sudoWarning(query.errno.name);
  const steps = sudoless === undefined ? made : made.map(withoutSudo);
  return {
    symbols,
    steps,
    warnings: [...new Set(sudoless === undefined ? warnings : [sudoless, ...warnings])],
    oneShot: shot,
  };
}

/** Where mounts fail, tools that have tracefs mounted on demand have to be helped. */
function onMachine(query: PlanQuery): PlanQuery {
  const { errno, target, machine } = query;
  return { ...query, machine: { ...machine, mountsMayFail: mountsMayFail(errno.name, target?.syscall) } };
}

/** Origins in code that does not run are not looked for, unless there are no others. */
function withoutUnlisted(query: PlanQuery): PlanQuery {
  const { target } = query;
  const listed = target?.origins.filter((origin) => !isUnlisted(origin)) ?? [];
  return target === undefined || listed.length === 0 ? query : { ...query, target: { ...target, origins: listed } };
}

/** Where the kernel itself says that a name stands for several functions, most tools refuse it, and all else with it. */
function withoutTwins(query: PlanQuery, probes: readonly ReturnProbe[]): readonly ReturnProbe[] {
  if (query.evidence === 'predicted') return probes;
  return probes.filter(({ symbol }) => !query.ambiguous.has(symbol));
}

/** The symbols that a plan may attach to: what {@link PlanQuery.ambiguous} should be looked up for. */
export function planSymbols(query: Omit<PlanQuery, 'ambiguous'>): readonly string[] {
  return makePlan({ ...query, ambiguous: new Map() }).symbols;
}

/** Without a warning where no tool is there for it: settings are read by check-knobs, too. */
function liveValue({ toolbox, machine }: PlanQuery, origins: readonly Origin[]): PlanStep | undefined {
  const variables = liveVariables(origins);
  const { commands } = commandsFor('live-value', { variables }, toolbox, machine);
  if (commands.length === 0) return undefined;
  return {
    id: 'live-value',
    title: 'Which values does the kernel compare with?',
    why: `Reads ${variables.join(', ')} in the memory of the running kernel, whatever a file says of it.`,
    commands: [...commands],
    expect:
      'One line for each variable. One that is as low as what is in use, or 0, proves the limit; one that is not known has another name in this build.',
  };
}

function whoFails(query: PlanQuery, warnings: string[]): PlanStep | undefined {
  const { errno, arch, target, watched } = query;
  const visible = visibleErrno(errno);
  const number = errnoNumber(visible, arch);
  if (number === null) {
    warnings.push(`${visible.name} has no number on ${arch}, so failing calls cannot be counted`);
    return undefined;
  }
  const syscall = target?.syscall;
  return step(
    query,
    warnings,
    'who-fails',
    { ...watched, errno: number, name: visible.name },
    {
      title: `Who fails with ${visible.name}?`,
      why:
        syscall === undefined
          ? 'The process and the syscall decide where the errno can start; the message names neither for certain.'
          : `Confirms that it is ${syscall} that fails, and in which process: a program may call another syscall than its name says.`,
      expect:
        `Repeat the failure, then press Ctrl-C: one table by process, one by syscall. "[unknown: N]" is the syscall with number N, and a process that has ended is "[unknown]". ` +
        (syscall === undefined
          ? 'Ask for a plan again with the syscall that is listed.'
          : `If another syscall than ${syscall} is listed, ask for a plan with that one; if none is, the errno does not come from a syscall (or not from this process).`),
    },
  );
}

/** User space never sees an internal code, so counting it at the syscall's exit would count nothing. */
function visibleErrno(errno: Errno): Errno {
  return (errno.userVisible === null ? undefined : errnoByName(errno.userVisible)) ?? errno;
}

function body({ errno, arch, watched, toolbox, machine }: PlanQuery, target: PlanTarget): PlanStep {
  const visible = visibleErrno(errno);
  const number = errnoNumber(visible, arch);
  const symbol = target.entrySymbol;
  const watch = number !== null && symbol !== undefined && isSymbol(symbol);
  const job = watch && { ...watched, errno: number, symbol, window: { name: tracepointName(target) } };
  const tracing = job ? commandsFor('body-ran', job, toolbox, machine).commands : [];
  return bodyRan(target.syscall, visible.name, tracing, watched.pid);
}

function entryChildren(
  query: PlanQuery,
  target: PlanTarget,
  { probes }: Chain,
  warnings: string[],
): PlanStep | undefined {
  // What is counted is that they are entered: an origin beside the way, which others enter all the time, would say nothing.
  const [top, ...below] = [...new Set(withoutTwins(query, probes).map(({ symbol }) => symbol))];
  if (top === undefined) return undefined;
  return step(
    query,
    warnings,
    'entry-children',
    {
      ...query.watched,
      ...{ symbol: top, depth: CHILD_DEPTH, chain: below },
      ...(target.syscall === PRINTING && { printing: true }),
    },
    {
      title: `What does ${top} call?`,
      why: `Shows how far ${target.syscall} comes before it fails, whatever was predicted. If nothing appears, the body did not run: look at seccomp and the security modules.`,
      expect:
        'Repeat the failure, then press Ctrl-C. The last function that is entered before the calls return early is near the origin; functions that the compiler inlined do not appear. ' +
        'If it says that ftrace is in use by a process that is gone, remove /var/tmp/.ftrace-lock.',
    },
  );
}

function returnValues(query: PlanQuery, target: PlanTarget, chain: Chain, warnings: string[]): PlanStep | undefined {
  const probes = withoutTwins(query, chain.probes);
  if (probes.length === 0) {
    if (target.origins.length > 0) warnings.push('no function on the best path can be attached to');
    return undefined;
  }
  const beside = withoutTwins(query, chain.beside);
  const { possible } = chain;
  const job = { ...query.watched, probes, beside, possible, window: { name: tracepointName(target) } };
  const last = probes.at(-1)?.symbol ?? target.entry;
  return step(query, warnings, 'return-values', job, {
    title: `Does ${query.errno.name} come up from ${last}?`,
    why: `Watches ${probes.length === 1 ? `the results of ${last}` : `the results along the most likely path, from ${probes[0]?.symbol} down to ${last}`}${beside.length === 0 ? '' : `, and those of the next likely origins`}, and prints only those that are the errno.`,
    expect: `One line for each function that returned the errno, in any order. The deepest of them is where to look: ${last}, or an origin beside it; if only upper ones are there, the errno starts below them in a function that is not watched. A function that cannot be attached to stops the whole command: leave it out.`,
  });
}

/** What the one script watches; none where no function can be attached to. */
function oneShotOf(
  query: PlanQuery,
  target: PlanTarget,
  probes: readonly ReturnProbe[],
  twins: readonly ReturnProbe[],
): OneShot | undefined {
  if (probes.length === 0) return undefined;
  const { errno, arch, watched } = query;
  const asked = [errno, visibleErrno(errno)].map((each) => errnoNumber(each, arch));
  const inside = probes.map((probe) => probe.errno).filter((number) => number >= FIRST_INTERNAL);
  const exits = [...new Set([...asked, ...inside])].filter((number) => number !== null);
  return {
    ...watched,
    probes,
    twins,
    rivals: rivalsOf(query, target),
    window: { name: tracepointName(target) },
    name: visibleErrno(errno).name,
    exits,
    ...(target.entrySymbol !== undefined && isSymbol(target.entrySymbol) && { entry: target.entrySymbol }),
  };
}

function oneShot(
  query: PlanQuery,
  { syscall }: PlanTarget,
  job: OneShot | undefined,
  warnings: string[],
): PlanStep | undefined {
  if (job === undefined) return undefined;
  return step(query, warnings, 'one-shot', job, {
    title:
      job.probes.length === 1
        ? `Does the one candidate return ${query.errno.name}?`
        : `Which of ${job.probes.length} candidates returns ${query.errno.name}?`,
    why: `Watches ${job.probes.length === 1 ? 'it' : 'every candidate at once'}, only while the thread is inside ${syscall}, and prints the deepest that returned it, with process and kernel stack.`,
    expect:
      'Wait for "errnopath attached", then repeat the failure: it ends by itself with the first call that fails, or after a minute. ' +
      'The deepest function is the origin, or the nearest function above it that can be seen. ' +
      'A stack starts at the caller, and leaves out functions that were left by a tail call.',
  });
}

/** A step with its commands; left out, with a warning, where none of the chosen tools can do it. */
function step<Id extends StepId>(
  { toolbox, machine }: PlanQuery,
  warnings: string[],
  id: Id,
  job: StepJobs[Id],
  text: Omit<PlanStep, 'id' | 'commands'>,
): PlanStep | undefined {
  const written = commandsFor(id, job, toolbox, machine);
  warnings.push(...written.warnings);
  const commands = [...written.commands];
  if (commands.length > 0) return { id, title: text.title, why: text.why, commands, expect: text.expect };
  warnings.push(
    `none of the chosen tools (${toolbox.tools.map(({ tracer }) => tracer.id).join(', ')}) can do the step ${id}`,
  );
  return undefined;
}

/** Tracepoints are called after the body (`newfstatat`), which the entry symbol holds and a table's name may not. */
function tracepointName({ entry, syscall }: PlanTarget): string {
  const body = parseSyscallName(entry);
  return body.kind === 'name' ? body.name : syscall;
}
