/** What each variable may hold at one point of a function: the state that value flow carries along. */

import type { Term } from '../facts.js';

/** A set of terms; every term is one object per meaning, so sets compare by identity. */
export type Terms = readonly Term[];

export const NO_TERMS: Terms = [];

export interface State {
  readonly vars: Map<string, Terms>;
  /** No execution reaches this point (behind return, goto, break). */
  dead: boolean;
}

export function emptyState(): State {
  return { vars: new Map(), dead: false };
}

export function copyState(state: State): State {
  return { vars: new Map(state.vars), dead: state.dead };
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
    into.vars.clear();
    for (const [name, terms] of from.vars) into.vars.set(name, terms);
    into.dead = false;
    return true;
  }
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

export function replaceState(state: State, by: State): void {
  state.vars.clear();
  for (const [name, terms] of by.vars) state.vars.set(name, terms);
  state.dead = by.dead;
}

/** Sets a state to what holds behind two ways; it is dead where both are. */
export function setToEither(state: State, one: State, other: State): void {
  state.vars.clear();
  state.dead = true;
  joinInto(state, one);
  joinInto(state, other);
}
