/** The columns that a pack shares with another one, its base: coded by what they differ in. */

import type { GraphHead } from '../domain/graph.js';
import { inverse, matchTexts, startsOf } from '../store/base-match.js';
import { decodeNumbers, encodeNumbers } from '../store/number-coder.js';
import type { NumberBase, NumberColumns } from '../store/number-columns.js';
import { GUARD_LINE_OFFSET, NUMBERS_BLOB } from '../store/schema.js';
import { movedGuards, NO_GUARDS, type SiteGuards, siteGuardCoder } from '../store/site-guards.js';
import { decodeTexts, encodeTexts, groupsOf, type TextBase } from '../store/text-columns.js';
import type { OwnGround, PackRows } from './pack-rows.js';

/** The columns that are shared. */
export type SharedColumns = Pick<PackRows, 'texts' | 'siteTexts' | 'numbers'> & {
  readonly guards: readonly SiteGuards[];
};

/** Ids of errnos are bytes. */
const ERRNO_IDS = 256;

export type SharedBlob = readonly [name: string, data: Uint8Array];

export function encodeShared(ground: OwnGround, columns: SharedColumns, base: PackRows): SharedBlob[] {
  const { texts, siteTexts, numbers, guards } = columns;
  const files = matchTexts(texts.file_path, base.texts.file_path);
  const fileBase = baseOfFiles(base, files);
  const groups = groupsFor(ground, texts.file_path, numbers);
  const { file_path, file_config, function_name, function_config } = texts;
  const fileTexts = encodeTexts({ file_path, file_config }, files.length, groups.file_texts, undefined, fileBase);
  const functions = matchFunctions(ground, columns, base, files);
  const functionBase = baseOfFunctions(ground, base, files, functions);
  const functionTexts = encodeTexts(
    { function_name, function_config },
    functions.length,
    groups.function_texts,
    undefined,
    functionBase,
  );
  const sites = matchSites(ground, columns, base, functions);
  const coded = encodeNumbers(numberGround(ground), numbers, numberBase(ground, base, functions, sites));
  const siteBytes = encodeTexts(
    { ...siteTexts },
    sites.length,
    groups.site_texts,
    guardCoder(columns.siteTexts.site_guard, numbers, [...guards], base, sites),
    { table: base.siteTexts, rowOf: sites },
  );
  return [
    ['file_texts', fileTexts],
    ['function_texts', functionTexts],
    [NUMBERS_BLOB, coded],
    ['site_texts', siteBytes],
  ];
}

/** @throws RangeError when the bytes are damaged, or were coded against another base */
export function decodeShared(ground: OwnGround, blob: (name: string) => Uint8Array, base: PackRows): SharedColumns {
  const { head } = ground;
  const texts = {
    file_path: [] as string[],
    file_config: [] as string[],
    function_name: [] as string[],
    function_config: [] as string[],
  };
  const siteTexts = emptySiteTexts();
  const { file_path, file_config, function_name, function_config } = texts;
  const files = new Int32Array(head.files).fill(-1);
  const early = groupsFor(ground, file_path, undefined);
  decodeTexts(
    { file_path, file_config },
    head.files,
    early.file_texts,
    blob('file_texts'),
    undefined,
    baseOfFiles(base, files),
  );
  const functions = new Int32Array(head.functions).fill(-1);
  decodeTexts(
    { function_name, function_config },
    head.functions,
    early.function_texts,
    blob('function_texts'),
    undefined,
    baseOfFunctions(ground, base, files, functions),
  );
  const sites = new Int32Array(head.sites).fill(-1);
  const numbers = decodeNumbers(
    blob(NUMBERS_BLOB),
    numberGround(ground),
    head,
    numberBase(ground, base, functions, sites),
  );
  const guards: SiteGuards[] = [];
  decodeTexts(
    siteTexts,
    head.sites,
    groupsFor(ground, file_path, numbers).site_texts,
    blob('site_texts'),
    guardCoder(siteTexts.site_guard, numbers, guards, base, sites),
    { table: base.siteTexts, rowOf: sites },
  );
  return { texts, siteTexts, numbers, guards };
}

export function emptySiteTexts(): PackRows['siteTexts'] {
  return { site_guard: [], site_config: [], site_reason: [], site_macro: [] };
}

/** The line of a site's guard, 0 for none. */
export function guardLines({ site_line, site_guard_line }: NumberColumns): (site: number) => number {
  return (site) => {
    const offset = site_guard_line[site] as number;
    return offset === 0 ? 0 : (site_line[site] as number) + GUARD_LINE_OFFSET - offset;
  };
}

function groupsFor({ fileFunctions }: OwnGround, paths: readonly string[], numbers: NumberColumns | undefined) {
  const fileOf = ownersOf(fileFunctions);
  return groupsOf(
    paths,
    (fn) => fileOf[fn],
    (site) => numbers?.site_function[site],
  );
}

function numberGround({ fileFunctions, edgeLabel }: OwnGround) {
  return { file_functions: fileFunctions, edge_label: edgeLabel };
}

/** For each thing the owner that counts it: of functions the file. */
export function ownersOf(counts: Int32Array): Int32Array {
  const starts = startsOf(counts);
  const owners = new Int32Array(starts[counts.length] as number);
  counts.forEach((_, i) => {
    owners.fill(i, starts[i], starts[i + 1]);
  });
  return owners;
}

function baseOfFiles(base: PackRows, rowOf: Int32Array): TextBase {
  const { file_path, file_config } = base.texts;
  return { table: { file_path, file_config }, rowOf, among: () => [0, file_path.length] };
}

/** Functions are looked for in the file of the same path. */
function baseOfFunctions(ground: OwnGround, base: PackRows, files: Int32Array, rowOf: Int32Array): TextBase {
  const fileOf = ownersOf(ground.fileFunctions);
  const starts = startsOf(base.fileFunctions);
  const { function_name, function_config } = base.texts;
  return {
    table: { function_name, function_config },
    rowOf,
    among: (row) => {
      const file = files[fileOf[row] as number] as number;
      return file < 0 ? [0, 0] : [starts[file] as number, starts[file + 1] as number];
    },
  };
}

function matchFunctions(ground: OwnGround, { texts }: SharedColumns, base: PackRows, files: Int32Array): Int32Array {
  const rows = new Int32Array(ground.head.functions).fill(-1);
  const starts = startsOf(ground.fileFunctions);
  const theirs = startsOf(base.fileFunctions);
  files.forEach((its, file) => {
    if (its < 0) return;
    const [first = 0, end = 0] = starts.subarray(file);
    const [baseFirst, baseEnd] = theirs.subarray(its);
    rows.set(matchTexts(texts.function_name, base.texts.function_name, first, end, baseFirst, baseEnd), first);
  });
  return rows;
}

function matchSites(ground: OwnGround, columns: SharedColumns, base: PackRows, functions: Int32Array): Int32Array {
  const keysOf = (rows: Pick<PackRows, 'siteTexts' | 'numbers'>, errnos: readonly string[]): string[] =>
    rows.siteTexts.site_guard.map((guard, i) => {
      const { site_kind: kind, site_errno: errno } = rows.numbers;
      return `${kind[i]} ${errnos[errno[i] as number]} ${guard}`;
    });
  const own = keysOf(columns, errnosById(ground.errnos));
  const theirs = keysOf(base, errnosById(base.errnos));
  const starts = firstSites(columns.numbers, ground.head);
  const baseStarts = firstSites(base.numbers, base.head);
  const rows = new Int32Array(ground.head.sites).fill(-1);
  functions.forEach((its, fn) => {
    const [first = 0, end = 0] = starts.subarray(fn);
    if (its < 0 || first === end) return;
    const [baseFirst, baseEnd] = baseStarts.subarray(its);
    rows.set(matchTexts(own, theirs, first, end, baseFirst, baseEnd), first);
  });
  return rows;
}

/** A name for each id that a site can have, also for those that are no errno of the release (`sources.ts`). */
function errnosById(names: readonly string[]): string[] {
  return Array.from({ length: ERRNO_IDS }, (_, id) => names[id] ?? `#${id}`);
}

/** For each function its first site; one more at the end. */
function firstSites({ site_function }: NumberColumns, { functions }: GraphHead): Int32Array {
  const counts = new Int32Array(functions);
  for (const fn of site_function) counts[fn] = (counts[fn] as number) + 1;
  return startsOf(counts);
}

function numberBase(ground: OwnGround, base: PackRows, functionOf: Int32Array, siteOf: Int32Array): NumberBase {
  const nodeOf = matchNodes(ground, base, functionOf);
  return {
    columns: base.numbers,
    edgeStart: startsOf(base.numbers.edge_count),
    siteStart: firstSites(base.numbers, base.head),
    functionOf,
    nodeOf,
    nodeFor: inverse(nodeOf, base.head.nodes),
    errnoFor: matchTexts(errnosById(base.errnos), errnosById(ground.errnos)),
    filterFor: matchTexts(filtersOf(base), filtersOf(ground)),
    siteOf,
  };
}

function filtersOf({ head, errnos }: OwnGround): string[] {
  return head.filters.map((filter) => {
    const names = filter.errnos.map((id) => errnos[id]);
    return `${filter.mode} ${names} ${filter.mode === 'turn' ? errnos[filter.to] : ''}`;
  });
}

/** Functions are nodes; a slot is known by its kind, the function that it belongs to, and its label. */
function matchNodes(ground: OwnGround, base: PackRows, functionOf: Int32Array): Int32Array {
  const slots = (
    { head, nodeKind, nodeFunction, nodeLabel }: OwnGround,
    functionFor: (fn: number) => number,
  ): string[] =>
    Array.from({ length: head.nodes - head.functions }, (_, i) => {
      const node = head.functions + i;
      const fn = nodeFunction[node] as number;
      return `${nodeKind[node]} ${fn < 0 ? -1 : functionFor(fn)} ${head.labels[nodeLabel[node] as number]}`;
    });
  const own = slots(ground, (fn) => functionOf[fn] as number);
  const theirs = slots(base, (fn) => fn);
  const found = matchTexts(own, theirs);
  const { functions, nodes } = ground.head;
  const rows = new Int32Array(nodes);
  rows.set(functionOf);
  found.forEach((its, i) => {
    rows[functions + i] = its < 0 ? -1 : base.head.functions + its;
  });
  return rows;
}

function guardCoder(
  guardTexts: readonly string[],
  numbers: NumberColumns,
  guards: SiteGuards[],
  base: PackRows,
  sites: Int32Array,
) {
  const lineOf = (site: number): number => numbers.site_line[site] as number;
  const ground = {
    functionOf: (site: number): number => numbers.site_function[site] as number,
    lineOf,
    guardLineOf: guardLines(numbers),
    guardOf: (site: number): string => guardTexts[site] ?? '',
  };
  return siteGuardCoder(ground, guards, (site) => {
    const its = sites[site] as number;
    if (its < 0) return undefined;
    const json = base.guards[its] ?? '';
    if (json === '') return NO_GUARDS;
    return movedGuards(JSON.parse(json) as SiteGuards, lineOf(site) - (base.numbers.site_line[its] as number));
  });
}
