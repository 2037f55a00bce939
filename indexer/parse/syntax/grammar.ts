/** The rules that refer to one another in a circle: a statement holds expressions, and these hold blocks. */

/** Reads what begins at the token at hand; answers its node, 0 where there is none. */
type Rule = () => number;

export interface Grammar {
  statement: Rule;
  block: Rule;
  /** An expression with commas. */
  expression: Rule;
  /** An expression without commas. */
  assignment: Rule;
}

const nothing: Rule = () => 0;

/** Filled in where all rules are known, by `parse-body.ts`. */
export const grammar: Grammar = { statement: nothing, block: nothing, expression: nothing, assignment: nothing };
