/** How unlikely it is that an errno from outside is the one that is asked for, in bits. */

import { type Source, sourceOf } from '../store/sources.js';
import type { Pack } from './pack.js';

/** What a source costs: for errnos that it gives mostly, and for any other. */
interface Habit {
  readonly usual: readonly string[];
  readonly cost: number;
  readonly other: number;
  /** Of what runs beside a syscall's body: how much less likely one of the errnos that it gives mostly is than the body's likeliest origin. */
  readonly beside?: number;
}

/** A server can answer with whatever its own kernel said: one errno of some hundred. */
const SERVER: Habit = { usual: [], cost: 7, other: 7 };

/** What nobody has unless they ask for it. */
const BY_HAND: Habit = { usual: [], cost: 16, other: 16 };

/**
 * Filters and hooks mostly refuse with one of few errnos. Of seccomp: EPERM is what container runtimes and systemd's
 * SystemCallFilter= say unless told, ENOSYS what they say of calls that they do not know; of the failures with these a
 * filter has its share, however deep the body's own checks lie.
 */
const HABITS: Partial<Readonly<Record<Source, Habit>>> = {
  seccomp: { usual: ['EPERM', 'ENOSYS'], cost: 1, other: 14, beside: 3 },
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
  const habit = habitOf(pack, sites);
  const cost = gives(pack, habit, errno) ? habit.cost : habit.other;
  return PLAIN + Math.max(0, cost - (named ? NAMED : 0));
}

/** How much less likely than the body's likeliest origin an errno is that comes from beside it; undefined where that says nothing. */
export function besideCost(pack: Pack, sites: readonly number[], errno: number): number | undefined {
  const habit = habitOf(pack, sites);
  return habit.beside !== undefined && gives(pack, habit, errno) ? habit.beside : undefined;
}

/** Whether anything from outside gives an errno mostly: all others it gives alike. */
export function isUsual(pack: Pack, errno: number): boolean {
  return Object.values(HABITS).some((habit) => gives(pack, habit, errno));
}

function habitOf(pack: Pack, sites: readonly number[]): Habit {
  const source = sourceOf(pack.graph.siteErrno[sites[0] ?? -1] ?? 0);
  return (source && HABITS[source]) ?? SERVER;
}

/** Whether an errno is one of those that a source gives mostly. */
function gives(pack: Pack, { usual }: Habit, errno: number): boolean {
  return usual.length > 0 && pack.errnos.some(({ id, name }) => id === errno && usual.includes(name));
}
