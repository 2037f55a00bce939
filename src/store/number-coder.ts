/** The number columns of a pack that cost most, coded together: each number is foretold from what is known by then. */

import { type BitCoder, bitDecoder, bitEncoder } from './bit-coder.js';
import { likeness } from './likeness.js';
import {
  CODED_NUMBERS,
  type CodedNumber,
  type NumberBase,
  type NumberColumns,
  type NumberGround,
} from './number-columns.js';
import { CONTEXTS, LIKE, LIKENESS } from './number-contexts.js';
import { codeEdges } from './number-edges.js';
import { codeCounts, codeFunctions } from './number-functions.js';
import { codeSites } from './number-sites.js';

export function isCoded(column: string): boolean {
  return (CODED_NUMBERS as readonly string[]).includes(column);
}

/** The columns as bytes; sites must stand in the order of their functions. */
export function encodeNumbers(
  ground: NumberGround,
  columns: Readonly<Record<CodedNumber, ArrayLike<number>>>,
  base?: NumberBase,
): Uint8Array {
  const bits = bitEncoder(CONTEXTS);
  codeNumbers(
    bits,
    ground,
    eachColumn((name) => Int32Array.from(columns[name])),
    base,
  );
  return bits.finish();
}

/** How many rows the pack's head tells. */
export interface NumberRows {
  readonly functions: number;
  readonly nodes: number;
  readonly edges: number;
  readonly sites: number;
}

export function decodeNumbers(
  bytes: Uint8Array,
  ground: NumberGround,
  rows: NumberRows,
  base?: NumberBase,
): NumberColumns {
  const columns = eachColumn((name) => new Int32Array(rowsOf(name, rows)));
  codeNumbers(bitDecoder(bytes, CONTEXTS), ground, columns, base);
  return columns;
}

function rowsOf(name: CodedNumber, { functions, nodes, edges, sites }: NumberRows): number {
  if (name === 'edge_count' || name === 'site_count') return nodes;
  return name.startsWith('function_') ? functions : name.startsWith('edge_') ? edges : sites;
}

function eachColumn(make: (name: CodedNumber) => Int32Array): NumberColumns {
  return Object.fromEntries(CODED_NUMBERS.map((name) => [name, make(name)])) as Record<CodedNumber, Int32Array>;
}

function codeNumbers(bits: BitCoder, ground: NumberGround, columns: NumberColumns, base?: NumberBase): void {
  const like = likeness(bits, LIKENESS, Object.keys(LIKE).length);
  codeFunctions(bits, ground, columns, like, base);
  codeCounts(bits, columns, like, base);
  codeSites(bits, columns, like, base);
  codeEdges(bits, ground, columns, like, base);
}
