/** What is known of a failure beside syscall and errno, as a change to the costs of a search. */

import { type AskedCommands, askedCommands, commandsNamed, SET_CLASS } from './commands.js';
import { NODE_KINDS, VIAS } from './graph.js';
import type { Pack } from './pack.js';

/** What a user can know beside the syscall and the errno. */
export interface Known {
  /** Names of file systems, as in `mount -t`. */
  readonly fs?: readonly string[];
  /** Names of modules. */
  readonly module?: readonly string[];
  /** The command of a syscall that is many in one, or the file that is written to. */
  readonly cmd?: string;
  /** A socket family: `AF_UNIX`, `unix`. */
  readonly family?: string;
}

/** What the search makes of it; costs are in bits. */
export interface Context {
  /** Whether a node is code of what was named. */
  readonly names: (node: number) => boolean;
  /** Whether an edge stands under the command that was named. */
  readonly leads: (edge: number) => boolean;
  /** Added to the cost of entering a node; a negative one makes it likelier. */
  readonly enter: (node: number) => number;
  /** Added to the cost of an edge beside that. */
  readonly along: (edge: number) => number;
  /** Added to the cost of an origin, never negative; `passed`: its way leads through what was named. */
  readonly origin: (fn: number, sites: readonly number[], passed: boolean) => number;
  /** The commands that were asked for, as indexes into `graph.commands`. */
  readonly asked: ReadonlySet<number>;
}

/** What code of a named file system or module gains on the way, and what another one of its kind loses. */
const NAMED_ENTER = -4;
const ANOTHER_ENTER = 8;

/** What an origin loses whose way does not lead through what was named: near by it can still come first. */
const ELSEWHERE = 11;

/** What it loses that is reached through named code and is none itself. */
const BEHIND = 3;

/** What a step under the command gains, and what one under another loses that cannot be at the same time. */
const COMMAND_HERE = -4;
const COMMAND_OTHER = 8;

/** What an ops table's function gains by which the command is handled: the command says which of all it is. */
const COMMAND_HANDLER = -8;

/** What an origin loses that is not under the command: checks before the commands part come with any of them. */
const COMMAND_ELSEWHERE = 4;

/** The context of a query; undefined where it says nothing more. */
export async function contextOf(pack: Pack, query: Known): Promise<Context | undefined> {
  const named = await namedCode(pack, query);
  const asked = askedFor(pack, query);
  if (named === undefined && asked === undefined) return undefined;
  const code = named === undefined ? undefined : codeContext(pack, named);
  const commands = asked === undefined ? undefined : commandContext(pack, asked);
  return {
    asked: asked?.names ?? new Set(),
    names: code?.names ?? (() => false),
    leads: commands?.leads ?? (() => false),
    enter: code?.enter ?? (() => 0),
    along: commands?.along ?? (() => 0),
    origin: (fn, sites, passed) => {
      const stands = commands?.sitesStand(sites) ?? SET_CLASS.neutral;
      const other = stands === SET_CLASS.other ? COMMAND_OTHER : 0;
      if (!passed && stands !== SET_CLASS.here) return other + (code ? ELSEWHERE : COMMAND_ELSEWHERE);
      return other + (code?.behind(fn) ?? 0);
    },
  };
}

/** The commands that a query asks for, for each word the names it means; undefined where it asks for none that is known. */
function askedFor(pack: Pack, query: Known): AskedCommands | undefined {
  const asked = wordsOf(query).flatMap(({ names }) => {
    const ids = names(pack);
    return ids.length > 0 ? [ids] : [];
  });
  return asked.length > 0 ? askedCommands(pack, asked) : undefined;
}

/** The words of a query that name commands, and what each means in a pack. */
export function wordsOf(query: Known): readonly {
  readonly parameter: 'cmd' | 'family';
  readonly word: string;
  readonly names: (pack: Pack) => readonly number[];
}[] {
  const { cmd, family } = query;
  const bare = family?.replace(/^[ap]f_/i, '') ?? '';
  return [
    ...(cmd === undefined
      ? []
      : [{ parameter: 'cmd', word: cmd, names: (pack: Pack) => commandsNamed(pack, cmd) } as const]),
    ...(family === undefined
      ? []
      : [{ parameter: 'family', word: family, names: (pack: Pack) => commandsNamed(pack, `AF_${bare}`) } as const]),
  ];
}

function commandContext({ graph }: Pack, { classes, handlers }: AskedCommands) {
  const ops = VIAS.indexOf('ops');
  const classOf = (set: number): number => classes[set] as number;
  return {
    leads: (edge: number): boolean => classOf(graph.edgeCommands[edge] as number) === SET_CLASS.here,
    along: (edge: number): number => {
      const target = graph.edgeTarget[edge] as number;
      const set = classOf(graph.edgeCommands[edge] as number);
      if (set === SET_CLASS.other) return COMMAND_OTHER;
      const handled = graph.edgeVia[edge] === ops && target < graph.functions && handlers.has(target);
      return (set === SET_CLASS.here ? COMMAND_HERE : 0) + (handled ? COMMAND_HANDLER : 0);
    },
    /** What a function's sites stand under: one that stands under the command, or under none, is enough. */
    sitesStand: (sites: readonly number[]): number => {
      let stands: number = SET_CLASS.other;
      for (const site of sites) {
        const one = classOf(graph.siteCommands[site] as number);
        if (one === SET_CLASS.here) return one;
        if (one === SET_CLASS.neutral) stands = one;
      }
      return stands;
    },
  };
}

/** For each function in how many ways it is code of what was named, and whether it is another file system's. */
interface NamedCode {
  readonly ways: Uint8Array;
  readonly most: number;
  readonly others: Uint8Array;
}

function codeContext({ graph }: Pack, { ways, most, others }: NamedCode) {
  const waysOf = (node: number): number => {
    const fn = graph.nodeFunction[node] as number;
    return fn < 0 ? 0 : (ways[fn] as number);
  };
  return {
    names: (node: number): boolean => waysOf(node) > 0,
    enter: (node: number): number => {
      if (waysOf(node) > 0) return NAMED_ENTER;
      const fn = graph.nodeFunction[node] as number;
      return fn >= 0 && others[fn] ? ANOTHER_ENTER : 0;
    },
    behind: (fn: number): number => (BEHIND * (most - (ways[fn] as number))) / most,
  };
}

/** The code that the words of `fs` and `module` name; undefined where they name none. */
async function namedCode(pack: Pack, query: Known): Promise<NamedCode | undefined> {
  const { functions } = pack.graph;
  const ways = new Uint8Array(functions);
  let most = 0;
  for (const kind of [query.fs, query.module]) {
    const words = (kind ?? []).map((word) => word.toLowerCase().replace(/[^\w-]/g, '')).filter((word) => word !== '');
    const named = new Uint8Array(functions);
    for (const word of words) {
      for (const [from, to] of await filesNamed(pack, word)) named.fill(1, from, to);
      for (const fn of inTablesNamed(pack, word)) named[fn] = 1;
    }
    if (!named.includes(1)) continue;
    most++;
    for (let fn = 0; fn < functions; fn++) ways[fn] = (ways[fn] as number) + (named[fn] as number);
  }
  if (most === 0) return undefined;
  const others = new Uint8Array(functions);
  if (query.fs?.length) for (const [from, to] of await fileSystems(pack)) others.fill(1, from, to);
  return { ways, most, others };
}

type FunctionRange = readonly [from: number, to: number];

/** The functions of files that are named so, or stand in a folder that is (`overlay` is in `fs/overlayfs/`). */
async function filesNamed(pack: Pack, word: string): Promise<FunctionRange[]> {
  const sql = 'SELECT id FROM file WHERE path GLOB ? OR path GLOB ? OR path GLOB ? OR path GLOB ? ORDER BY id';
  const rows = await pack.store.all(sql, `*/${word}/*`, `*/${word}fs/*`, `*/${word}.c`, `*/${word}[_-]*.c`);
  return rows.map((row) => rangeOf(pack, Number(row.id)));
}

/** The functions that stand in ops tables whose variable is named after the word (`cpu_cgrp_subsys`), and in no others. */
function inTablesNamed(pack: Pack, word: string): readonly number[] {
  const prefix = `${word.replace(/-/g, '_')}_`;
  const functions: number[] = [];
  for (const [fn, labels] of tablesOf(pack)) {
    if (labels.every((label) => (pack.graph.labels[label] ?? '').toLowerCase().startsWith(prefix))) functions.push(fn);
  }
  return functions;
}

/** Function → the labels of the ops tables that it stands in. */
function tablesOf({ graph, memory }: Pack): ReadonlyMap<number, readonly number[]> {
  return memory.recall('tables of functions', '', 1, () => {
    const tables = new Map<number, number[]>();
    const ops = NODE_KINDS.indexOf('ops');
    for (let node = graph.functions; node < graph.nodes; node++) {
      if (graph.nodeKind[node] !== ops) continue;
      for (let edge = graph.edgeStart[node] as number; edge < (graph.edgeStart[node + 1] as number); edge++) {
        const target = graph.edgeTarget[edge] as number;
        const label = graph.edgeLabel[edge] as number;
        if (target >= graph.functions) continue;
        const known = tables.get(target);
        if (known) known.push(label);
        else tables.set(target, [label]);
      }
    }
    return tables;
  });
}

/** The functions of all file systems that have a folder of their own. */
async function fileSystems(pack: Pack): Promise<FunctionRange[]> {
  const sql = "SELECT id FROM file WHERE path >= 'fs/' AND path < 'fs0' AND path GLOB 'fs/*/*' ORDER BY id";
  return (await pack.store.all(sql)).map((row) => rangeOf(pack, Number(row.id)));
}

function rangeOf(pack: Pack, file: number): FunctionRange {
  const { fileStart } = pack.graph;
  return [fileStart[file] as number, fileStart[file + 1] as number];
}
