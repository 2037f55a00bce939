/** What is known of a failure beside syscall and errno, as a change to the costs of a search. */

import { onTheWay, type Start } from './command-way.js';
import { type AskedCommands, askedCommands, commandsNamed, SET_CLASS } from './commands.js';
import { fileOf } from './graph.js';
import { ownerOf } from './graph-lookup.js';
import { mountingEdges, takesType } from './mounting.js';
import { type CodeNames, type NamedCode, namedCode } from './named-code.js';
import { namedGround } from './named-ground.js';
import type { Pack } from './pack.js';
import { seenContext } from './seen-context.js';
import { choosesFunction, slotChoices } from './slot-choice.js';

/** What a user can know beside the syscall and the errno. */
export interface Known extends CodeNames {
  /** The command of a syscall that is many in one, or the file that is written to. */
  readonly cmd?: string;
  /** A socket family: `AF_UNIX`, `unix`. */
  readonly family?: string;
  /** The type that was to be mounted, as `mount -t` names it: its code is what is asked, and nothing says that it refused. */
  readonly type?: string;
  /** The file systems that are in use there: code of others is unlikely, and nothing more is said. */
  readonly mounted?: readonly string[];
  /** A way down from the body that was seen: edges of the graph, each starting where the one before leads. */
  readonly seen?: readonly number[];
  /** Whether what the way leads to passed on what something below it returned. */
  readonly seenPassing?: boolean;
}

/** What the search makes of it; costs are in bits. */
export interface Context {
  /** Whether a search that starts at a node starts in what was named. */
  readonly names: (node: number) => boolean;
  /** Whether an edge leads through what was named: under the command, else into the code. */
  readonly leads: (edge: number) => boolean;
  /** Added to the cost of an edge from a node; a negative one makes it likelier. `passed`: the way led through what was named before. */
  readonly step: (from: number, edge: number, passed: boolean) => number;
  /** Added to the cost of an origin, never negative; `passed`: its way leads through what was named. */
  readonly origin: (fn: number, sites: readonly number[], passed: boolean) => number;
  /** The commands that were asked for, as indexes into `graph.commands`. */
  readonly asked: ReadonlySet<number>;
}

/** What the first step into code of a named file system or module gains, and what another file system's code loses. */
const NAMED_CALL = -4;
const ANOTHER_ENTER = 8;

/** What an origin loses whose way does not lead through what was named: near by it can still come first. */
const ELSEWHERE = 11;

/** What it loses in a folder that holds the module's code and more, or as code of the file system but not of the module. */
const BESIDE = 6;

/** What it loses in a file with named code that its way leads through: most likely a part of that. */
const HELPER = 1;

/** What it loses that is reached through named code and is none itself. */
const BEHIND = 3;

/** Where a type is mounted, what its code loses that is not asked to mount: files of it that are met on the way. */
const MET = 11;

/** Where only the type to be mounted is known, what an origin loses that is not its code asked to mount: that has the most to check. */
const UNTYPED = 3;

/** Where a type is mounted, what a step outside its code loses that stands under a flag: a bind or a remount is told no type. */
const FLAGGED = 2;

/** What a step under the command gains, and what one under another loses that cannot be at the same time. */
const COMMAND_HERE = -4;
const COMMAND_OTHER = 8;

/** What a step gains that only leads to where the command is handled: there is no other way. */
const COMMAND_TOWARDS = -0.5;

/** What an ops table's function loses where another one of it is known to handle the command. */
const COMMAND_NO_HANDLER = 4;

/** What an origin loses that is not under the command: checks before the commands part come with any of them. */
const COMMAND_ELSEWHERE = 4;

/** The context of a query; undefined where it says nothing more. */
export async function contextOf(
  pack: Pack,
  query: Known & { readonly syscall: string },
  start: Start,
): Promise<Context | undefined> {
  if (query.seen !== undefined) return await seenContext(pack, start, query.seen, query.seenPassing === true);
  const typed = query.type !== undefined && query.fs === undefined && takesType(query.syscall);
  const named = await namedCode(pack, typed ? { ...query, fs: [query.type ?? ''] } : query);
  const asked = askedFor(pack, query);
  const mounted = await mountedCode(pack, query);
  if (named === undefined && asked === undefined && mounted === undefined) return undefined;
  const mounts = named !== undefined && (typed || query.fs !== undefined) && takesType(query.syscall);
  const mounting = mounts ? mountingEdges(pack.graph, await namedGround(pack), named.by) : new Set<number>();
  const code = named === undefined ? undefined : codeContext(pack, named, mounting, typed);
  const commands = asked === undefined ? undefined : commandContext(pack, asked);
  const types = fileSystemTypes(pack, query);
  // The command is the narrower of the two, where anything depends on it.
  const byCommand = asked !== undefined && (code === undefined || onTheWay(pack, asked, start));
  return {
    asked: asked?.names ?? new Set(),
    names: (node) => !byCommand && code?.names(node) === true,
    leads: (edge) => (byCommand ? commands : code)?.leads(edge) === true,
    step: (from, edge, passed) =>
      (code?.step(from, edge, passed) ?? 0) + ((commands ?? types)?.step(from, edge) ?? 0) + (mounted?.(edge) ?? 0),
    origin: (fn, sites, passed) => {
      const stands = commands?.sitesStand(sites) ?? SET_CLASS.neutral;
      const led = passed || stands === SET_CLASS.here;
      const other = stands === SET_CLASS.other ? COMMAND_OTHER : 0;
      return other + (byCommand && !led ? COMMAND_ELSEWHERE : 0) + (code?.origin(fn, led) ?? 0);
    },
  };
}

/** What steps into code of file systems that are not in use cost; one that is named is taken to be. */
async function mountedCode(pack: Pack, { fs, mounted }: Known): Promise<((edge: number) => number) | undefined> {
  const known = mounted && (await namedCode(pack, { fs: [...mounted, ...(fs ?? [])] }));
  if (known === undefined) return undefined;
  const { graph } = pack;
  return (edge) => {
    const fn = ownerOf(graph, graph.edgeTarget[edge] as number);
    return fn >= 0 && known.fileSystem[fn] === 1 && known.by[fn] === 0 ? ANOTHER_ENTER : 0;
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

/** Types of file systems as `mount -t` names them: what leads to one of them leads to its code. */
function fileSystemTypes(pack: Pack, { fs = [] }: Known): ReturnType<typeof commandContext> | undefined {
  const names = fs.flatMap((word) => commandsNamed(pack, word));
  return names.length > 0 ? commandContext(pack, askedCommands(pack, [names])) : undefined;
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

function commandContext(pack: Pack, { classes, handlers }: AskedCommands) {
  const { graph } = pack;
  const classOf = (set: number): number => classes[set] as number;
  const standsAt = (edge: number): number => classOf(graph.edgeCommands[edge] as number);
  const choice = slotChoices(pack, (edge) => {
    const stands = standsAt(edge);
    if (stands === SET_CLASS.other) return 'out';
    return stands === SET_CLASS.here || handlers.has(graph.edgeTarget[edge] as number) ? 'meant' : undefined;
  });
  return {
    leads: (edge: number): boolean => standsAt(edge) === SET_CLASS.here,
    step: (from: number, edge: number): number => {
      const stands = standsAt(edge);
      if (stands === SET_CLASS.other) return COMMAND_OTHER;
      const target = graph.edgeTarget[edge] as number;
      const handled = handlers.has(target);
      if (choosesFunction(graph, from, edge)) {
        const { meant, left, any } = choice(from);
        if (stands === SET_CLASS.here || handled) return meant;
        return any ? COMMAND_NO_HANDLER : left;
      }
      if (stands === SET_CLASS.here) return COMMAND_HERE;
      if (!handlers.has(from)) return 0;
      // `write` and `write_iter` stand side by side: the command is handled behind one of them.
      return handled ? COMMAND_TOWARDS : target >= graph.functions ? COMMAND_NO_HANDLER : 0;
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

/**
 * @param mounting - the edges through which the code is asked to mount, where that is what the question is about
 * @param typed - whether all that is known is what type that is
 */
function codeContext(
  pack: Pack,
  { by, narrow, both, beside, fileSystem, files, towards }: NamedCode,
  mounting: ReadonlySet<number>,
  typed: boolean,
) {
  const { graph } = pack;
  const isNamed = (node: number): boolean => {
    const fn = ownerOf(graph, node);
    return fn >= 0 && by[fn] !== 0;
  };
  const isMeant = (node: number): boolean => isNamed(node) || towards.has(node);
  const isOther = (node: number): boolean => {
    const fn = ownerOf(graph, node);
    return fn >= 0 && fileSystem[fn] === 1 && by[fn] === 0;
  };
  const choice = slotChoices(pack, (edge) => {
    const target = graph.edgeTarget[edge] as number;
    if (isOther(target)) return 'out';
    return isMeant(target) ? 'meant' : undefined;
  });
  return {
    names: isNamed,
    leads: (edge: number): boolean =>
      mounting.size > 0 ? mounting.has(edge) : isNamed(graph.edgeTarget[edge] as number),
    step: (from: number, edge: number, passed: boolean): number => {
      const target = graph.edgeTarget[edge] as number;
      if (isOther(target)) return ANOTHER_ENTER;
      // The type is told to what mounts it; before that its files are met as any others.
      if (mounting.size > 0 && !passed && !mounting.has(edge) && isMeant(target)) return 0;
      const named = isNamed(target);
      if (choosesFunction(graph, from, edge)) return isMeant(target) ? choice(from).meant : choice(from).left;
      if (isNamed(from)) return 0;
      if (named) return typed ? 0 : NAMED_CALL;
      return mounting.size > 0 && graph.edgeCommands[edge] !== 0 ? FLAGGED : 0;
    },
    origin: (fn: number, led: boolean): number => {
      const own = by[fn] as number;
      if (typed) return led && own & narrow ? 0 : UNTYPED;
      if (own & narrow) return mounting.size > 0 && !led ? MET : 0;
      if (led && files[fileOf(graph, fn)]) return HELPER;
      if (own !== 0) return BESIDE;
      if (led) return both ? BESIDE : BEHIND;
      return beside[fn] ? BESIDE : ELSEWHERE;
    },
  };
}
