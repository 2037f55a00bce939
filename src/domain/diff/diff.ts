/** What changed between two releases for an errno: functions and sites that appeared, went, moved, or are guarded otherwise. */
import { breathing } from '../breathe.js';
import { type ComparedFunction, placeOf } from './compared-function.js';
import { byRank, type ComparedPair, type FunctionChange, functionChange } from './function-changes.js';
import { matchFunction } from './match-function.js';
import {
  compared,
  type Draft,
  definitions,
  draftOf,
  drafts,
  originTest,
  type Release,
  type ReleaseQuery,
  releaseOf,
} from './release.js';
import { type BriefPair, compareErrno } from './whole-errno.js';

export interface Diff {
  /** Functions that were compared. */
  readonly compared: number;
  /** Of these, as they were. */
  readonly same: number;
  /** How many functions changed. */
  readonly total: number;
  /** Some of these, from `start` to before `end`: the likeliest origins first; without a syscall in the order of the tree. */
  readonly changes: (start: number, end: number) => Promise<readonly FunctionChange[]>;
}

/** Origins of each release that are compared: what comes later is hardly ever the answer. */
const COMPARED_ORIGINS = 200;

/**
 * Both queries ask for the same errno, arch and syscall.
 * @param breathe - called between steps, of which there are many without a syscall; it may reject, which ends the work
 */
export async function diffReleases(from: ReleaseQuery, to: ReleaseQuery, breathe = breathing()): Promise<Diff> {
  const [before, after] = await Promise.all([releaseOf(from), releaseOf(to)]);
  const whole =
    from.syscall === undefined && from.pack.store.images !== undefined && to.pack.store.images !== undefined;
  return whole ? diffByNumbers(before, after, breathe) : diffByRows(before, after, breathe);
}

async function diffByRows(before: Release, after: Release, breathe: () => Promise<void>): Promise<Diff> {
  const pairs = await pairsOf(before, after, breathe);
  const changes: FunctionChange[] = [];
  for (const pair of pairs) {
    const change = functionChange(pair);
    if (change) changes.push(change);
    await breathe();
  }
  changes.sort(byRank);
  return {
    ...{ compared: pairs.length, same: pairs.length - changes.length, total: changes.length },
    changes: async (start, end) => changes.slice(start, end),
  };
}

async function diffByNumbers(before: Release, after: Release, breathe: () => Promise<void>): Promise<Diff> {
  const { compared: all, changed } = await compareErrno(before, after, breathe);
  const read = async (pair: BriefPair): Promise<readonly FunctionChange[]> => {
    const [from = null] = pair.from ? await compared(before, pair.from.drafts, breathe) : [];
    const [to = null] = pair.to ? await compared(after, pair.to.drafts, breathe) : [];
    const change = from ? functionChange({ from, to }) : to && functionChange({ from, to });
    return change ? [change] : [];
  };
  return {
    ...{ compared: all, same: all - changed.length, total: changed.length },
    changes: async (start, end) => {
      const list: FunctionChange[] = [];
      for (const pair of changed.slice(start, end)) list.push(...(await read(pair)));
      return list;
    },
  };
}

async function pairsOf(
  before: Release,
  after: Release,
  breathe: () => Promise<void>,
): Promise<readonly ComparedPair[]> {
  const old = await compared(before, drafts(before, COMPARED_ORIGINS), breathe);
  const fresh = await compared(after, drafts(after, COMPARED_ORIGINS), breathe);
  const known = new Map(fresh.map((one) => [placeOf(one), one]));
  const places = new Set(old.map(placeOf));
  const pairs: ComparedPair[] = old.flatMap((from) => {
    const to = known.get(placeOf(from));
    return to === undefined ? [] : [{ from, to }];
  });
  const gone = old.filter((one) => !known.has(placeOf(one)));
  const come = fresh.filter((one) => !places.has(placeOf(one)));
  const partners = await partnersOf(before, after, gone, come, breathe);
  const found = new Set(partners.values());
  for (const from of gone) pairs.push({ from, to: partners.get(from) ?? null });
  const rest = come.filter((one) => !found.has(one));
  const earlier = await partnersOf(after, before, rest, [], breathe);
  for (const to of rest) pairs.push({ from: earlier.get(to) ?? null, to });
  return pairs;
}

/**
 * The functions of the other release that are those of `list`: moved to another file, or there and none of the best.
 * @param best - those of the other release's best that are still to be found
 */
async function partnersOf(
  here: Release,
  there: Release,
  list: readonly ComparedFunction[],
  best: readonly ComparedFunction[],
  breathe: () => Promise<void>,
): Promise<ReadonlyMap<ComparedFunction, ComparedFunction>> {
  const names = list.map(({ name }) => name);
  const own = await definitions(here, names);
  const others = await definitions(there, names);
  const isOrigin = originTest(there);
  const known = new Map(best.map((one) => [placeOf(one), one]));
  const partners = new Map<ComparedFunction, ComparedFunction>();
  const unread: { readonly one: ComparedFunction; readonly draft: Draft }[] = [];
  for (const one of list) {
    await breathe();
    const match = matchFunction(one, own.get(one.name) ?? [], others.get(one.name) ?? []);
    if (match === undefined) continue;
    const partner = known.get(placeOf({ ...match, errno: one.errno }));
    const draft = partner === undefined ? draftOf(there, match.id, one.errno) : undefined;
    if (partner) partners.set(one, partner);
    else if (draft && isOrigin(match.id)) unread.push({ one, draft });
  }
  for (const { one, draft } of unread) {
    const [partner] = await compared(there, [draft], breathe);
    if (partner) partners.set(one, partner);
  }
  return partners;
}
