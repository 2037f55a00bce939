/** How unlikely it is that an errno from outside is the one that is asked for, in bits. */

import { type Source, sourceOf } from '../store/sources.js';
import type { Pack } from './pack.js';

/** What a source costs: for errnos that it gives mostly, and for any other. */
interface Habit {
  readonly usual: readonly string[];
  readonly cost: number;
  readonly other: number;
}

/** A server can answer with whatever its own kernel said: one errno of some hundred. */
const SERVER: Habit = { usual: [], cost: 7, other: 7 };

/** What nobody has unless they ask for it. */
const BY_HAND: Habit = { usual: [], cost: 16, other: 16 };

/**
 * Filters and hooks mostly refuse with one of few errnos. Of seccomp: EPERM is what container runtimes and systemd's
 * SystemCallFilter= say unless told, ENOSYS what they say of calls that they do not know.
 */
const HABITS: Partial<Readonly<Record<Source, Habit>>> = {
  seccomp: { usual: ['EPERM', 'ENOSYS'], cost: 1, other: 14 },
  bpf: { usual: ['EPERM', 'EACCES'], cost: 12, other: 16 },
  netfilter: { usual: ['EPERM', 'ECONNREFUSED'], cost: 7, other: 14 },
  disk: { usual: ['EIO', 'EROFS'], cost: 7, other: 12 },
  injection: BY_HAND,
  ptrace: BY_HAND,
};

/** What code that was named gains: whoever names FUSE or NFS may well ask for what the server says. */
const NAMED = 4;

/** What a function costs whose site nothing is known of (`siteCost`). */
const PLAIN = 5;

/** @param named - whether the way leads through code that the question names */
export function outsideCost(pack: Pack, sites: readonly number[], errno: number, named: boolean): number {
  const source = sourceOf(pack.graph.siteErrno[sites[0] ?? -1] ?? 0);
  const { usual, cost, other } = (source && HABITS[source]) ?? SERVER;
  const known = usual.length > 0 && pack.errnos.some(({ id, name }) => id === errno && usual.includes(name));
  return PLAIN + Math.max(0, (known ? cost : other) - (named ? NAMED : 0));
}
