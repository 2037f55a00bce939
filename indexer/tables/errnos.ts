/** The errnos of a release as its headers define them: names, numbers by arch, aliases, and where each stands. */
import { errnoByName } from '../../src/domain/errno.js';
import { FIRST_ANY } from '../../src/store/sources.js';
import { IndexError } from '../index-error.js';

/** A row of the pack's `errno` table. */
export interface ErrnoTableRow {
  /** Position in the order of number and name. */
  readonly id: number;
  readonly name: string;
  /** The number most arches share; 0 for an errno that only some arches define. */
  readonly number: number;
  /** The arches whose number differs. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly message: string | null;
  readonly file: string;
  readonly line: number;
  /** The errno that this is another name of. */
  readonly aliasOf: string | null;
}

/** A `#define EFSCORRUPTED EUCLEAN` outside of the errno headers. */
export interface ErrnoAlias {
  readonly name: string;
  readonly target: string;
  readonly file: string;
  readonly line: number;
}

/** Ids are stored in a byte, and the last of them are kept for errnos from outside. */
const MOST_ERRNOS = FIRST_ANY;

const COMMON_HEADERS = [
  'include/uapi/asm-generic/errno-base.h',
  'include/uapi/asm-generic/errno.h',
  'include/linux/errno.h',
];
const ARCH_HEADER = /^arch\/(\w+)\/include\/uapi\/asm\/errno\.h$/;

interface Definition {
  readonly name: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** What is gathered of one errno. */
interface Draft extends Definition {
  aliasOf: string | null;
  readonly number: number | null;
  readonly numbers: Record<string, number>;
}

/** Whether {@link readErrnos} reads a path. */
export function errnoHeaderPaths(path: string): boolean {
  return COMMON_HEADERS.includes(path) || ARCH_HEADER.test(path);
}

/**
 * All errnos and aliases of a tree, in the order of their ids.
 * @param files - the texts of the paths that {@link errnoHeaderPaths} accepts; others are ignored.
 * @param aliases - aliases found elsewhere; one whose target is no errno is left out.
 * @throws IndexError where the tree defines more than a pack can number.
 */
export function readErrnos(files: ReadonlyMap<string, string>, aliases: Iterable<ErrnoAlias> = []): ErrnoTableRow[] {
  const drafts = new Map<string, Draft>();
  const add = (definition: Definition): void => {
    const { name, value } = definition;
    if (drafts.has(name)) return;
    const number = /^\d+$/.test(value) ? Number(value) : null;
    drafts.set(name, { ...definition, number, aliasOf: number === null ? value : null, numbers: {} });
  };
  for (const path of COMMON_HEADERS) for (const definition of definitions(path, files.get(path) ?? '')) add(definition);

  for (const path of [...files.keys()].sort()) {
    const arch = ARCH_HEADER.exec(path)?.[1];
    if (arch === undefined) continue;
    const own = definitions(path, files.get(path) ?? '');
    const inArch = new Map(own.map(({ name, value }) => [name, value]));
    for (const definition of own) applyArch(definition, arch, inArch, drafts);
  }
  for (const { target, ...alias } of aliases) if (target !== alias.name) add({ ...alias, value: target });
  return numbered(drafts);
}

/** Adds what an arch's header says of one errno. */
function applyArch(
  definition: Definition,
  arch: string,
  inArch: ReadonlyMap<string, string>,
  drafts: Map<string, Draft>,
): void {
  const { name, value } = definition;
  const number = /^\d+$/.test(value) ? Number(value) : null;
  const known = drafts.get(name);
  if (known === undefined) {
    const aliasOf = number === null ? value : null;
    drafts.set(name, { ...definition, number: null, aliasOf, numbers: number === null ? {} : { [arch]: number } });
    return;
  }
  if (number !== null) {
    if (number !== known.number) known.numbers[arch] = number;
    return;
  }
  // parisc: ECANCELED is defined as ECANCELLED, which holds the number and which no other arch has.
  const behind = Number(inArch.get(value));
  const target = drafts.get(value);
  if (known.number === null || !Number.isInteger(behind) || target?.number !== null) return;
  known.numbers[arch] = behind;
  target.aliasOf = name;
}

function numbered(drafts: ReadonlyMap<string, Draft>): ErrnoTableRow[] {
  const rows: Omit<ErrnoTableRow, 'id'>[] = [];
  for (const { name, number, numbers, aliasOf, file, line } of drafts.values()) {
    const target = aliasOf === null ? null : aliasTarget(aliasOf, drafts);
    if (target === undefined) continue;
    const message = errnoByName(target?.name ?? name)?.message ?? null;
    rows.push({
      name,
      number: number ?? target?.number ?? 0,
      numbers,
      message,
      file,
      line,
      aliasOf: target?.name ?? null,
    });
  }
  if (rows.length > MOST_ERRNOS) {
    throw new IndexError(
      `the errno headers define ${rows.length} errnos, a pack holds ${MOST_ERRNOS}`,
      'check that this is a kernel tree',
    );
  }
  return rows.sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1)).map((row, id) => ({ id, ...row }));
}

/** Follows an alias to the errno with a number, through other aliases. */
function aliasTarget(name: string, drafts: ReadonlyMap<string, Draft>): Draft | undefined {
  let draft = drafts.get(name);
  for (let steps = 0; draft?.aliasOf != null && steps < 8; steps++) draft = drafts.get(draft.aliasOf);
  return draft?.aliasOf === null ? draft : undefined;
}

function definitions(file: string, text: string): Definition[] {
  return text.split('\n').flatMap((content, index) => {
    const [, name, value] = /^[ \t]*#[ \t]*define[ \t]+(E[A-Z0-9_]+)[ \t]+(\d+|E[A-Z0-9_]+)\b/.exec(content) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value, file, line: index + 1 }];
  });
}
