/** What each variable may hold at one point of a function: the state that value flow carries along. */

import type { Term } from '../facts.js';

/** A set of terms; every term is one object per meaning, so sets compare by identity. */
export type Terms = readonly Term[];

export const NO_TERMS: Terms = [];

/** Of literals, by index: the jumps on which they came here, and `STRAIGHT` where they came without one, too. */
type Jumps = ReadonlyMap<number, readonly number[]>;

/** No jump: statement after statement. */
export const STRAIGHT = -1;
const NO_JUMPS: Jumps = new Map();

export interface State {
  readonly vars: Map<string, Terms>;
  /** No execution reaches this point (behind return, goto, break). */
  dead: boolean;
  /** Literals that are not in it came straight. */
  jumps: Jumps;
}

export function emptyState(): State {
  return { vars: new Map(), dead: false, jumps: NO_JUMPS };
}

export function copyState(state: State): State {
  return { vars: new Map(state.vars), dead: state.dead, jumps: state.jumps };
}

export function union(a: Terms, b: Terms): Terms {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  let result: Term[] | undefined;
  for (const term of b) {
    if (!a.includes(term)) {
      result ??= [...a];
      result.push(term);
    }
  }
  return result ?? a;
}

/** Joins `from` into `into`; answers whether `into` learnt something. A dead state adds nothing. */
export function joinInto(into: State, from: State): boolean {
  if (from.dead) return false;
  if (into.dead) {
    replaceState(into, from);
    return true;
  }
  if (into.jumps !== from.jumps) into.jumps = joinedJumps(into, from);
  let changed = false;
  for (const [name, terms] of from.vars) {
    const known = into.vars.get(name);
    if (known === terms) continue;
    const joined = known ? union(known, terms) : terms;
    if (joined !== known) {
      into.vars.set(name, joined);
      changed = true;
    }
  }
  return changed;
}

function joinedJumps(one: State, other: State): Jumps {
  const joined = new Map<number, readonly number[]>();
  const add = ({ jumps }: State, held: ReadonlySet<number>): void => {
    for (const literal of held) {
      const known = joined.get(literal) ?? [];
      const came = jumps.get(literal) ?? [STRAIGHT];
      joined.set(literal, [...new Set([...known, ...came])]);
    }
  };
  // What no variable holds any more has not come here.
  add(one, heldIn(one));
  add(other, heldIn(other));
  for (const [literal, came] of joined) if (came.length === 1 && came[0] === STRAIGHT) joined.delete(literal);
  return joined;
}

function heldIn({ vars }: State): ReadonlySet<number> {
  const held = new Set<number>();
  for (const terms of vars.values()) for (const term of terms) if (term[0] === 'E') held.add(term[1]);
  return held;
}

export function replaceState(state: State, by: State): void {
  state.vars.clear();
  for (const [name, terms] of by.vars) state.vars.set(name, terms);
  state.dead = by.dead;
  state.jumps = by.jumps;
}

/** Sets a state to what holds behind two ways; it is dead where both are. */
export function setToEither(state: State, one: State, other: State): void {
  state.vars.clear();
  state.jumps = NO_JUMPS;
  state.dead = true;
  joinInto(state, one);
  joinInto(state, other);
}
