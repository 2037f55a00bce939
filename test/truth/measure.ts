/** Scores one kernel's answers to questions against the truth files, and says of every miss why it is one. */

import type { Client, Origins, Question } from './client.js';
import { LIMIT } from './client.js';
import type { Measured, Miss } from './measured.js';
import type { CaseRow, DocumentedRow, DynamicRow } from './rows.js';
import { baseName, bestAt, chainOf, hitAt, rankOf, share, whatIsBefore } from './score.js';

/**
 * Whether any origin is known for what the manual pages document, and whether one that the C code writes is among the first. What the
 * kernel has no syscall for is told, and does not count: the pages are of newer kernels.
 */
export async function measureDocumented(client: Client, rows: readonly DocumentedRow[]): Promise<Measured> {
  const misses: Miss[] = [];
  let covered = 0;
  let own = 0;
  let absent = 0;
  for (const row of rows) {
    const { origins, known } = await client.origins(row);
    if (!known) absent += 1;
    if (origins.length > 0) covered += 1;
    if (origins.some(isOfBody)) {
      own += 1;
      continue;
    }
    const beside = origins.map(({ function: name }) => name).slice(0, 3);
    const reason =
      origins.length > 0
        ? 'covered by own code: origins from outside alone'
        : known
          ? 'covered: no origin at all'
          : 'covered: the kernel has no such syscall';
    misses.push({ subject: subjectOf(row), reason, text: [row.page, ...beside].join(', ') });
  }
  const cases = rows.length - absent;
  return { cases, figures: { covered: share(covered, cases), 'covered by own code': share(own, cases) }, misses };
}

/** Whether the C code of the syscall's body writes the errno: not one that is let in, or set beside the body. */
function isOfBody({ kind, path }: Origins['origins'][number]): boolean {
  return kind !== 'external' && path.every(({ via }) => via !== 'before');
}

/** The places in an answer that are scored. */
const PLACES = [1, 5, 20, LIMIT] as const;

/** Where the origins that running kernels showed stand in the answers. */
export async function measureDynamic(client: Client, rows: readonly DynamicRow[]): Promise<Measured> {
  const misses: Miss[] = [];
  const ranks: number[] = [];
  let frames = 0;
  let found = 0;
  let planned = 0;
  let shown = 0;
  for (const row of rows) {
    const subject = subjectOf(row);
    const miss = (reason: string, text: string): void => void misses.push({ subject, reason, text });
    const { origins, total } = await client.origins(row);
    const near = rankOf(row, origins);
    const rank = near > 0 || total <= origins.length ? near : await rankBelow(client, row, origins.length);
    ranks.push(rank);
    const observed = row.chain.slice(1).join(' > ');
    const hit = origins[near - 1];
    if (hit !== undefined) {
      const chain = chainOf(row, hit);
      frames += chain.frames;
      found += chain.frames - chain.lost.length;
      if (chain.lost.length > 0) miss('chain: frames on no path', `${chain.lost.join(', ')} of ${observed}`);
    }
    const { symbols, results } = await client.planned(row);
    const watches = (some: readonly string[]) => some.some((symbol) => baseName(symbol) === baseName(row.origin));
    if (watches(symbols)) planned += 1;
    else miss('plan: the origin is not attached to', row.origin);
    if (watches(results)) shown += 1;
    else miss('plan: its result is not asked for', row.origin);
    if (rank === 1) continue;
    if (rank === 0) {
      miss(`in the list: ${await whyMissing(client, row, total)}`, `${row.origin} via ${observed}`);
      continue;
    }
    const { reason, wrong } = whatIsBefore(row, origins.slice(0, rank - 1), hit, rows);
    const figure = `hit@${PLACES.findLast((place) => place < rank)}`;
    const instead = wrong === undefined ? '' : `; ${wrong.function} is before it`;
    miss(`${figure}: ${reason}`, `${row.origin} (${rank} of ${total}) via ${observed}${instead}`);
  }
  const figures = {
    ...Object.fromEntries(PLACES.map((k) => [`hit@${k}`, hitAt(k, ranks)])),
    'in the list': hitAt(Number.POSITIVE_INFINITY, ranks),
    chain: share(found, frames),
    plan: share(planned, rows.length),
    'plan: results': share(shown, rows.length),
  };
  const best = Object.fromEntries(PLACES.map((k) => [`hit@${k}`, bestAt(k, rows)]));
  return { cases: rows.length, figures, best, misses };
}

/** The place of the true origin below the first `before` of a list; 0 where it is missing to the end. */
async function rankBelow(client: Client, row: DynamicRow, before: number): Promise<number> {
  let passed = before;
  for await (const page of client.furtherOrigins(row)) {
    const rank = rankOf(row, page);
    if (rank > 0) return passed + rank;
    passed += page.length;
  }
  return 0;
}

/** Where the root functions of real incidents stand, by syscall and errno alone and with what the report tells. */
export async function measureCases(client: Client, rows: readonly CaseRow[]): Promise<Measured> {
  const misses: Miss[] = [];
  const plain: number[] = [];
  const told: number[] = [];
  let stated = 0;
  let named = 0;
  for (const row of rows) {
    const answers = async (question: Question): Promise<Origins['origins']> => (await client.origins(question)).origins;
    const first = await answers(pairOf(row));
    const withContext = await answers({ ...pairOf(row), ...row.given });
    const place = (origins: Origins['origins']): number =>
      origins.findIndex((one) => rootSites(row, one) !== undefined) + 1;
    const alone = place(first);
    const given = place(withContext);
    plain.push(alone);
    told.push(given);
    const miss = { subject: subjectOf(row), text: `${row.root_function} (${row.id})` };
    const wanted = namedTunables(row);
    if (wanted.length > 0) {
      const root = [...withContext, ...first].find((one) => rootSites(row, one) !== undefined);
      const sites = (root && rootSites(row, root)) ?? [];
      const shown = new Set(sites.flatMap((site) => site.tunables.map(({ name }) => name)));
      stated += 1;
      if (wanted.every((name) => shown.has(name))) named += 1;
      else {
        const text = `${miss.text} wants ${wanted.join(', ')}, has ${[...shown].join(', ') || 'none'}`;
        misses.push({ ...miss, reason: 'tunable: not at the root', text });
      }
    }
    if (alone === 0) misses.push({ ...miss, reason: `root@10: not among the first ${LIMIT}` });
    else if (alone > 10) misses.push({ ...miss, reason: 'root@10: below 10', text: `${miss.text} at ${alone}` });
    if (given === 0 || given > 3) {
      const context = row.given === undefined ? 'nothing more known' : JSON.stringify(row.given);
      const at = given === 0 ? `below ${LIMIT}` : `at ${given}`;
      misses.push({ ...miss, reason: 'root@3 with context: below 3', text: `${miss.text} ${at}, ${context}` });
    }
  }
  const figures = {
    'root@10': hitAt(10, plain),
    'root@3 with context': hitAt(3, told),
    tunable: share(named, stated),
  };
  return { cases: rows.length, figures, misses };
}

type Sites = Origins['origins'][number]['sites'];

/**
 * The sites of an origin that are the root of an incident: all of the root function's, or those whose guard tests it, as the
 * caller is then the origin; undefined where it is not the root.
 */
function rootSites(row: CaseRow, { function: name, sites }: Origins['origins'][number]): Sites | undefined {
  if (name === row.root_function) return sites;
  const tested = sites.filter((site) => site.reasons?.some((reason) => reason.function === row.root_function));
  return tested.length > 0 ? tested : undefined;
}

/** The settings that an incident states by name: `kernel.sem (SEMMNS; …)`, `cpuset.cpus, cpuset.mems`; none for `(none; …)`. */
function namedTunables({ tunable }: CaseRow): string[] {
  const plain = tunable.replace(/\([^)]*\)/g, '').trim();
  return /^[\w.-]+(?:\s*,\s*[\w.-]+)*$/.test(plain) ? plain.split(/\s*,\s*/) : [];
}

/** Where to push: the pair has no answer, the function or its site is unknown, or the way there. */
async function whyMissing(client: Client, row: DynamicRow, total: number): Promise<string> {
  if (total === 0) return 'no origin at all';
  const holders = [row.origin, ...row.inlined_candidates].map(baseName);
  const counts = await Promise.all(holders.map((name) => client.siteCount(row.errno, name)));
  if (counts.some((count) => count !== undefined && count > 0)) return 'a site is known, and no path to it';
  return counts.every((count) => count === undefined) ? 'unknown function' : 'no site of the errno in it';
}

function pairOf({ syscall, errno }: { readonly syscall: string; readonly errno: string }) {
  return { syscall, errno };
}

function subjectOf({ syscall, errno }: { readonly syscall: string; readonly errno: string }): string {
  return `${syscall} ${errno}`;
}
