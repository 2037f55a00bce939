/** What is looked up of a node, an edge or a function of the graph, one at a time. */

import type { Graph } from './graph.js';

/** The function that a node belongs to: of a function node itself, of a slot its owner, -1 where it has none. */
export function ownerOf({ functions, slotFunction }: Graph, node: number): number {
  return node < functions ? node : (slotFunction[node - functions] as number);
}

/** Index into `NODE_KINDS`. */
export function kindOf({ functions, slotKind }: Graph, node: number): number {
  return node < functions ? 0 : (slotKind[node - functions] as number);
}

/** Index into `labels`; 0, the empty label, for functions. */
export function slotLabelOf({ functions, slotLabel }: Graph, node: number): number {
  return node < functions ? 0 : (slotLabel[node - functions] as number);
}

/** The line of the call in the caller, 0 where there is none. */
export function lineOf({ edgeShown }: Graph, edge: number): number {
  return edgeShown.at(edge * 2) ?? 0;
}

/** Index into `labels`: the ops table of an `ops` edge, the function that a callback goes through; 0 for none. */
export function labelOf({ edgeShown }: Graph, edge: number): number {
  return edgeShown.at(edge * 2 + 1) ?? 0;
}

/** What {@link functionTraits} puts together, of one function. */
export function flagsOf({ functionTraits }: Graph, fn: number): number {
  return functionTraits.at(fn * TRAITS) ?? 0;
}

/** Lines of its body. */
export function linesOf({ functionTraits }: Graph, fn: number): number {
  return functionTraits.at(fn * TRAITS + 1) ?? 0;
}

/** How many functions call it by name. */
export function callerCountOf({ functionTraits }: Graph, fn: number): number {
  return functionTraits.at(fn * TRAITS + 2) ?? 0;
}

/** Index into `CALLED`; 0 where that decides nothing (`isLeftToCompiler`). */
export function calledOf({ functionTraits }: Graph, fn: number): number {
  return (functionTraits.at(fn * TRAITS + 3) ?? 0) & 0xff;
}

/** A class of the body's size (`bodySize`); 0 where it decides nothing. */
export function sizeOf({ functionTraits }: Graph, fn: number): number {
  return (functionTraits.at(fn * TRAITS + 3) ?? 0) >>> 8;
}

/** Numbers a function in `functionTraits`. */
const TRAITS = 4;

interface FunctionColumns {
  readonly flags: ArrayLike<number>;
  readonly lines: ArrayLike<number>;
  readonly callers: ArrayLike<number>;
  readonly called: ArrayLike<number>;
  readonly size: ArrayLike<number>;
}

/** What is known of functions by themselves, side by side, so that one look into a file finds all of a function. */
export function functionTraits({ flags, lines, callers, called, size }: FunctionColumns): Uint16Array {
  const traits = new Uint16Array(flags.length * TRAITS);
  for (let fn = 0, at = 0; fn < flags.length; fn++, at += TRAITS) {
    traits[at] = flags[fn] as number;
    traits[at + 1] = lines[fn] as number;
    traits[at + 2] = callers[fn] as number;
    traits[at + 3] = (called[fn] as number) | ((size[fn] as number) << 8);
  }
  return traits;
}

/** The lines and labels of edges, side by side. */
export function edgeShown(lines: ArrayLike<number>, labels: ArrayLike<number>): Uint32Array {
  const shown = new Uint32Array(lines.length * 2);
  for (let edge = 0; edge < lines.length; edge++) {
    shown[edge * 2] = lines[edge] as number;
    shown[edge * 2 + 1] = labels[edge] as number;
  }
  return shown;
}
