/** What was worked out of names, for as long as it holds: in one file, or in all of its neighbourhood that name none of them anew. */

import { neighbourhoodOf } from './kernel-path.js';

/** Something that was worked out, or is about to be. */
interface Work<Value> {
  value: Value | undefined;
  /** What was worked out with it. */
  readonly usedBy: Set<Work<Value>>;
  /** It holds in the whole neighbourhood. */
  shared: boolean;
  /** The last file in which it does not hold. */
  notIn: number;
}

export interface Remembered<Key, Value> {
  readonly paths: readonly string[];
  /** The other name that a name stands for. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The names that a file defines. */
  readonly namesOf: (file: number) => Iterable<string>;
  file: number;
  neighbourhood: string;
  readonly here: Map<Key, Value>;
  readonly nearby: Map<Key, Work<Value>>;
  /** What was asked of each name in this neighbourhood. */
  readonly askedBy: Map<string, Set<Work<Value>>>;
  readonly own: Set<string>;
  /** What is being worked out, the outermost first. */
  readonly underWay: Work<Value>[];
}

export function remembered<Key, Value>(
  given: Pick<Remembered<Key, Value>, 'paths' | 'aliases' | 'namesOf'>,
): Remembered<Key, Value> {
  return {
    ...given,
    file: -1,
    neighbourhood: '',
    here: new Map(),
    nearby: new Map(),
    askedBy: new Map(),
    own: new Set(),
    underWay: [],
  };
}

/** Called before anything is asked of a file; tells what was left behind. */
export function turnTo<Key, Value>(memory: Remembered<Key, Value>, file: number): 'nothing' | 'file' | 'neighbourhood' {
  if (memory.file === file) return 'nothing';
  const { here, nearby, askedBy, own } = memory;
  memory.file = file;
  here.clear();
  own.clear();
  for (const name of memory.namesOf(file)) own.add(name);
  const neighbourhood = neighbourhoodOf(memory.paths[file] ?? '');
  if (memory.neighbourhood !== neighbourhood) {
    memory.neighbourhood = neighbourhood;
    nearby.clear();
    askedBy.clear();
    return 'neighbourhood';
  }
  for (const name of own) for (const work of askedBy.get(name) ?? []) holdsNot(work, file);
  return 'file';
}

function holdsNot<Value>(work: Work<Value>, file: number): void {
  if (work.notIn === file) return;
  work.notIn = file;
  for (const other of work.usedBy) holdsNot(other, file);
}

/** What is known of a key in the file at hand. */
export function recall<Key, Value>(memory: Remembered<Key, Value>, key: Key): Value | undefined {
  const work = memory.nearby.get(key);
  if (work !== undefined && work.notIn !== memory.file) {
    const outer = memory.underWay.at(-1);
    if (outer) work.usedBy.add(outer);
    return work.value;
  }
  const value = memory.here.get(key);
  if (value !== undefined) onlyHere(memory);
  return value;
}

/**
 * Works something out and keeps it.
 * @param keeps - is asked afterwards; what is not kept still counts for what it was worked out for
 */
export function workOut<Key, Value>(
  memory: Remembered<Key, Value>,
  key: Key,
  how: () => Value,
  keeps: () => boolean = () => true,
): Value {
  const work: Work<Value> = { value: undefined, usedBy: new Set(), shared: true, notIn: -1 };
  memory.underWay.push(work);
  const value = how();
  memory.underWay.pop();
  const outer = memory.underWay.at(-1);
  if (!work.shared) onlyHere(memory);
  else if (outer) work.usedBy.add(outer);
  if (!keeps()) return value;
  if (work.shared) {
    work.value = value;
    memory.nearby.set(key, work);
  } else memory.here.set(key, value);
  return value;
}

/** Notes that what is being worked out depends on what a name means. */
export function asks<Key, Value>(memory: Remembered<Key, Value>, name: string): void {
  const work = memory.underWay.at(-1);
  if (!work?.shared) return;
  note(memory, name, work);
  const alias = memory.aliases.get(name);
  if (alias !== undefined) note(memory, alias, work);
}

function note<Key, Value>({ own, askedBy }: Remembered<Key, Value>, name: string, work: Work<Value>): void {
  if (own.has(name)) {
    work.shared = false;
    return;
  }
  const known = askedBy.get(name);
  if (known) known.add(work);
  else askedBy.set(name, new Set([work]));
}

/** What is being worked out is of this file alone, or of the way on which it was asked for. */
export function onlyHere<Key, Value>({ underWay }: Remembered<Key, Value>): void {
  const work = underWay.at(-1);
  if (work) work.shared = false;
}
