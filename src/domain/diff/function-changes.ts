/** Compares the functions of two releases that return an errno: which are new, gone, moved, or have other sites. */
import type { ComparedFunction } from './compared-function.js';
import { type SiteChange, siteChanges } from './site-changes.js';

interface Both {
  readonly from: ComparedFunction;
  readonly to: ComparedFunction;
  readonly sites: readonly SiteChange[];
}

/** `moved`: to another file; its sites may have changed as well. `changed`: in its file, with other sites. */
export type FunctionChange =
  | {
      readonly change: 'appeared';
      readonly from: null;
      readonly to: ComparedFunction;
      readonly sites: readonly SiteChange[];
    }
  | {
      readonly change: 'went';
      readonly from: ComparedFunction;
      readonly to: null;
      readonly sites: readonly SiteChange[];
    }
  | ({ readonly change: 'moved' | 'changed' } & Both);

/** A function as one or both releases have it. */
export type ComparedPair =
  | { readonly from: ComparedFunction; readonly to: ComparedFunction | null }
  | { readonly from: null; readonly to: ComparedFunction };

/** What changed of a function; undefined for nothing. */
export function functionChange({ from, to }: ComparedPair): FunctionChange | undefined {
  const sites = siteChanges(from?.sites ?? [], to?.sites ?? []);
  if (from === null) return { change: 'appeared', from, to, sites };
  if (to === null) return { change: 'went', from, to, sites };
  if (from.file !== to.file) return { change: 'moved', from, to, sites };
  return sites.length > 0 ? { change: 'changed', from, to, sites } : undefined;
}

/** Where a function stands among those that are shown. */
export type Order = Pick<ComparedFunction, 'file' | 'line'>;

/** The best rank first, then in the order of the tree. */
export function byRank(a: FunctionChange, b: FunctionChange): number {
  const rank = ({ from, to }: FunctionChange): number => Math.min(from?.rank ?? MOST, to?.rank ?? MOST);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return byFile(a.to ?? a.from, b.to ?? b.from);
}

/** In the order of the tree. */
export function byFile(left: Order | null, right: Order | null): number {
  if (left?.file !== right?.file) return (left?.file ?? '') < (right?.file ?? '') ? -1 : 1;
  return (left?.line ?? 0) - (right?.line ?? 0);
}

const MOST = Number.MAX_SAFE_INTEGER;
