/** The symbols of a compiled kernel: what its functions are called there, and which of them take a probe. */

import { type NameData, type Names, namesFrom, nameTable } from './name-table.js';

/** What can be written into a probe: a C identifier and the suffixes that compilers add (`.isra.0`, `.llvm.123`). */
const SYMBOL = /^[A-Za-z_][A-Za-z0-9_.]*$/;

/** The longest name kallsyms can hold (KSYM_NAME_LEN, include/linux/kallsyms.h, 512 since 6.1). */
export const LONGEST_SYMBOL = 512;

/** Suffixes of a body that is still entered by every call; `.part` and `.cold` miss the early exits, often `return -E`. */
const WHOLE_CLONE = /^(.+?)(?:\.(?:isra|constprop|llvm)\.\d+)+$/;

/** What a compiler splits off the beginning of a function, and clones of that. */
const PART = /^(.+?)\.part\.\d+(?:\.(?:isra|constprop|llvm)\.\d+)*$/;

/** Where code is: in the kernel itself, or in a module. */
export type Place = 'kernel' | 'module';

/** The symbols of one kernel. */
export interface Symbols {
  /** How many take a probe. */
  readonly size: number;
  /** Whether a symbol is there and takes a probe. */
  has(symbol: string): boolean;
  /** Whether code of that name that takes a probe is in a place; a list that names no module at all does not tell places. */
  isIn(symbol: string, place: Place): boolean;
  /** Whether it is there and refuses probes: code that probes need themselves, or that is gone after boot. */
  refuses(symbol: string): boolean;
  /** How many pieces of code have the name: static functions of several files can share it. */
  times(symbol: string): number;
  /** Whole clones of a function that take a probe, in the order in which they were added. */
  clones(name: string): readonly string[];
  /** Where the pieces of code with that name stand, as the list writes addresses; none where it hides them or they are one. */
  addresses(symbol: string): readonly string[];
  /** What was split off a function (`.part`) and takes a probe: the calls that leave it early do not come there. */
  part(name: string): string | undefined;
  /** Whether anything of a function is there: a clone, or a part that was split off (`.cold`). */
  hasPart(name: string): boolean;
  /** Every symbol that takes a probe. */
  names(): Iterable<string>;
}

/** What else is known of a symbol that is added. */
export interface SymbolFacts {
  readonly refused: boolean;
  readonly place: Place;
  /** The halves of its address; 0 where that is hidden. */
  readonly high: number;
  readonly low: number;
}

export interface SymbolsBuilder {
  /** Adds the symbol at `bytes[start … end-1]`, which holds what {@link isSymbol} allows. */
  add(bytes: Uint8Array, start: number, end: number, facts: SymbolFacts): void;
  readonly symbols: Symbols;
  /** What was added, without addresses. */
  data(): SymbolData;
}

/** Symbols as plain data. */
export interface SymbolData {
  /** Those that take a probe, those that refuse it, and functions of which there is a part or a clone. */
  readonly taking: NameData;
  readonly refusing: NameData;
  readonly parts: NameData;
  /** Bits of the places of each that takes a probe, and whether any is in a module. */
  readonly places: Uint8Array;
  readonly modules: boolean;
  readonly clones: readonly (readonly [name: string, symbols: readonly string[]])[];
  readonly bodies: readonly (readonly [name: string, symbol: string])[];
}

/** Room for what refuses probes, which is little. */
const REFUSING = 1 << 12;

/**
 * Collects symbols one by one.
 * @param room - how many there is room for at first, a power of two
 */
export function symbolsBuilder(room = 1 << 16): SymbolsBuilder {
  const [taking, refusing, parts] = [nameTable(room), nameTable(REFUSING), nameTable(REFUSING)];
  const clones = new Map<string, string[]>();
  const bodies = new Map<string, string>();
  const addresses = addressesOfTwins(room);
  let places = new Uint8Array(room);
  let modules = false;
  const isIn = (id: number, place: Place): boolean => !modules || ((places[id] as number) & PLACES[place]) !== 0;
  return {
    add(bytes, start, end, { refused, place, high, low }) {
      const before = taking.size;
      if (place === 'module') modules = true;
      const id = (refused ? refusing : taking).add(bytes, start, end);
      if (!refused) {
        if (id >= places.length) places = twiceAsLong(places);
        places[id] = (places[id] as number) | PLACES[place];
        if (high > 0 || low > 0) addresses.note(id, taking.size > before, high, low);
      }
      const dot = dotIn(bytes, start, end);
      if (dot < 0) return;
      parts.add(bytes, start, dot);
      if (taking.size === before) return;
      const symbol = taking.nameOf(id);
      noteClone(clones, symbol);
      const whole = PART.exec(symbol)?.[1];
      if (whole !== undefined && !bodies.has(whole)) bodies.set(whole, symbol);
    },
    symbols: symbolsOver({ taking, refusing, parts, clones, bodies, isIn, addresses: addresses.of }),
    data: () => ({
      ...{ taking: taking.data(), refusing: refusing.data(), parts: parts.data() },
      ...{ places: places.subarray(0, taking.size), modules, clones: [...clones], bodies: [...bodies] },
    }),
  };
}

/** The symbols that a builder's data tells. */
export function symbolsFrom({ taking, refusing, parts, places, modules, clones, bodies }: SymbolData): Symbols {
  return symbolsOver({
    ...{ taking: namesFrom(taking), refusing: namesFrom(refusing), parts: namesFrom(parts) },
    ...{ clones: new Map(clones), bodies: new Map(bodies) },
    isIn: (id, place) => !modules || ((places[id] as number) & PLACES[place]) !== 0,
    addresses: () => [],
  });
}

/** What is known of symbols; `isIn` and `addresses` by the id in `taking`. */
interface Collected {
  readonly taking: Names;
  readonly refusing: Names;
  readonly parts: Names;
  readonly clones: ReadonlyMap<string, readonly string[]>;
  /** Function → what was split off it. */
  readonly bodies: ReadonlyMap<string, string>;
  readonly isIn: (id: number, place: Place) => boolean;
  readonly addresses: (id: number) => readonly string[];
}

function symbolsOver({ taking, refusing, parts, clones, bodies, isIn, addresses }: Collected): Symbols {
  return {
    get size() {
      return taking.size;
    },
    has: (symbol) => taking.idOf(symbol) >= 0,
    isIn: (symbol, place) => {
      const id = taking.idOf(symbol);
      return id >= 0 && isIn(id, place);
    },
    refuses: (symbol) => taking.idOf(symbol) < 0 && refusing.idOf(symbol) >= 0,
    times: (symbol) => timesIn(taking, symbol) + timesIn(refusing, symbol),
    addresses: (symbol) => addresses(taking.idOf(symbol)),
    part: (name) => bodies.get(name),
    hasPart: (name) => parts.idOf(name) >= 0,
    clones: (name) => clones.get(name) ?? [],
    *names() {
      for (let id = 0; id < taking.size; id++) yield taking.nameOf(id);
    },
  };
}

const PLACES: Readonly<Record<Place, number>> = { kernel: 1, module: 2 };

function twiceAsLong(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(bytes.length * 2);
  longer.set(bytes);
  return longer;
}

const DOT = 0x2e;

/** Where the first dot is; -1 for nowhere. */
function dotIn(bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) if (bytes[i] === DOT) return i;
  return -1;
}

/** The first address of each name in two columns, and all of those that have several. */
function addressesOfTwins(room: number): {
  note(id: number, first: boolean, high: number, low: number): void;
  of(id: number): readonly string[];
} {
  let halves = new Uint32Array(room * 2);
  const twins = new Map<number, string[]>();
  return {
    note(id, first, high, low) {
      if (first) {
        if (id * 2 + 1 >= halves.length) {
          const wider = new Uint32Array(id * 4);
          wider.set(halves);
          halves = wider;
        }
        halves[id * 2] = high;
        halves[id * 2 + 1] = low;
        return;
      }
      const known = twins.get(id) ?? [addressText(halves[id * 2] as number, halves[id * 2 + 1] as number)];
      const another = addressText(high, low);
      if (!known.includes(another)) known.push(another);
      if (known.length > 1) twins.set(id, known);
    },
    of: (id) => twins.get(id) ?? [],
  };
}

function addressText(high: number, low: number): string {
  return `0x${((BigInt(high) << 32n) | BigInt(low)).toString(16)}`;
}

function noteClone(clones: Map<string, string[]>, symbol: string): void {
  const base = functionOfSymbol(symbol);
  if (base === symbol) return;
  const known = clones.get(base);
  if (known) known.push(symbol);
  else clones.set(base, [symbol]);
}

function timesIn(table: Names, symbol: string): number {
  const id = table.idOf(symbol);
  return id < 0 ? 0 : table.timesOf(id);
}

/** Whether a name can be written into a probe. */
export function isSymbol(name: string): boolean {
  return name.length <= LONGEST_SYMBOL && SYMBOL.test(name);
}

/**
 * What a function is called among the symbols that take a probe: its own name, else its first whole clone.
 * @param place - where it must be, if that is known: another function of its name may be elsewhere
 */
export function findSymbol(symbols: Symbols, name: string, place?: Place): string | undefined {
  const there = (symbol: string): boolean => (place === undefined ? symbols.has(symbol) : symbols.isIn(symbol, place));
  return there(name) ? name : symbols.clones(name).find(there);
}

/** The function behind a symbol: its name without what the compiler added. */
export function functionOfSymbol(symbol: string): string {
  return symbol.includes('.') ? (WHOLE_CLONE.exec(symbol)?.[1] ?? symbol) : symbol;
}

/** Whether a symbol is what the compiler split off the beginning of a function. */
export function isPart(symbol: string): boolean {
  return PART.test(symbol);
}
