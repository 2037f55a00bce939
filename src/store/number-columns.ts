/** The number columns that are coded together (`number-coder.ts`), and what they are foretold from. */

/** Columns that are coded here, and not as columns of their own. */
export const CODED_NUMBERS = [
  'function_flags',
  'function_lines',
  'function_line',
  'function_callers',
  'function_called',
  'function_size',
  'edge_count',
  'site_count',
  'site_function',
  'site_line',
  'site_kind',
  'site_errno',
  'site_guard_line',
  'site_traits',
  'edge_target',
  'edge_via',
  'edge_line',
  'edge_filter',
] as const;
export type CodedNumber = (typeof CODED_NUMBERS)[number];

/** What the others are foretold from. */
export type NumberGround = Readonly<Record<'file_functions' | 'edge_label', ArrayLike<number>>>;

/** When encoding these are read, when decoding they are filled. */
export type NumberColumns = Readonly<Record<CodedNumber, Int32Array>>;

/** Another pack that rows are mostly like. Rows that it lacks are -1. */
export interface NumberBase {
  readonly columns: NumberColumns;
  /** For each node its first edge, for each function its first site; one more at the end. */
  readonly edgeStart: Int32Array;
  readonly siteStart: Int32Array;
  /** For each function and each node that is coded, the one of the base. */
  readonly functionOf: Int32Array;
  readonly nodeOf: Int32Array;
  /** For each node, errno and filter of the base, the id that it has here. */
  readonly nodeFor: Int32Array;
  readonly errnoFor: Int32Array;
  readonly filterFor: Int32Array;
  /** For each site the one of the base, of the same kind and errno; read when encoding, filled when decoding. */
  readonly siteOf: Int32Array;
}
