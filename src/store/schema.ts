/** The tables of a pack: written by the indexer, read through a {@link Store}. One text for SQLite and D1. */

/** Raised with every change of the tables or of what a column means; a pack with another version is refused. */
export const SCHEMA_VERSION = 5;

/** Largest value stored in one `blob` row; D1 allows 2 MB a value. */
export const BLOB_CHUNK_BYTES = 1_000_000;

/**
 * The tables that a pack file holds.
 * - `meta`: the manifest, one JSON text under the key `manifest`.
 * - `errno`: every errno of the release; `id` is what `site.errno` and the graph use; `number` is the generic one,
 *   `numbers` a JSON object of the arches where it differs, `alias_of` the name it is another spelling of.
 * - `syscall`: one row for each (arch, abi, name); `function` is null where the tree holds no C body for it.
 * - `blob`: columns in chunks: the graph's (`src/domain/graph.ts`) and those of the expanded tables (`columns.ts`).
 */
export const STORED_TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE errno (id INTEGER PRIMARY KEY, name TEXT NOT NULL, number INTEGER NOT NULL, numbers TEXT, message TEXT,
  file TEXT, line INTEGER, alias_of TEXT);
CREATE TABLE syscall (arch TEXT NOT NULL, abi TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, entry TEXT NOT NULL,
  function INTEGER, PRIMARY KEY (arch, abi, name)) WITHOUT ROWID;
CREATE TABLE blob (name TEXT NOT NULL, seq INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (name, seq)) WITHOUT ROWID;
`;

/**
 * The tables that are made from the columns when a pack is unpacked: as columns they take a third of the space.
 * - `file`: dense ids from 0 in path order, so that a path prefix is a range of ids; `config` the option that builds it.
 * - `function`: dense ids from 0 in (path, line) order; equal to the ids of the graph's function nodes.
 * - `site`: dense ids from 0 in (function, line) order; equal to the ids in the graph's site lists; `guards` is a
 *   `SiteGuards` as JSON, NULL without a guard.
 */
export const EXPANDED_TABLES = `
CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL, config TEXT);
CREATE TABLE function (id INTEGER PRIMARY KEY, name TEXT NOT NULL, file INTEGER NOT NULL, line INTEGER NOT NULL,
  end_line INTEGER NOT NULL, flags INTEGER NOT NULL, config TEXT);
CREATE TABLE site (id INTEGER PRIMARY KEY, function INTEGER NOT NULL, errno INTEGER NOT NULL, line INTEGER NOT NULL,
  kind INTEGER NOT NULL, guard TEXT, guard_line INTEGER, config TEXT, reason TEXT, macro TEXT, guards TEXT);
`;

/** Made after the rows, which is faster. What stands under a condition is little, and read at once (`absent-code.ts`). */
export const EXPANDED_INDEXES = `
CREATE INDEX function_name ON function (name);
CREATE INDEX function_config ON function (config) WHERE config IS NOT NULL;
CREATE INDEX site_config ON site (config) WHERE config IS NOT NULL;
`;

/** An unpacked pack: what answers are read from. */
export const SCHEMA = STORED_TABLES + EXPANDED_TABLES + EXPANDED_INDEXES;

/** The number columns of graph and tables that are coded together (`number-coder.ts`), as one blob. */
export const NUMBERS_BLOB = 'numbers';

/** Added to the stored difference of a site's line and its guard's, so that 0 means "no guard". */
export const GUARD_LINE_OFFSET = 100_000;

/** The text columns of the expanded tables, as one blob a table (`text-columns.ts`); '' stands for NULL. */
export const TEXT_TABLES = {
  file_texts: ['file_path', 'file_config'],
  function_texts: ['function_name', 'function_config'],
  site_texts: ['site_guard', 'site_config', 'site_reason', 'site_macro'],
} as const;

/**
 * The calls of all functions (`call-columns.ts`) and what their symbols stand for (`call-targets.ts`): read by export alone. A pack
 * that was written before they were collected lacks both.
 */
export const CALL_BLOB = 'calls';
export const CALL_TARGETS_BLOB = 'call_targets';

/** Bits of `function.flags`. */
export const FunctionFlag = {
  static: 1 << 0,
  inline: 1 << 1,
  alwaysInline: 1 << 2,
  noinline: 1 << 3,
  weak: 1 << 4,
  init: 1 << 5,
  /** Attributes or sections that keep kprobes and ftrace out (`notrace`, `noinstr`, `__kprobes`, `NOKPROBE_SYMBOL`). */
  untraceable: 1 << 6,
  exported: 1 << 7,
  addressTaken: 1 << 8,
  /** Defined in a header. */
  header: 1 << 9,
  /** The empty stand-in of a function that another configuration compiles for real. */
  stub: 1 << 10,
  /** The body of `SYSCALL_DEFINEn` or `COMPAT_SYSCALL_DEFINEn`; its name is `sys_X` or `compat_sys_X`. */
  syscall: 1 << 11,
  /** Written through a macro that makes the function's head (`BPF_CALL_n` and its like). */
  generated: 1 << 12,
  /** Of those, one of `SYSCALL_DEFINE0`: some arches make its entry another name of its body. */
  withoutArguments: 1 << 13,
} as const;

/**
 * From where a function is called by name, the graph's `function_called`: from one place (in a syscall's body, or in a function
 * that the compiler copies into several), or from more. The order is stored: append only.
 */
export const CALLED = ['never', 'once', 'by a syscall', 'by a copy', 'often'] as const;

/** Whether the compiler decides by size and calls if a function is left whole; of others neither is stored. */
export function isLeftToCompiler(flags: number): boolean {
  const decided =
    FunctionFlag.alwaysInline |
    FunctionFlag.noinline |
    FunctionFlag.addressTaken |
    FunctionFlag.header |
    FunctionFlag.stub |
    FunctionFlag.syscall;
  return (flags & FunctionFlag.static) !== 0 && (flags & decided) === 0;
}

/** How ordinary it is that a site is reached, as the conditions around it say: bits of the graph's `site_traits`. */
export const SiteTrait = {
  /** The innermost condition is marked `unlikely`. */
  unlikely: 1 << 0,
  /** A condition around the innermost one is. */
  outerUnlikely: 1 << 1,
  /** No condition: what is left when no test before has given another result. */
  unguarded: 1 << 2,
  /** A condition that few healthy systems meet. */
  exotic: 1 << 3,
  /** A test of flags that an object carries. */
  flagTest: 1 << 4,
  /** It is set in a variable first: a default for what follows, or a reason to clean up. */
  assigned: 1 << 5,
} as const;

/** How an errno enters a value, `site.kind`. The order is stored: append only. */
export const SITE_KINDS = [
  'return',
  'assign',
  'pointer',
  'init',
  'conditional',
  'table',
  'out',
  'field',
  'argument',
  // A bound that the function hands to an allocator of numbers: the errno is made in lib/, the limit is its own.
  'range',
] as const;
export type SiteKind = (typeof SITE_KINDS)[number];
