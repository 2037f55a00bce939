/** Scores one kernel's answers against the truth files, and says of every miss why it is one. */

import type { Client, Question } from './client.js';
import { LIMIT } from './client.js';
import type { CaseRow, DocumentedRow, DynamicRow } from './rows.js';
import { baseName, bestAt, chainOf, hitAt, rankOf, share } from './score.js';

/** The figures of one truth file, by name, and what missed. */
export interface Measured {
  readonly cases: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly misses: readonly Miss[];
}

export interface Miss {
  readonly reason: string;
  readonly syscall: string;
  readonly errno: string;
  readonly text: string;
}

/** Whether any origin is known for what the manual pages document. */
export async function measureDocumented(client: Client, rows: readonly DocumentedRow[]): Promise<Measured> {
  const misses: Miss[] = [];
  let covered = 0;
  for (const row of rows) {
    const { origins } = await client.origins(row);
    if (origins.length > 0) covered += 1;
    else misses.push({ ...pairOf(row), reason: 'no origin at all', text: row.page });
  }
  return { cases: rows.length, figures: { covered: share(covered, rows.length) }, misses };
}

/** Where the origins that running kernels showed stand in the answers. */
export async function measureDynamic(client: Client, rows: readonly DynamicRow[]): Promise<Measured> {
  const misses: Miss[] = [];
  const ranks: number[] = [];
  let frames = 0;
  let found = 0;
  let planned = 0;
  for (const row of rows) {
    const { origins, total } = await client.origins(row);
    const rank = rankOf(row, origins);
    ranks.push(rank);
    const hit = origins[rank - 1];
    if (hit !== undefined) {
      const chain = chainOf(row, hit);
      frames += chain.frames;
      found += chain.frames - chain.lost.length;
    }
    const symbols = new Set((await client.planSymbols(row)).map(baseName));
    if (symbols.has(baseName(row.origin))) planned += 1;
    if (rank > 0 && rank <= 5) continue;
    const place = rank === 0 ? '' : ` (${rank} of ${total})`;
    const reason = rank === 0 ? await whyMissing(client, row, total) : rank > 20 ? 'below 20' : 'below 5';
    misses.push({ ...pairOf(row), reason, text: `${row.origin}${place} via ${row.chain.join(' > ')}` });
  }
  const figures = {
    'hit@1': hitAt(1, ranks),
    'best@1': bestAt(1, rows),
    'hit@5': hitAt(5, ranks),
    'best@5': bestAt(5, rows),
    'hit@20': hitAt(20, ranks),
    [`hit@${LIMIT}`]: hitAt(LIMIT, ranks),
    chain: share(found, frames),
    plan: share(planned, rows.length),
  };
  return { cases: rows.length, figures, misses };
}

/** Where the root functions of real incidents stand, by syscall and errno alone and with what the report tells. */
export async function measureCases(client: Client, rows: readonly CaseRow[]): Promise<Measured> {
  const misses: Miss[] = [];
  const plain: number[] = [];
  const told: number[] = [];
  for (const row of rows) {
    const place = async (question: Question): Promise<number> => {
      const { origins } = await client.origins(question);
      return origins.findIndex((one) => one.function === row.root_function) + 1;
    };
    const alone = await place(pairOf(row));
    const given = await place({ ...pairOf(row), ...row.given });
    plain.push(alone);
    told.push(given);
    const miss = { ...pairOf(row), text: `${row.root_function} (${row.id})` };
    if (alone === 0) misses.push({ ...miss, reason: `not in the list` });
    else if (alone > 10) misses.push({ ...miss, reason: `below 10`, text: `${miss.text} at ${alone}` });
    if (given === 0 || given > 3) {
      const context = row.given === undefined ? 'nothing more known' : JSON.stringify(row.given);
      const at = given === 0 ? 'not in the list' : `at ${given}`;
      misses.push({ ...miss, reason: `below 3 with its context`, text: `${miss.text} ${at}, ${context}` });
    }
  }
  const figures = { 'root@10': hitAt(10, plain), 'root@3 with context': hitAt(3, told) };
  return { cases: rows.length, figures, misses };
}

/** Where to push: the pair has no answer, the function or its site is unknown, or the way there. */
async function whyMissing(client: Client, row: DynamicRow, total: number): Promise<string> {
  if (total === 0) return 'not in the list: no origin at all';
  const holders = [row.origin, ...row.inlined_candidates].map(baseName);
  const counts = await Promise.all(holders.map((name) => client.siteCount(row.errno, name)));
  if (counts.some((count) => count !== undefined && count > 0)) {
    return total > LIMIT ? `not in the list: below ${LIMIT} or no path to it` : 'not in the list: no path to it';
  }
  if (counts.every((count) => count === undefined)) return 'not in the list: unknown function';
  return 'not in the list: no site of the errno in it';
}

function pairOf({ syscall, errno }: { readonly syscall: string; readonly errno: string }) {
  return { syscall, errno };
}
