/** What functions and sites are compared by, as numbers: reading the rows of a frequent errno in two releases takes seconds. */

import { type Texts, textsOf } from '../../store/texts.js';
import { breathing } from '../breathe.js';
import { kept } from '../kept.js';
import type { Pack } from '../pack.js';

/** Of texts it has their hashes of 64 bits, in two columns: texts of one hash are taken to be the same. */
export interface Places {
  /** Of each file. */
  readonly paths: Texts;
  /** Of each function. */
  readonly line: Uint32Array;
  readonly name: Hashes;
  /** All functions in the order of their names' hashes; those of one name in the order of their ids. */
  readonly byName: Uint32Array;
  /** Of each site, as `siteChanges` compares it; of one without a guard as of ''. */
  readonly guard: Hashes;
}

/** Hash `n` is `high[n]` and `low[n]`. */
interface Hashes {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

const PLACES = 'places';

/** Rows that are read between two pauses. */
const AT_ONCE = 10_000;

/** Read once of a pack, which takes a second, and kept. */
export async function placesOf(pack: Pack, breathe = breathing()): Promise<Places> {
  const known = pack.memory.known<Places>(PLACES, '');
  if (known !== undefined) return known;
  const made = await kept(pack.store, PLACES, () => readPlaces(pack, breathe));
  pack.memory.know(PLACES, made);
  return made;
}

async function readPlaces(pack: Pack, breathe: () => Promise<void>): Promise<Places> {
  const { functions, siteErrno, fileStart } = pack.graph;
  const line = new Uint32Array(functions);
  const name = hashes(functions);
  await eachRow(pack, 'SELECT id, name, line FROM function', functions, breathe, (id, row) => {
    line[id] = Number(row.line);
    hashInto(name, id, String(row.name));
  });
  const guard = hashes(siteErrno.length);
  await eachRow(pack, 'SELECT id, guard FROM site', siteErrno.length, breathe, (id, row) => {
    hashInto(guard, id, comparedGuard(typeof row.guard === 'string' ? row.guard : null));
  });
  const paths = new Array<string>(fileStart.length - 1).fill('');
  await eachRow(pack, 'SELECT id, path FROM file', paths.length, breathe, (id, row) => {
    paths[id] = String(row.path);
  });
  const { high, low } = name;
  const byName = new Uint32Array(functions)
    .map((_, id) => id)
    .sort((a, b) => at(high, a) - at(high, b) || at(low, a) - at(low, b) || a - b);
  return { paths: textsOf(paths), line, name, byName, guard };
}

async function eachRow(
  { store }: Pack,
  select: string,
  rows: number,
  breathe: () => Promise<void>,
  tell: (id: number, row: Readonly<Record<string, unknown>>) => void,
): Promise<void> {
  for (let from = 0; from < rows; from += AT_ONCE) {
    for (const row of await store.all(`${select} WHERE id >= ? AND id < ?`, from, from + AT_ONCE))
      tell(Number(row.id), row);
    await breathe();
  }
}

/** A guard as it is compared: how its text is broken into lines and spaced is no change. */
export function comparedGuard(guard: string | null): string {
  return (guard ?? '').replace(/\s+/g, '');
}

/** The ids of all functions with the name of one whose hash is given, ascending. */
export function functionsNamed({ byName, name }: Places, high: number, low: number): Uint32Array {
  const first = (isBefore: (fn: number) => boolean): number => {
    let [start, end] = [0, byName.length];
    while (start < end) {
      const middle = (start + end) >>> 1;
      if (isBefore(at(byName, middle))) start = middle + 1;
      else end = middle;
    }
    return start;
  };
  const order = (fn: number): number => at(name.high, fn) - high || at(name.low, fn) - low;
  return byName.subarray(
    first((fn) => order(fn) < 0),
    first((fn) => order(fn) <= 0),
  );
}

function hashes(length: number): Hashes {
  return { high: new Uint32Array(length), low: new Uint32Array(length) };
}

function at(column: Uint32Array, index: number): number {
  return column[index] as number;
}

/** Two sums of different multipliers; what is shifted back in makes every bit of one depend on all before. */
function hashInto({ high, low }: Hashes, index: number, text: string): void {
  let [one, other] = [0x2545f491, 0x6a09e667];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    one = Math.imul(one ^ unit, 0x9e3779b1);
    one ^= one >>> 15;
    other = Math.imul(other ^ unit, 0x85ebca6b);
    other ^= other >>> 13;
  }
  high[index] = Math.imul(one, 0xc2b2ae35) ^ text.length;
  low[index] = Math.imul(other, 0x27d4eb2f);
}
