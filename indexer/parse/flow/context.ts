/** What the analysis of one body carries: the tree, the names in scope, and the facts found so far. */

import type { ConditionRange } from '../directives.js';
import type { CalleeRef, Term, Turn } from '../facts.js';
import type { SyntaxTree } from '../syntax/syntax-tree.js';
import type { State, Terms } from './state.js';

/** A literal errno while its function is being read. */
interface LiteralDraft {
  readonly errno: string;
  sign: 1 | -1;
  readonly offset: number;
  kind: number;
  /** The innermost condition around it, -1 for none. */
  readonly condition: number;
  /** Conditions under which it left the function (`err = -E; if (a) goto out;`), in order of appearance. */
  readonly leaving: number[];
  /** The conditions around it, outermost first. */
  readonly around: readonly number[];
  /** What its ways out of the function have in common: see `eitherWay`; undefined before the first. */
  traits: number | undefined;
  /** It left by a jump to a label that is reached in no other way with it: the jumps are its ways out. */
  settled: boolean;
  /** Offsets of the statements in which it leaves, or of the jumps on which it gets there; see `ways-out.ts`. */
  readonly ways: Set<number>;
}

interface CallDraft {
  readonly callee: CalleeRef;
  readonly offset: number;
  readonly args: Map<number, Terms>;
  /** The position of the first argument that is a string: a format, and what stands behind it is what it formats. */
  readonly format: number;
}

interface Condition {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly negated: boolean;
  readonly calls: number[];
  /** Literals that a variable it tests may hold: for these it is no reason, it only asks whether there was one. */
  readonly literals: ReadonlySet<number>;
  /** What the test equals to an errno, where it is true and where it is false. */
  readonly equal: readonly [Turn[], Turn[]];
  /** Read from its text on first use: see `site-traits.ts`. */
  traits?: number;
  /** What of a tested call's result is asked for, where the test is true and where it is false. */
  readonly senses: Senses;
  /** Calls that what is tested was computed from. */
  readonly also: readonly number[];
}

/** Of calls, by index: `Sense`. */
export type Senses = readonly [Map<number, number>, Map<number, number>];

/** A `return` without an errno; see `Gift`. */
export interface GiftDraft {
  readonly gave: string;
  readonly offset: number;
  readonly condition: number;
  readonly calls: Map<number, readonly [number, number]>;
}

export interface StoreDraft {
  readonly path: string;
  readonly offset: number;
  /** The local struct that it is a field of: `box` of `box.left = …`. */
  readonly local?: string | undefined;
  terms: Terms;
}

/** A loop or switch that `break` and `continue` leave. */
export interface Breakable {
  readonly breaks: State[];
  readonly continues: State[] | null;
}

export interface FlowContext {
  readonly tree: SyntaxTree;
  /** The name of the function or macro. */
  readonly name: string;
  readonly params: ReadonlyMap<string, number>;
  /** Type of every parameter and local: see `typeOf`. */
  readonly types: Map<string, string>;
  /** Locals with an initialiser in braces: ops tables that a function keeps to itself are among them. */
  readonly tables: Set<string>;
  /** True for a macro's body, where parameters stand for text. */
  readonly macro: boolean;
  readonly literals: LiteralDraft[];
  readonly calls: CallDraft[];
  readonly conditions: Condition[];
  readonly conditionStack: number[];
  readonly stores: Map<string, StoreDraft>;
  /** By offset. */
  readonly gifts: Map<number, GiftDraft>;
  /** Nodes of what is returned and is no errno of its own. */
  readonly returned: Set<number>;
  /** Nodes of what is stored through parameters and is no errno. */
  readonly put: Set<number>;
  readonly result: Set<Term>;
  readonly escapes: Set<Term>;
  readonly outs: Map<number, Set<Term>>;
  readonly labels: Map<string, State>;
  readonly labelNames: ReadonlySet<string>;
  readonly labelsDone: Set<string>;
  /** The condition of the first jump to a label. */
  readonly jumpConditions: Map<string, number>;
  /** The conditions around each jump, by its offset. */
  readonly jumpStacks: Map<number, readonly number[]>;
  /** What holds behind a label that is only reached by jumps, outside of other conditions; -1 for nothing. */
  labelCondition: number;
  readonly breakables: Breakable[];
  /** One object per meaning. */
  readonly terms: Map<string, Term>;
  readonly literalAt: Map<number, Term>;
  /** Of each offset the calls, by index. */
  readonly callAt: Map<number, number[]>;
  readonly conditionAt: Map<string, number>;
  /** How the value being read will be used: an index into `SITE_KINDS`. */
  literalKind: number;
  /** Set when a backward `goto` brought something new: the body is read again. */
  again: boolean;
  /** Where alternatives of one `#if` stand, in offsets of the body. */
  readonly alternatives: readonly ConditionRange[];
  /** Expressions hold statements (`({ … })`) and these hold expressions: both are reached through the context. */
  readonly evaluate: (node: number, state: State) => Terms;
  readonly execute: (node: number, state: State) => Terms;
}

/** The one object for a term. */
export function intern(context: FlowContext, term: Term): Term {
  const key = keyOf(term);
  const known = context.terms.get(key);
  if (known) return known;
  context.terms.set(key, term);
  return term;
}

function keyOf(term: Term): string {
  switch (term[0]) {
    case 'E':
    case 'P':
    case 'I':
      return term[0] + term[1];
    case 'L':
      return `L${term[1]} ${term[2]}`;
    case 'C':
      return `C${term[1]} ${term[2]} ${term[3]} ${term[4]}`;
  }
}
