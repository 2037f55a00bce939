/** Compares all functions of two releases that return an errno, by numbers; texts are read of what is shown. */
import { textAt } from '../../store/texts.js';
import { fileOf } from '../graph.js';
import { byFile, type Order } from './function-changes.js';
import { type Definition, matchFunction } from './match-function.js';
import { functionsNamed, type Places, placesOf } from './places.js';
import { type Draft, draftOf, drafts, type Release } from './release.js';

/** A function and an errno in one release; definitions of one name in one file, under different options, are one. */
interface Brief {
  readonly drafts: readonly Draft[];
  readonly file: string;
  readonly line: number;
}

/** What differs, or may: a function as one or both releases have it. */
export type BriefPair =
  | { readonly from: Brief; readonly to: Brief | null }
  | { readonly from: null; readonly to: Brief };

export interface ComparedErrno {
  /** Functions that were compared. */
  readonly compared: number;
  /** Those that differ, in the order in which they are shown. */
  readonly changed: readonly BriefPair[];
}

/** Of both releases the pack is kept in a place for images. */
export async function compareErrno(
  before: Release,
  after: Release,
  breathe: () => Promise<void>,
): Promise<ComparedErrno> {
  const number = numbered();
  const old = sideOf(before, await placesOf(before.pack, breathe), number);
  await breathe();
  const fresh = sideOf(after, await placesOf(after.pack, breathe), number);
  await breathe();
  const pairs: BriefPair[] = [];
  const gone: Keyed[] = [];
  const found = new Set<Keyed>();
  for (const from of old.briefs) {
    const to = fresh.at(from.key);
    if (to === undefined) gone.push(from);
    else {
      found.add(to);
      pairs.push({ from, to });
    }
  }
  const come = fresh.briefs.filter((one) => !found.has(one));
  await breathe();
  const partners = partnersOf(old, fresh, gone, new Set(come), number);
  await breathe();
  for (const from of gone) pairs.push({ from, to: partners.get(from) ?? null });
  const taken = new Set<Brief>(partners.values());
  const rest = come.filter((one) => !taken.has(one));
  const earlier = partnersOf(fresh, old, rest, new Set(), number);
  await breathe();
  for (const to of rest) pairs.push({ from: earlier.get(to) ?? null, to });
  const changed = pairs.filter((pair) => differs(old.places, fresh.places, pair));
  await breathe();
  const order = ({ from, to }: BriefPair): Order | null => to ?? from;
  return { compared: pairs.length, changed: changed.sort((a, b) => byFile(order(a), order(b))) };
}

interface Keyed extends Brief {
  readonly drafts: Draft[];
  readonly key: Key;
  /** Another one whose key has the same {@link spot}. */
  readonly next: Keyed | undefined;
}

/** What makes two the same. */
interface Key {
  /** Of the path and of the errno's name: numbers that both releases share. */
  readonly file: number;
  readonly errno: number;
  readonly high: number;
  readonly low: number;
}

interface Side {
  readonly release: Release;
  readonly places: Places;
  readonly briefs: readonly Keyed[];
  readonly at: (key: Key) => Keyed | undefined;
  readonly pathOf: (fn: number) => string;
}

/** Gives each text a number. */
type Numbered = (text: string) => number;

function numbered(): Numbered {
  const numbers = new Map<string, number>();
  return (text) => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
}

function sideOf(release: Release, places: Places, number: Numbered): Side {
  const { graph, errnos } = release.pack;
  const errnoNumbers = new Map(errnos.map(({ id, name }) => [id, number(name)]));
  const { high, low } = places.name;
  const paths = new Map<number, string>();
  const pathOf = (fn: number): string => {
    const file = fileOf(graph, fn);
    const known = paths.get(file) ?? textAt(places.paths, file);
    paths.set(file, known);
    return known;
  };
  const bySpot = new Map<number, Keyed>();
  const at = (key: Key): Keyed | undefined => {
    let one = bySpot.get(spot(key));
    while (one !== undefined && !isSame(one.key, key)) one = one.next;
    return one;
  };
  const briefs: Keyed[] = [];
  let [lastFile, lastNumber] = ['', -1];
  for (const draft of drafts(release, 0)) {
    const fn = draft.function;
    const file = pathOf(fn);
    if (file !== lastFile) [lastFile, lastNumber] = [file, number(file)];
    const errno = errnoNumbers.get(draft.errno) as number;
    const key = { file: lastNumber, errno, high: high[fn] as number, low: low[fn] as number };
    const twin = at(key);
    if (twin) {
      twin.drafts.push(draft);
      continue;
    }
    const one = { drafts: [draft], file, line: places.line[fn] as number, key, next: bySpot.get(spot(key)) };
    bySpot.set(spot(key), one);
    briefs.push(one);
  }
  return { release, places, briefs, at, pathOf };
}

/** A small number for a key; few have the same. */
function spot({ file, errno, low }: Key): number {
  return (low ^ Math.imul(file, 0x9e3779b1) ^ errno) >>> 2;
}

function isSame(one: Key, other: Key): boolean {
  return one.low === other.low && one.high === other.high && one.file === other.file && one.errno === other.errno;
}

/**
 * The functions of the other release that are those of `list`: moved to another file, or there and not asked about.
 * @param best - those of the other release that are still to be found
 */
function partnersOf(
  here: Side,
  there: Side,
  list: readonly Keyed[],
  best: ReadonlySet<Keyed>,
  number: Numbered,
): Map<Keyed, Brief> {
  const errnoNames = new Map(here.release.pack.errnos.map(({ name }) => [number(name), name]));
  const partners = new Map<Keyed, Brief>();
  for (const one of list) {
    const { high, low, errno } = one.key;
    const definitions = ({ places, pathOf }: Side): Definition[] =>
      Array.from(functionsNamed(places, high, low), (id) => ({ id, name: '', file: pathOf(id) }));
    const match = matchFunction({ id: -1, name: '', file: one.file }, definitions(here), definitions(there));
    if (match === undefined) continue;
    const partner = there.at({ file: number(match.file), errno, high, low });
    if (partner && best.has(partner)) {
      partners.set(one, partner);
      continue;
    }
    const draft = draftOf(there.release, match.id, errnoNames.get(errno) ?? '');
    const line = there.places.line[match.id] as number;
    if (draft) partners.set(one, { drafts: [draft], file: match.file, line });
  }
  return partners;
}

/** Sites are the same where their guards are, whatever their order: see `siteChanges`. */
function differs(old: Places, fresh: Places, { from, to }: BriefPair): boolean {
  if (from === null || to === null || from.file !== to.file) return true;
  const [left, right] = [guardsOf(old, from), guardsOf(fresh, to)];
  return left.some((sum, i) => sum !== right[i]);
}

/** How many guards there are, and sums of their hashes that do not depend on the order. */
function guardsOf({ guard: { high, low } }: Places, { drafts: own }: Brief): readonly number[] {
  let [count, highs, lows, products] = [0, 0, 0, 0];
  for (const { sites } of own) {
    count += sites.length;
    for (const site of sites) {
      const [one, other] = [high[site] as number, low[site] as number];
      highs = (highs + one) | 0;
      lows = (lows + other) | 0;
      products = (products + Math.imul(one, other | 1)) | 0;
    }
  }
  return [count, highs, lows, products];
}
