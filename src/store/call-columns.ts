/** The calls of all functions as one column: each callee is foretold from those before it, so that most cost a few bits. */

import { type BitCoder, bitDecoder, bitEncoder, codeNumber, NUMBER_CONTEXTS } from './bit-coder.js';
import { followers, MOST_FOLLOWERS } from './followers.js';
import { Ranking } from './ranking.js';
import { stamps } from './stamps.js';

/** What both directions know of the functions; a symbol below `functions` is a direct call of that function. */
export interface CallGround {
  readonly functions: number;
  /** For each function its file, its first line, and its number of lines. */
  readonly file: ArrayLike<number>;
  readonly line: ArrayLike<number>;
  readonly lines: ArrayLike<number>;
  /** For each file a number of its folder. */
  readonly folder: ArrayLike<number>;
  /** Calls that are known already (those of the return-flow graph), as symbols and lines in the order of lines. */
  readonly hints: (caller: number) => readonly CallEntry[];
}

/** One call of a function; lines do not fall from one call of a function to the next. */
export interface CallEntry {
  readonly symbol: number;
  readonly line: number;
}

/**
 * Whom a call reaches: several functions, of which each arch has one; `name`, which the tree holds no C for; `.struct.field`, a
 * slot of ops tables.
 */
export type CallCallee = readonly number[] | string;

/** The calls of each function, in the order of ids, as bytes. New symbols from `functions` on must come in order. */
export function encodeCalls(ground: CallGround, calls: Iterable<readonly CallEntry[]>): Uint8Array {
  const coder = bitEncoder(CONTEXTS);
  const model = callModel(ground, coder);
  let caller = 0;
  for (const entries of calls) model.codeFunction(caller++, entries);
  return coder.finish();
}

/** The calls of one function after the other, in the order of ids. */
export function* decodeCalls(ground: CallGround, bytes: Uint8Array): Generator<readonly CallEntry[]> {
  const model = callModel(ground, bitDecoder(bytes, CONTEXTS));
  for (let caller = 0; caller < ground.functions; caller++) yield model.codeFunction(caller, []);
}

/** Where each kind of decision has its contexts. */
const COUNT = 0;
const GUESS = COUNT + 12 * NUMBER_CONTEXTS;
const GUESSES = 6;
const PLACE = GUESS + GUESSES * 4 * 8 * 2;
const RECENT = PLACE + 5 * 16;
const RANK = RECENT + 10 * NUMBER_CONTEXTS;
const NEAR = RANK + 3 * 20 * NUMBER_CONTEXTS;
const FAR = NEAR + 2 * NUMBER_CONTEXTS;
const LINE = FAR + 2 * NUMBER_CONTEXTS;
const CONTEXTS = LINE + 2 * 8 * 8 * NUMBER_CONTEXTS;

function callModel(ground: CallGround, coder: BitCoder) {
  const { functions, file, folder } = ground;
  const after = followers();
  const everywhere = new Ranking();
  const folders = new Map<number, Ranking>();
  /** For each symbol the last distance (as a class) from the line before. */
  const lastStep = new Map<number, number>();
  /** Symbols of the file that is being coded, the latest last. */
  let recent: number[] = [];
  let recentFile = -1;
  const inFile = stamps(functions);
  /** Those that were called by the function that is being coded. */
  const used = stamps(functions);
  /** Those that were guessed for the call that is being coded, in `guesses`, and how far each is trusted (a context). */
  const guessed = stamps(functions);
  const guesses = new Int32Array(GUESSES);
  const trusts = new Int32Array(GUESSES);
  let guessCount = 0;
  let others = functions;

  const addGuess = (symbol: number, from: number, times: number): void => {
    if (guessCount === GUESSES || guessed.has(symbol)) return;
    guessed.add(symbol);
    guesses[guessCount] = symbol;
    trusts[guessCount++] = from * 8 + Math.min(7, times);
  };
  const guess = (one: number, two: number, hint: number): void => {
    guessed.clear();
    guessCount = 0;
    if (hint >= 0) addGuess(hint, 0, 0);
    const pair = after.find(one, two);
    for (let i = 0; pair >= 0 && i < 2 && after.symbolAt(pair + i) >= 0; i++)
      addGuess(after.symbolAt(pair + i), 1, after.timesAt(pair + i) + (i === 0 ? 0 : 4));
    const single = after.find(one, ALONE);
    for (let i = 0; single >= 0 && i < MOST_FOLLOWERS && after.symbolAt(single + i) >= 0; i++)
      addGuess(after.symbolAt(single + i), 2 + (i === 0 ? 0 : 1), after.timesAt(single + i));
  };
  const isPassed = (symbol: number): boolean => used.has(symbol) || guessed.has(symbol);

  const codeSymbol = (caller: number, wanted: number): number => {
    let position = 0;
    for (let i = 0; i < guessCount; i++) {
      const symbol = guesses[i] as number;
      if (used.has(symbol)) continue;
      if (coder.bit(GUESS + position * 32 + (trusts[i] as number), wanted === symbol ? 1 : 0)) return symbol;
      position++;
    }
    const size = sizeClass(recent.length);
    const latest = coder.decoding ? 0 : rankAmong(recent, wanted, isPassed);
    if (coder.bit(PLACE + size, latest >= 0 ? 1 : 0))
      return atRank(recent, codeNumber(coder, RECENT + size * NUMBER_CONTEXTS, latest), isPassed);
    const own = file[caller] as number;
    const near = wanted < functions && file[wanted] === own;
    if (coder.bit(PLACE + 16 + size, near ? 1 : 0)) {
      const back = coder.bit(PLACE + 32 + size, wanted < caller ? 1 : 0);
      const away = codeNumber(coder, NEAR + back * NUMBER_CONTEXTS, between(caller, wanted));
      return stepOver(caller, back, away);
    }
    const place = folders.get(folder[own] as number);
    for (const [level, ranking] of [place, everywhere].entries()) {
      if (!ranking) continue;
      const rank = coder.decoding ? 0 : ranking.rankOf(wanted);
      const many = sizeClass(ranking.size);
      if (coder.bit(PLACE + 48 + level * 16 + many, rank >= 0 ? 1 : 0))
        return ranking.at(codeNumber(coder, RANK + (level * 20 + many) * NUMBER_CONTEXTS, rank));
    }
    if (coder.bit(PLACE + 15, wanted >= functions ? 1 : 0)) return others;
    const back = coder.bit(PLACE + 14, wanted < caller ? 1 : 0);
    const away = codeNumber(coder, FAR + back * NUMBER_CONTEXTS, Math.abs(wanted - caller));
    return back ? caller - away : caller + away;
  };

  /** How many functions between the caller and the callee (of the same file) are not called yet in the file. */
  const between = (caller: number, callee: number): number => {
    if (coder.decoding) return 0;
    const step = callee < caller ? -1 : 1;
    let count = 0;
    for (let id = step < 0 ? caller - 1 : caller; id !== callee; id += step) if (!inFile.has(id)) count++;
    return count;
  };
  const stepOver = (caller: number, back: number, away: number): number => {
    const step = back ? -1 : 1;
    let left = away;
    for (let id = back ? caller - 1 : caller; ; id += step) {
      if (inFile.has(id)) continue;
      if (left === 0 || id < 0 || id >= functions) return id;
      left--;
    }
  };

  const note = (caller: number, symbol: number, one: number, two: number): void => {
    after.follow(one, ALONE, symbol);
    after.follow(one, two, symbol);
    if (inFile.has(symbol)) recent.splice(recent.lastIndexOf(symbol), 1);
    else {
      inFile.add(symbol);
      const key = folder[file[caller] as number] as number;
      let place = folders.get(key);
      if (!place) {
        place = new Ranking();
        folders.set(key, place);
      }
      place.add(symbol);
      everywhere.add(symbol);
    }
    recent.push(symbol);
    if (symbol >= others) others = symbol + 1;
  };

  const codeFunction = (caller: number, entries: readonly CallEntry[]): readonly CallEntry[] => {
    if (file[caller] !== recentFile) {
      recentFile = file[caller] as number;
      recent = [];
      inFile.clear();
    }
    const hints = ground.hints(caller);
    const length = Math.min(11, 31 - Math.clz32(ground.lines[caller] as number) + (hints.length ? 1 : 0));
    const count = codeNumber(coder, COUNT + length * NUMBER_CONTEXTS, entries.length);
    const coded: CallEntry[] = [];
    used.clear();
    let one = -1;
    let two = -1;
    let line = ground.line[caller] as number;
    let step = 0;
    for (let i = 0; i < count; i++) {
      const hint = hints.find(({ symbol }) => !used.has(symbol));
      const wanted = entries[i];
      guess(one, two, hint?.symbol ?? -1);
      const symbol = codeSymbol(caller, wanted?.symbol ?? 0);
      if (symbol < 0 || symbol > others) throw new RangeError(DAMAGED);
      const usual = lastStep.get(symbol) ?? 7;
      const context = LINE + (((i === 0 ? 1 : 0) * 8 + usual) * 8 + Math.min(7, step)) * NUMBER_CONTEXTS;
      const expected = hints.find((one) => one.symbol === symbol)?.line ?? 0;
      const told = expected >= line;
      const same = told && coder.bit(PLACE + 13, wanted?.line === expected ? 1 : 0) === 1;
      step = same ? expected - line : codeNumber(coder, context, (wanted?.line ?? line) - line);
      line += step;
      lastStep.set(symbol, sizeClass(step, 6));
      coded.push({ symbol, line });
      note(caller, symbol, one, two);
      used.add(symbol);
      two = one;
      one = symbol;
    }
    return coded;
  };
  return { codeFunction };
}

const DAMAGED = 'the calls of the pack are damaged';

/** Stands for the symbol before the last one where only the last one counts. */
const ALONE = -2;

/** 0, 1, 2–3, 4–7 … as 0, 1, 2, 3 … */
function sizeClass(value: number, most = 9): number {
  return Math.min(most, 32 - Math.clz32(value));
}

/** The position of a symbol in the list from its end, without those that are passed; -1 where it is not in it. */
function rankAmong(list: readonly number[], wanted: number, isPassed: (symbol: number) => boolean): number {
  let rank = 0;
  for (let i = list.length - 1; i >= 0; i--) {
    const symbol = list[i] as number;
    if (symbol === wanted) return rank;
    if (!isPassed(symbol)) rank++;
  }
  return -1;
}

function atRank(list: readonly number[], rank: number, isPassed: (symbol: number) => boolean): number {
  let left = rank;
  for (let i = list.length - 1; i >= 0; i--) {
    const symbol = list[i] as number;
    if (isPassed(symbol)) continue;
    if (left === 0) return symbol;
    left--;
  }
  throw new RangeError(DAMAGED);
}
