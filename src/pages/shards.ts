/**
 * What the static site keeps out of its pages, and its script draws: functions, settings, what no manual lists, names to search.
 * A shard is a script that hands its data over, as a page that was opened from a disk may read no other file than scripts.
 */
import type { Cause, CauseRef } from '../schemas/cause.js';
import type { FunctionDefinition, Neighbour } from '../schemas/functions.js';
import type { Origin, PathFrame, Tunable } from '../schemas/origin.js';
import type { Site } from '../schemas/sites.js';
import type { TunableAnswer } from '../schemas/tunables.js';
import type { SiteScope } from './static-place.js';

/** `shards/site.js`: which kernels there are. */
export interface SiteShard {
  readonly scopes: readonly Pick<SiteScope, 'kernel' | 'arch' | 'folder'>[];
}

/** `shards/causes.js`: the known causes. */
export type CausesShard = readonly SearchedCause[];

export type SearchedCause = CauseRef & Pick<Cause, 'messages' | 'errnos' | 'syscalls'>;

/** `FOLDER/shards/names.js`: what a kernel has. */
export interface NamesShard {
  readonly errnos: readonly ErrnoNames[];
  /** By the place of an errno in `errnos` a letter: `p` where the pair has a page of its own, `r` where it has a row. */
  readonly syscalls: readonly (readonly [name: string, pairs: string])[];
}

/** The errnos of a syscall, and whether the pair has a page of its own. */
export function pairsIn({ errnos }: NamesShard, pairs: string): ReadonlyMap<string, boolean> {
  const own = errnos.flatMap(([errno], at) => {
    const letter = pairs.charAt(at);
    return letter === 'p' || letter === 'r' ? [[errno, letter === 'p'] as const] : [];
  });
  return new Map(own);
}

type ErrnoNames = readonly [
  name: string,
  number: number | null,
  message: string | null,
  /** Where it has some. */
  aliases?: readonly string[],
];

/** `FOLDER/shards/tunables.js`: their names. */
export type TunableNames = readonly string[];

/** `FOLDER/shards/functions.js`: of each list of functions the first name, in order. */
export type FunctionLists = readonly string[];

/** `FOLDER/shards/names/12.js`: functions, in the order of their names, and the shard that each is in. */
export interface FunctionNames {
  readonly names: readonly string[];
  readonly shards: readonly number[];
}

/** `FOLDER/syscall/mount.rest.js`: the likeliest origin of each errno that no manual lists. */
export interface RestShard {
  readonly entry: string;
  readonly arches: readonly string[];
  readonly documented: boolean | null;
  /** Those of the origins: the names of all are ten times as much. */
  readonly errnos: readonly ErrnoNames[];
  /** What origins share, by its place. */
  readonly frames: readonly PathFrame[];
  readonly causes: readonly CauseRef[];
  readonly origins: Readonly<Record<string, BriefOrigin>>;
}

/** Frames are those of `frames`, whose `errno` is left out where it is the one asked for. */
export type BriefOrigin = Omit<Origin, 'path' | 'causes' | 'alternatives'> & {
  readonly path: readonly number[];
  readonly causes?: readonly number[];
};

/** `FOLDER/shards/tunables/12.js`: by name. */
export type TunableShard = Readonly<Record<string, TunableAnswer['tunables']>>;

/** A definition as a page shows it. */
export type ShownDefinition = Omit<FunctionDefinition, 'sites' | 'end_line' | 'name' | 'callers' | 'callees'> & {
  readonly callers: readonly ShownNeighbour[];
  readonly callees: readonly ShownNeighbour[];
  readonly sites: readonly Pick<Site, 'errno' | 'line' | 'guard' | 'config'>[];
};

/** The via in a word. */
export type ShownNeighbour = Omit<Neighbour, 'via'> & { readonly via: string };

/**
 * `FOLDER/shards/functions/12.js`: neighbours in the tree, as they name the same files and each other. By name the
 * definitions; a text is the name under which they stand.
 */
export interface FunctionShard {
  readonly evidence: FunctionDefinition['probe']['evidence'];
  readonly texts: readonly string[];
  readonly tunables: readonly Tunable[];
  readonly causes: readonly CauseRef[];
  readonly functions: Readonly<Record<string, readonly BriefDefinition[] | string>>;
}

/** Numbers are places in `texts`, and of settings and causes in `tunables` and `causes`. */
export type BriefDefinition = readonly [...PlainDefinition, more?: MoreOfDefinition];

export type PlainDefinition = readonly [
  file: number,
  line: number,
  /** static 1, inline 2, weak 4, stub 8 */
  flags: number,
  config: string | 0,
  symbol: string | 0,
  likelihood: number,
  sites: readonly (readonly [errno: number, line: number, guard?: string | 0, config?: string | 0])[],
  callers: readonly BriefNeighbour[],
  callersTotal: number,
  callees: readonly BriefNeighbour[],
  calleesTotal: number,
];

/** What few functions have. */
interface MoreOfDefinition {
  readonly entries?: readonly string[];
  readonly tunables?: readonly number[];
  readonly causes?: readonly number[];
}

export type BriefNeighbour = readonly [name: number, file: number, line: number, via: number, table?: number];

/** Characters of definitions in a shard, which its page loads whole. */
export const LENGTH_OF_SHARD = 45_000;
/** Names in a list. */
export const NAMES_OF_LIST = 400;
/** Files over which names of settings are spread. */
export const TUNABLE_FILES = 64;

/** The file of a name: FNV-1a over its UTF-16 units. */
export function shardOf(name: string, files: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash % files;
}

/** The lists in which names that begin so can stand: the first, and the one behind the last. */
export function listsOf(lists: FunctionLists, start: string): readonly [from: number, to: number] {
  const from = lists.findLastIndex((first) => first <= start);
  const behind = lists.findIndex((first) => first > start && !first.startsWith(start));
  return [Math.max(0, from), behind === -1 ? lists.length : behind];
}

/** The list in which a name would stand. */
export function listOf(lists: FunctionLists, name: string): number {
  return listsOf(lists, name)[0];
}

/** The name of the function that shards call. */
export const TAKER = 'errnopathShard';

/** The text of a shard. */
export function shardText(path: string, data: object): string {
  return `${TAKER}(${JSON.stringify(path)},${JSON.stringify(data)});\n`;
}
