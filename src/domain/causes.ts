/** The causes of `data/causes/`: all of them, those that a question finds, and those of a function that an answer shows. */
import type { Cause, CauseOrigin, CauseRef } from '../schemas/cause.js';
import type { Origin } from '../schemas/origin.js';
import type { Site } from '../schemas/sites.js';
import * as causeFiles from './cause-files.js';
import { isInRange } from './kernel-range.js';
import { literalParts, matchesPattern } from './message-pattern.js';
import { nearest } from './nearest.js';
import { syscallFamily } from './syscall-families.js';
import { withoutWidth } from './syscall-name.js';

/** Every cause, by id. The files are a part of the program: a test holds them to the schema, which took 28 ms at each start. */
export const CAUSES: readonly Cause[] = (Object.values(causeFiles) as unknown[] as Cause[]).sort((a, b) =>
  a.id < b.id ? -1 : 1,
);

export type CauseResult =
  | { readonly ok: true; readonly cause: Cause }
  | { readonly ok: false; readonly suggestions: readonly string[] };

/** A cause by its id. */
export function findCause(id: string): CauseResult {
  const cause = CAUSES.find((one) => one.id === id);
  if (cause !== undefined) return { ok: true, cause };
  const holding = CAUSES.filter((one) => id.length > 2 && one.id.includes(id.toLowerCase())).map((one) => one.id);
  const ids = CAUSES.map((one) => one.id);
  return { ok: false, suggestions: [...new Set([...holding, ...nearest(id, ids)])].slice(0, 5) };
}

/** What causes are looked for by; each that is given has to fit. */
export interface CausesQuery {
  /** A canonical errno name, as the program sees it. */
  readonly errno?: string;
  /** A canonical syscall name. */
  readonly syscall?: string;
  readonly function?: string;
  /** `fs.mount-max`, `RLIMIT_NOFILE`, `pids.max`. */
  readonly tunable?: string;
  /** Words that all stand in the text. */
  readonly q?: string;
  /** What a program printed. */
  readonly message?: string;
}

/** The causes that fit, by id; with a message, those first of whose pattern most was found in it. */
export function searchCauses(query: CausesQuery): readonly Cause[] {
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found = CAUSES.filter(
    (cause) =>
      (query.errno === undefined || cause.errnos.includes(query.errno)) &&
      (query.syscall === undefined || namesSyscall(cause, query.syscall)) &&
      (query.function === undefined || namesFunction(cause, query.function)) &&
      (query.tunable === undefined || namesTunable(cause, query.tunable)) &&
      words.every((word) => textOf(cause).includes(word)),
  );
  const { message } = query;
  if (message === undefined) return found;
  return found
    .map((cause) => ({ cause, said: matchedLength(cause, message) }))
    .filter(({ said }) => said > 0)
    .sort((a, b) => b.said - a.said)
    .map(({ cause }) => cause);
}

/** In any width: `prlimit64`, `prlimit`. */
function namesSyscall({ syscalls }: Cause, name: string): boolean {
  return syscalls.some((syscall) => syscall === name || withoutWidth(syscall) === withoutWidth(name));
}

/** Whether a cause names the syscall, or another that programs call for the same job: the origin was reached from it. */
function isAbout(cause: Cause, syscall: string): boolean {
  const others = syscallFamily(withoutWidth(syscall))?.others ?? [];
  return [syscall, ...others].some((name) => namesSyscall(cause, name));
}

function namesFunction({ origins }: Cause, name: string): boolean {
  return origins.some((origin) => origin.function === name || origin.reason_of === name);
}

/** By its name, or by one that a name with `*` (of each interface, each protocol) stands for. */
function namesTunable({ tunables }: Cause, name: string): boolean {
  const wanted = name.toLowerCase().split('.');
  return tunables.some((tunable) => {
    const parts = tunable.toLowerCase().split('.');
    return parts.length === wanted.length && parts.every((part, i) => part === '*' || part === wanted[i]);
  });
}

function textOf({ id, topic, title, summary, messages, tunables, syscalls, errnos, origins }: Cause): string {
  const functions = origins.map((origin) => origin.function);
  const parts = [id, topic, title, summary, ...messages, ...tunables, ...syscalls, ...errnos, ...functions];
  return parts.join('\n').toLowerCase();
}

/** Literal characters of the longest pattern that a message fits; 0 where it fits none. */
function matchedLength({ messages }: Cause, message: string): number {
  const lengths = messages
    .filter((pattern) => matchesPattern(pattern, message))
    .map((pattern) => literalParts(pattern).join('').length);
  return Math.max(0, ...lengths);
}

/** A function or a site of an answer: what causes are matched with. */
interface Shown {
  readonly function: string;
  readonly file: string;
  readonly sites: readonly {
    /** At the site; `any` where it comes from outside. */
    readonly errno: string;
    readonly guard: string | null;
    /** The functions because of which the guard holds. */
    readonly reasons: readonly string[];
  }[];
}

/** What an answer is about: the release, and what was asked, where that was. */
interface Asked {
  /** `6.1.192`. */
  readonly release: string;
  /** As the program sees it. */
  readonly errno?: string;
  readonly syscall?: string;
}

/** The causes of what is shown, those first that are about fewer functions. */
function causesOf({ release, errno, syscall }: Asked, shown: Shown): readonly Cause[] {
  const names = [shown.function, ...shown.sites.flatMap(({ reasons }) => reasons)];
  const candidates = new Set(names.flatMap((name) => byFunction.get(name) ?? []));
  return [...candidates]
    .filter(
      (cause) =>
        (errno === undefined || cause.errnos.includes(errno)) &&
        (syscall === undefined || isAbout(cause, syscall)) &&
        cause.origins.some((origin) => isInRange(origin.kernels, release) && fits(cause, origin, shown)),
    )
    .sort((a, b) => a.origins.length - b.origins.length || (a.id < b.id ? -1 : 1));
}

const byFunction = new Map<string, Cause[]>();
for (const cause of CAUSES)
  for (const { function: name } of cause.origins) byFunction.set(name, [...(byFunction.get(name) ?? []), cause]);

/** Whether what is shown is the origin, holds it as a reason, or is the function that says no. */
function fits(cause: Cause, origin: CauseOrigin, { function: name, file, sites }: Shown): boolean {
  const errnos = origin.errno === undefined ? cause.errnos : [origin.errno];
  const isGuarded = (guard: string | null): boolean => origin.guard === undefined || !!guard?.includes(origin.guard);
  const isHere = name === origin.function && (origin.file === undefined || origin.file === file);
  if (origin.reason_of !== undefined) {
    const reasoned = sites.some(({ reasons }) => reasons.includes(origin.function));
    return isHere || (name === origin.reason_of && reasoned);
  }
  return sites.some(
    (site) =>
      (isHere && isGuarded(site.guard) && (site.errno === 'any' || errnos.includes(site.errno))) ||
      (origin.guard === undefined && site.reasons.includes(origin.function)),
  );
}

/** An origin with its causes, where any are known. */
export function withCauses(origin: Origin, asked: Asked & { readonly errno: string }): Origin {
  const sites = origin.sites.map(({ guard, reasons }) => ({
    errno: origin.errno ?? asked.errno,
    guard,
    reasons: (reasons ?? []).map((reason) => reason.function),
  }));
  return { ...origin, ...causesField(causesOf(asked, { function: origin.function, file: origin.file, sites })) };
}

/** The field `causes` of a function, or of some of its sites; none where no cause is known. */
export function causesOfFunction(
  release: string,
  { name, file }: { readonly name: string; readonly file: string },
  sites: readonly Pick<Site, 'errno' | 'guard' | 'reason'>[],
): { causes?: CauseRef[] } {
  const shown = sites.map(({ errno, guard, reason }) => ({ errno, guard, reasons: reason?.split(',') ?? [] }));
  return causesField(causesOf({ release }, { function: name, file, sites: shown }));
}

function causesField(causes: readonly Cause[]): { causes?: CauseRef[] } {
  return causes.length === 0 ? {} : { causes: causes.map(causeRef) };
}

/** A cause as answers carry it. */
function causeRef({ id, title, summary, tunables, checks }: Cause): CauseRef {
  return { id, title, summary, tunables: [...tunables], checks: [...checks] };
}
