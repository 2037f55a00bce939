/** The commands that edges and sites stand under: sets of names, numbered, each set once. */

export interface CommandSets {
  /** Constants that a program can name; others guard nothing that anybody asks for. */
  readonly constants: Set<string>;
  /** A constant that is the number of commands → these, as programs call them. */
  readonly numbers: Map<string, readonly string[]>;
  /** Names by set; set 0 is empty. */
  readonly names: (readonly string[])[];
  readonly ids: Map<string, number>;
  /** Names of which one value can be only one, without repeats. */
  readonly choices: Map<string, readonly string[]>;
}

export function commandSets(): CommandSets {
  return { constants: new Set(), numbers: new Map(), names: [[]], ids: new Map([['', 0]]), choices: new Map() };
}

/** Two spellings of a socket family are one command (include/linux/socket.h). */
function spelt(name: string): string {
  return name.startsWith('PF_') ? `A${name.slice(1)}` : name;
}

/** The set of the constants among `names` that a program can name; 0 where there are none. */
export function constantSet(sets: CommandSets, names: readonly string[]): number {
  const known = names.filter((name) => sets.constants.has(name)).map(spelt);
  return commandSet(
    sets,
    known.flatMap((name) => [name, ...(sets.numbers.get(name) ?? [])]),
  );
}

/** The set of these names, whatever they are. */
export function commandSet({ names: all, ids }: CommandSets, names: readonly string[]): number {
  if (names.length === 0) return 0;
  const sorted = [...new Set(names)].sort();
  const key = sorted.join(' ');
  const known = ids.get(key);
  if (known !== undefined) return known;
  ids.set(key, all.length);
  all.push(sorted);
  return all.length - 1;
}

/** What stands under either; nothing where one of them stands under nothing. */
export function joinSets(sets: CommandSets, a: number, b: number): number {
  if (a === b) return a;
  if (a === 0 || b === 0) return 0;
  return commandSet(sets, [...(sets.names[a] ?? []), ...(sets.names[b] ?? [])]);
}

/** Notes constants of which one value can be only one. */
export function addChoice(sets: CommandSets, names: readonly string[]): void {
  const known = sets.names[constantSet(sets, names)] ?? [];
  if (known.length > 1) sets.choices.set(known.join(' '), known);
}

/** The same of names that stand for themselves, constants or not. */
export function addNameChoice({ choices }: CommandSets, names: Iterable<string>): void {
  const sorted = [...names].sort();
  choices.set(sorted.join(' '), sorted);
}
