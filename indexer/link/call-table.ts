/** Calls while they are collected, in flat columns: as objects, millions of them are looked at by each collection of garbage. */

import type { CallCallee } from '../../src/store/call-columns.js';
import type { CallTarget } from '../../src/store/call-targets.js';
import { append, type NumberColumn, numberColumn } from './number-column.js';

/** Calls of all functions, in the order of functions and lines. */
export interface CallTable {
  /** What is called but for single functions, from the id behind the last function on. */
  readonly callees: CallCallee[];
  readonly count: NumberColumn;
  readonly symbol: NumberColumn;
  readonly line: NumberColumn;
  /** Of symbols from the number of functions on, in the order in which they come first: via, and where in `called` theirs end. */
  readonly vias: NumberColumn;
  readonly ends: NumberColumn;
  readonly called: NumberColumn;
  /** Those symbols by hash, each plus one: a power of two, at most half full. */
  places: Int32Array;
}

const VIAS: readonly CallTarget['via'][] = ['call', 'macro', 'callback'];

export function callTable(): CallTable {
  const [count, symbol, line] = [numberColumn(), numberColumn(), numberColumn()];
  const [vias, ends, called] = [numberColumn(), numberColumn(), numberColumn()];
  return { callees: [], count, symbol, line, vias, ends, called, places: new Int32Array(2048) };
}

/** The index of the symbol that stands for these callees. */
export function targetIndex(table: CallTable, via: CallTarget['via'], callees: readonly number[]): number {
  const number = VIAS.indexOf(via);
  const { vias, ends, called } = table;
  const place = placeOf(table, number, callees);
  const known = (table.places[place] as number) - 1;
  if (known >= 0) return known;
  for (const callee of callees) append(called, callee);
  append(vias, number);
  append(ends, called.length);
  table.places[place] = vias.length;
  if (2 * vias.length > table.places.length) rehash(table);
  return vias.length - 1;
}

/** All symbols from the number of functions on. */
export function targetsOf(table: CallTable): CallTarget[] {
  const targets: CallTarget[] = [];
  for (let index = 0; index < table.vias.length; index++)
    targets.push({
      via: VIAS[table.vias.values[index] as number] as CallTarget['via'],
      callees: calleesOf(table, index),
    });
  return targets;
}

function startOf({ ends }: CallTable, index: number): number {
  return index === 0 ? 0 : (ends.values[index - 1] as number);
}

function calleesOf(table: CallTable, index: number): number[] {
  return [...table.called.values.subarray(startOf(table, index), table.ends.values[index])];
}

/** Where the symbol stands in `places`, or would stand. */
function placeOf(table: CallTable, via: number, callees: readonly number[]): number {
  const mask = table.places.length - 1;
  let hash = via;
  for (const callee of callees) hash = Math.imul(hash ^ callee, 0x9e3779b1);
  hash ^= hash >>> 15;
  for (let place = hash & mask; ; place = (place + 1) & mask) {
    const known = (table.places[place] as number) - 1;
    if (known < 0 || isSame(table, known, via, callees)) return place;
  }
}

function isSame(table: CallTable, index: number, via: number, callees: readonly number[]): boolean {
  const start = startOf(table, index);
  if (table.vias.values[index] !== via || (table.ends.values[index] as number) - start !== callees.length) return false;
  for (let i = 0; i < callees.length; i++) if (table.called.values[start + i] !== callees[i]) return false;
  return true;
}

function rehash(table: CallTable): void {
  table.places = new Int32Array(2 * table.places.length);
  for (let index = 0; index < table.vias.length; index++) {
    const place = placeOf(table, table.vias.values[index] as number, calleesOf(table, index));
    table.places[place] = index + 1;
  }
}
