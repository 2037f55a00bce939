/** What a command that was asked for means in a pack: what stands under it, and what under another one in its place. */

import { NODE_KINDS, VIAS } from './graph.js';
import { kindOf } from './graph-lookup.js';
import type { Pack } from './pack.js';
import { rangeOf } from './place-in.js';
import { callersOf } from './reach.js';

/** What a set of commands is to those that were asked for. */
export const SET_CLASS = { neutral: 0, here: 1, other: 2 } as const;

export interface AskedCommands {
  /** Indexes into `graph.commands`. */
  readonly names: ReadonlySet<number>;
  /** For each set of commands one of `SET_CLASS`. */
  readonly classes: Uint8Array;
  /** Nodes of which an edge or a site stands under the commands, ascending. */
  readonly under: readonly number[];
  /** Nodes from which a little way leads to what stands under the commands: an ops table that holds one means it. */
  readonly handlers: ReadonlySet<number>;
}

/** The names that a word means: itself, or a file by its path or by its last part; case does not matter. */
export function commandsNamed(pack: Pack, word: string): readonly number[] {
  const index = nameIndex(pack);
  const last = word.trim().toLowerCase().split('/').at(-1) ?? '';
  const whole = index.get(last.replace(/^pf_/, 'af_'));
  if (whole) return whole;
  // `fs.mount-max` for the file `mount-max`; `procs` for `cgroup.procs`.
  const dot = last.lastIndexOf('.');
  return index.get(dot < 0 ? `*.${last}` : last.slice(dot + 1)) ?? [];
}

/** Name in lower case → its indexes; `*.last` those of names that end so behind a dot. */
function nameIndex(pack: Pack): ReadonlyMap<string, readonly number[]> {
  return pack.memory.recall('command names', '', 1, () => {
    const index = new Map<string, number[]>();
    const add = (key: string, id: number): void => {
      const known = index.get(key);
      if (known) known.push(id);
      else index.set(key, [id]);
    };
    pack.graph.commands.forEach((name, id) => {
      const lower = name.toLowerCase();
      add(lower, id);
      const dot = lower.lastIndexOf('.');
      if (dot > 0) add(`*${lower.slice(dot)}`, id);
    });
    return index;
  });
}

/** Names that an answer shows of one place. */
const MOST_SHOWN = 16;

/** The names of some sets of commands, those asked for first. */
export function shownCommands({ graph }: Pack, sets: readonly number[], asked: ReadonlySet<number>): string[] {
  const names = [...new Set(sets.flatMap((set) => graph.commandSets[set] ?? []))];
  const first = names.filter((name) => asked.has(name));
  return [...first, ...names.filter((name) => !asked.has(name))]
    .slice(0, MOST_SHOWN)
    .map((name) => graph.commands[name] ?? '');
}

/** Askings that are remembered of a pack. */
const MOST_ASKED = 64;

/** `asked`: for each word the names that it means; a set must hold one of each word that it speaks of. */
export function askedCommands(pack: Pack, asked: readonly (readonly number[])[]): AskedCommands {
  const key = asked.map((names) => names.join(',')).join(' ');
  return pack.memory.recall('asked commands', key, MOST_ASKED, () => {
    const classes = new Uint8Array(pack.graph.commandSets.length);
    for (const names of asked) classify(pack, names, classes);
    const under = nodesUnder(pack, classes);
    return { names: new Set(asked.flat()), classes, under, handlers: handlersOf(pack, under) };
  });
}

function classify({ graph }: Pack, names: readonly number[], classes: Uint8Array): void {
  const instead = new Set<number>();
  for (const choice of graph.commandChoices) {
    if (choice.some((name) => names.includes(name))) for (const name of choice) instead.add(name);
  }
  graph.commandSets.forEach((set, id) => {
    if (set.some((name) => names.includes(name))) {
      if (classes[id] === SET_CLASS.neutral) classes[id] = SET_CLASS.here;
    } else if (set.some((name) => instead.has(name))) classes[id] = SET_CLASS.other;
  });
}

function nodesUnder({ graph }: Pack, classes: Uint8Array): number[] {
  const { edgeStart, edgeCommands, nodeSiteStart, nodeSite, siteCommands } = graph;
  const isHere = (set: number | undefined): boolean => classes[set as number] === SET_CLASS.here;
  const nodes = new Set<number>();
  // Few are: whose they are is looked for afterwards.
  for (let edge = 0; edge < edgeCommands.length; edge++)
    if (isHere(edgeCommands[edge])) nodes.add(rangeOf(edgeStart, edge));
  for (let i = 0; i < nodeSite.length; i++)
    if (isHere(siteCommands[nodeSite[i] as number])) nodes.add(rangeOf(nodeSiteStart, i));
  return [...nodes].sort((x, y) => x - y);
}

/** A command that is tested in so many places says little about who handles it. */
const MOST_HANDLERS = 2000;
const HANDLER_DEPTH = 8;

function handlersOf(pack: Pack, under: readonly number[]): ReadonlySet<number> {
  const { graph } = pack;
  const callers = callersOf(pack);
  const test = VIAS.indexOf('test');
  const fields = NODE_KINDS.indexOf('field');
  let waiting = under;
  const found = new Set(waiting);
  for (let depth = 0; depth < HANDLER_DEPTH && waiting.length > 0; depth++) {
    const next: number[] = [];
    for (const node of waiting) {
      for (let i = callers.start[node] as number; i < (callers.start[node + 1] as number); i++) {
        const from = callers.from[i] as number;
        if (found.has(from) || graph.edgeVia[callers.edge[i] as number] === test) continue;
        if (kindOf(graph, from) === fields) continue;
        found.add(from);
        next.push(from);
        if (found.size >= MOST_HANDLERS) return found;
      }
    }
    waiting = next;
  }
  return found;
}
