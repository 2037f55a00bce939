/** From what tools printed to the function in which the errno started: the failing call, the chain, the origin. */
import type { Cause } from '../../schemas/cause.js';
import type { Origin } from '../../schemas/origin.js';
import type { Observed } from '../../tools/read/observed.js';
import type { Arch } from '../arch.js';
import { toldByArguments } from '../call-arguments.js';
import type { CompiledKernel } from '../compiled-kernel.js';
import { type Errno, errnoByName } from '../errno.js';
import { type FoundOrigins, findOrigins } from '../origins.js';
import type { Pack } from '../pack.js';
import type { Known } from '../search-context.js';
import type { Syscall } from '../syscalls.js';
import { byWeight } from './choose.js';
import { type Complaint, complaintOf } from './complaint.js';
import { enteredOrigin } from './entered-origin.js';
import { errnoNameOf, type Failure, failuresOf } from './failures.js';
import { type Located, locate } from './locate.js';
import { looksLikeEntry, resolveSymbol, resolveSyscall } from './resolve.js';
import { toldByWords } from './said-things.js';

export interface ExplainQuery {
  readonly pack: Pack;
  readonly arch: Arch;
  readonly compiled: CompiledKernel;
  readonly observed: Observed;
  /** What the user says of the failure. */
  readonly syscall?: string;
  readonly errno?: Errno;
}

export interface Explanation {
  readonly errno: Errno | undefined;
  readonly syscall: Syscall | undefined;
  /** Where the syscall was not told: those that the functions are reached from, likeliest first. */
  readonly syscalls: readonly string[];
  readonly failure: Failure | undefined;
  /** Other failing calls. */
  readonly others: readonly Failure[];
  readonly complaint: Complaint | undefined;
  readonly located: Located | undefined;
  /** What the arguments of the failing call tell. */
  readonly told: Pick<Known, 'cmd' | 'family' | 'type' | 'fs'>;
  /** What was found, best first: the first one is the answer. */
  readonly found: FoundOrigins | undefined;
  readonly origin: Origin | undefined;
}

/** Origins that are looked through: one that was entered can be far down. */
const SOUGHT_ORIGINS = 300;
const SHOWN_ORIGINS = 20;

/** What is as likely as this share of the likeliest can be meant by words that fit a cause. */
const PLAUSIBLE = 0.1;

export async function explain(query: ExplainQuery): Promise<Explanation> {
  const { pack, arch, observed } = query;
  const complaint = await complaintOf(pack, arch, observed);
  const sought = observed.sought.map((code) => errnoNameOf(code, arch)).find((name) => name !== undefined);
  const asked = query.errno?.name ?? sought;
  const weighed = byWeight(failuresOf(observed, arch), {
    asked,
    said: complaint?.errno,
    syscall: query.syscall ?? complaint?.syscall,
  });
  const [failure, ...others] = weighed;
  const errno = errnoByName(failure?.errno ?? asked ?? complaint?.errno ?? '');
  const base = { errno, failure, others, complaint };
  const located =
    errno === undefined
      ? undefined
      : await locate({ ...query, errno: errno.name, failure, told: await toldSyscall(query, base, errno.name) });
  const syscall =
    located?.syscall ??
    (errno === undefined ? await onlySyscall(query, weighed) : undefined) ??
    (await enteredSyscall(query));
  const nothing = {
    ...{ ...base, syscall, syscalls: located?.syscalls ?? [], located, told: {}, found: undefined, origin: undefined },
  };
  if (errno === undefined || syscall === undefined || overNetlink(nothing)) return nothing;
  const looked =
    located?.deepest === undefined &&
    (observed.entered.size > 0 || (complaint?.causes.length ?? 0) > 0 || besideBody(observed));
  const told = {
    ...(failure === undefined && complaint !== undefined && toldByWords(complaint.line, syscall.name)),
    ...(failure === undefined && complaint?.cmd !== undefined && { cmd: complaint.cmd }),
    ...toldByArguments(pack, syscall.name, failure?.args ?? complaint?.line ?? ''),
  };
  const found = await findOrigins(pack, {
    ...told,
    ...{
      syscall: syscall.name,
      errno: errno.name,
      arch,
      compiled: query.compiled,
      offset: 0,
      effort: { counted: false },
    },
    limit: looked ? SOUGHT_ORIGINS : SHOWN_ORIGINS,
    ...(located?.edges !== undefined && { seen: located.edges, seenPassing: located.passing }),
  });
  return { ...nothing, told, found, origin: chosenOrigin(query, found, base, located, told) };
}

/** The syscall that something beside the failing call itself names: the user, a line of another tool, a program. */
async function toldSyscall(
  { pack, arch, syscall }: ExplainQuery,
  { others, complaint }: Pick<Explanation, 'others' | 'complaint'>,
  errno: string,
): Promise<Syscall | undefined> {
  const traced = others.find((one) => one.errno === errno && one.syscalls.size > 0);
  const names = [
    ...(traced?.syscalls ?? []),
    ...(complaint?.errno === errno && complaint.syscall ? [complaint.syscall] : []),
  ];
  for (const name of [...names, ...(syscall === undefined ? [] : [syscall])]) {
    const found = await resolveSyscall(pack, name, arch);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of counts without an errno: the syscall, where only one failed. */
async function onlySyscall({ pack, arch }: ExplainQuery, failures: readonly Failure[]): Promise<Syscall | undefined> {
  const names = new Set(failures.flatMap(({ syscalls }) => [...syscalls]));
  const [name] = names;
  return name === undefined || names.size > 1 ? undefined : resolveSyscall(pack, name, arch);
}

/** Of a call graph or stack without results: the syscall whose entry is in it. */
async function enteredSyscall({ pack, arch, observed }: ExplainQuery): Promise<Syscall | undefined> {
  let looked = 0;
  for (const { name, parent } of observed.entered.values()) {
    // Entries stand at the top, below the few functions that call all of them.
    if (!looksLikeEntry(name) || depthOf(observed, parent) > MOST_ABOVE_ENTRY) continue;
    if (looked++ >= MOST_ENTRIES) break;
    const { syscall } = await resolveSymbol(pack, name, arch);
    if (syscall !== undefined) return syscall;
  }
  return undefined;
}

/** `do_syscall_64`, `entry_SYSCALL_64_after_hwframe`; `invoke_syscall`, `el0_svc_common`, `do_el0_svc`, `el0_svc`, … */
const MOST_ABOVE_ENTRY = 6;
/** Names that look like entries; a graph of one call has one. */
const MOST_ENTRIES = 200;

function depthOf({ entered }: Observed, name: string | undefined): number {
  let depth = 0;
  for (let at = name; at !== undefined && depth <= MOST_ABOVE_ENTRY; at = entered.get(at)?.parent) depth++;
  return depth;
}

function chosenOrigin(
  { observed }: ExplainQuery,
  { origins }: FoundOrigins,
  { complaint, failure }: Pick<Explanation, 'complaint' | 'failure'>,
  located: Located | undefined,
  told: Explanation['told'],
): Origin | undefined {
  const { deepest } = located ?? {};
  if (deepest !== undefined) {
    // The one-shot script watches every candidate: what was silent is not the origin.
    const shown = observed.recognised === 'errnopath' ? origins.find((one) => showsAt(one, deepest)) : undefined;
    const joined =
      located?.edges === undefined
        ? origins.find(({ path }) => path.some((frame) => frame.function === deepest))
        : undefined;
    // What the stack shows below it hands no errno up: it was asked, and the errno is made of its answer.
    const stack = failure?.stacks[0]?.map((symbol) => symbol.split('.')[0]) ?? [];
    const below = stack[stack.indexOf(deepest) - 1];
    const asked =
      located?.passing === true && below !== undefined && !origins[0]?.path.some((frame) => frame.function === below)
        ? origins.find((one) => one.function === deepest)
        : undefined;
    // A call graph shows whatever was called and has a symbol.
    const graph = observed.entered.has(deepest)
      ? origins.find((one) => showsAt(one, deepest) || wasEntered(one, observed))
      : undefined;
    const open = origins.find((one) => !passesSilent(one, deepest, observed, failure));
    return shown ?? joined ?? graph ?? asked ?? open ?? origins[0];
  }
  // What sets the result beside the body returns it from no function.
  const beside = besideBody(observed)
    ? origins.find(({ path }) => path.some(({ via }) => via === 'before'))
    : undefined;
  const entered = observed.entered.size > 0 ? enteredOrigin(origins, observed) : undefined;
  const said = new Set(complaint?.causes.map(({ id }) => id));
  const least = isNarrowed(told) ? (origins[0]?.score ?? 0) * PLAUSIBLE : 0;
  const plausible = origins.filter(({ score }) => score >= least);
  const known = plausible.find(({ causes = [] }) => causes.some(({ id }) => said.has(id)));
  return beside ?? entered ?? known ?? origins[0];
}

/** The known cause that a complaint is about: of several that of the origin. */
export function causeOf({ complaint, origin, told }: Explanation): Cause | undefined {
  const { causes = [] } = complaint ?? {};
  const own = causes.find(({ id }) => origin?.causes?.some((one) => one.id === id));
  return own ?? (told.family !== undefined ? undefined : causes[0]);
}

/** Whether the errno was the result of no call: what handles requests gave it to netlink, which answered with it. */
export function overNetlink({ failure, complaint }: Pick<Explanation, 'failure' | 'complaint'>): boolean {
  return failure === undefined && complaint?.netlink === true;
}

/** Whether the words fit one kind of socket or one file system only: what they fit otherwise is chance. */
function isNarrowed({ family, fs }: Explanation['told']): boolean {
  return family !== undefined || fs !== undefined;
}

/** Whether the output says that failing calls had the errno from no function that was watched, and none says otherwise. */
export function besideBody({ unseen, bodies, total }: Observed): boolean {
  return (unseen > 0 && unseen === total) || (bodies.didNotRun > 0 && bodies.ran === 0);
}

/** Whether the errno would have come up through a function that was watched, and returned none. */
function passesSilent(
  { path }: Origin,
  deepest: string,
  { attached }: Observed,
  failure: Explanation['failure'],
): boolean {
  const below = path.slice(path.findLastIndex((frame) => frame.function === deepest) + 1);
  return below.some(({ function: name, probe }) =>
    [name, probe.symbol].some((symbol) => attached.has(symbol) && failure?.functions.has(symbol) === false),
  );
}

function showsAt({ function: name, probe }: Origin, deepest: string): boolean {
  return name === deepest || probe.symbol.split('.')[0] === deepest;
}

function wasEntered({ function: name, probe }: Origin, { entered }: Observed): boolean {
  return entered.has(name) || entered.has(probe.symbol);
}
