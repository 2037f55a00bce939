/** The text columns of a pack, coded row by row: what the rows before and the columns before tell is not stored again. */

import { type BitCoder, bitDecoder, bitEncoder } from './bit-coder.js';
import { likeness, likenessContexts, MATCH_CONTEXTS, rowMatcher } from './likeness.js';
import type { TEXT_TABLES } from './schema.js';
import { type TextCoder, textCoder, textContexts } from './text-coder.js';

/** Columns of one table by name, all as long; when decoding they are empty and are filled. */
export type TextTable = Readonly<Record<string, string[]>>;

/** Columns that seldom say the same in two rows that follow each other. */
const EACH_ROW_ITS_OWN = /_(?:name|guard|reason|path)$/;

/** Whether a row is the first of those that share words: the files of a folder, the functions or the sites of a file. */
export function groupsOf(
  paths: readonly string[],
  fileOf: (fn: number) => number | undefined,
  functionOf: (site: number) => number | undefined,
): Readonly<Record<keyof typeof TEXT_TABLES, (row: number) => boolean>> {
  const folder = (file: number): string | undefined => paths[file]?.slice(0, paths[file]?.lastIndexOf('/'));
  const fileOfSite = (site: number): number | undefined => fileOf(functionOf(site) ?? -1);
  return {
    // What is not decoded yet cannot be asked.
    file_texts: (file) => file > 1 && folder(file - 1) !== folder(file - 2),
    function_texts: (fn) => fileOf(fn) !== fileOf(fn - 1),
    site_texts: (site) => fileOfSite(site) !== fileOfSite(site - 1),
  };
}

/** Codes what is more than texts of a row, behind its texts and with the words that they have. */
export interface RowCoder {
  /** Contexts of its own, and kinds of texts. */
  readonly contexts: number;
  readonly texts: number;
  readonly code: (bits: BitCoder, coder: TextCoder, row: number, firstContext: number, firstText: number) => void;
}

/** A table of another pack that rows are mostly like. */
export interface TextBase {
  readonly table: TextTable;
  /** For each row the one of the base, or -1. */
  readonly rowOf: Int32Array;
  /**
   * The rows of the base among which a row's is looked for; then `rowOf` is coded with the texts. Without it, `rowOf` is known.
   * A row and the one of the base have the same text in the first column.
   */
  readonly among?: (row: number) => readonly [first: number, end: number];
}

/** @param startsGroup - as `groupsOf` has it; it may be asked for rows before the present one only */
export function encodeTexts(
  table: TextTable,
  rows: number,
  startsGroup: (row: number) => boolean,
  more?: RowCoder,
  base?: TextBase,
): Uint8Array {
  const bits = bitEncoder(contextsOf(table, more));
  codeTexts(bits, table, rows, startsGroup, more, base);
  return bits.finish();
}

/** Fills the columns of `table` from what {@link encodeTexts} made of columns of these names. */
export function decodeTexts(
  table: TextTable,
  rows: number,
  startsGroup: (row: number) => boolean,
  bytes: Uint8Array,
  more?: RowCoder,
  base?: TextBase,
): void {
  codeTexts(bitDecoder(bytes, contextsOf(table, more)), table, rows, startsGroup, more, base);
}

function contextsOf(table: TextTable, more?: RowCoder): number {
  const columns = Object.keys(table).length;
  return (
    textContexts(columns + (more?.texts ?? 0)) +
    columns +
    (more?.contexts ?? 0) +
    MATCH_CONTEXTS +
    likenessContexts(columns + 1)
  );
}

function codeTexts(
  bits: BitCoder,
  table: TextTable,
  rows: number,
  startsGroup: (row: number) => boolean,
  more: RowCoder | undefined,
  base: TextBase | undefined,
): void {
  const columns = Object.entries(table);
  const coder = textCoder(bits);
  const ends = textContexts(columns.length + (more?.texts ?? 0));
  const match = ends + columns.length + (more?.contexts ?? 0);
  const matcher = rowMatcher(bits, match);
  const like = likeness(bits, match + MATCH_CONTEXTS, columns.length + 1);
  let range: readonly [number, number] = [0, 0];
  for (let row = 0; row < rows; row++) {
    if (startsGroup(row)) coder.startGroup();
    if (base?.among) {
      const [first, end] = base.among(row);
      if (first !== range[0] || end !== range[1]) matcher.startRange(first, end);
      range = [first, end];
      base.rowOf[row] = matcher.code(base.rowOf[row] as number);
    }
    const its = base?.rowOf[row] ?? -1;
    like.startRow();
    columns.forEach(([name, texts], column) => {
      const given = texts[row] ?? '';
      if (base && its >= 0) {
        const expected = base.table[name]?.[its] ?? '';
        if (column === 0 || like.is(column, expected, given)) {
          texts[row] = expected;
          coder.learn(column, expected);
          return;
        }
      }
      if (name.endsWith('_reason'))
        texts[row] = codeReason(bits, coder, column, ends, table.site_guard?.[row] ?? '', given);
      else if (EACH_ROW_ITS_OWN.test(name)) texts[row] = coder.code(column, given);
      else {
        const before = texts[row - 1] ?? '';
        texts[row] = bits.bit(ends + column, given === before ? 1 : 0) ? before : coder.code(column, given);
      }
    });
    more?.code(bits, coder, row, ends + columns.length, columns.length);
  }
}

/** The callees that a guard tests mostly stand in it. */
function codeReason(
  bits: BitCoder,
  coder: TextCoder,
  column: number,
  ends: number,
  guard: string,
  given: string,
): string {
  const called = (guard.match(/[A-Za-z_]\w*(?=\()/g) ?? []).filter((name) => /[a-z]/.test(name));
  const usual = [...new Set(called)].slice(0, 4).join(',');
  return bits.bit(ends + column, given === usual ? 1 : 0) ? usual : coder.code(column, given);
}
