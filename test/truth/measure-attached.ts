/** Scores what is suggested to attach to against the functions that a running kernel lists for that. */

import type { Client, Origins, Question } from './client.js';
import type { Measured, Miss } from './measured.js';
import type { CaseRow, DynamicRow } from './rows.js';
import { baseName, rankOf, share } from './score.js';

/** A running kernel: its release, and the text of its `available_filter_functions`. */
export interface RunningKernel {
  readonly release: string;
  readonly functions: string;
}

/** What is told of the kernel: nothing, its name, or its list. */
const WAYS = ['predicted', 'build', 'symbols'] as const;
type Way = (typeof WAYS)[number];

/**
 * For each dynamic row the probe symbols of the path to the true origin, else to the first: whether the kernel lists them.
 * For each incident whose root it does not list: whether it lists what is suggested instead, on the path.
 */
export async function measureAttached(
  client: Client,
  kernel: RunningKernel,
  rows: readonly DynamicRow[],
  cases: readonly CaseRow[],
): Promise<Measured> {
  const listed = new Set(kernel.functions.split('\n').map((line) => line.replace(/ .*$/, '')));
  const misses: Miss[] = [];
  const figures: Record<string, number> = {};
  for (const way of WAYS) {
    const ask = asking(client, kernel, way);
    let symbols = 0;
    let there = 0;
    let whole = 0;
    let paths = 0;
    for (const row of rows) {
      const origins = await ask({ syscall: row.syscall, errno: row.errno });
      const origin = origins[rankOf(row, origins) - 1] ?? origins[0];
      if (origin === undefined) continue;
      const wanted = [...new Set([...origin.path.map(({ probe }) => probe.symbol), origin.probe.symbol])];
      const missing = wanted.filter((symbol) => !listed.has(symbol));
      symbols += wanted.length;
      there += wanted.length - missing.length;
      paths += 1;
      if (missing.length === 0) whole += 1;
      for (const symbol of missing)
        misses.push({ subject: `${row.syscall} ${row.errno}`, reason: `${way}: not listed`, text: symbol });
    }
    figures[`${way}: symbols`] = share(there, symbols);
    figures[`${way}: paths`] = share(whole, paths);
    let hidden = 0;
    let seen = 0;
    for (const row of cases) {
      if (listed.has(row.root_function)) continue;
      const origins = await ask({ syscall: row.syscall, errno: row.errno, ...row.given });
      const origin = origins.find((one) => one.function === row.root_function);
      // One that no frame returns, or that is only a reason, is not attached to.
      if (origin === undefined) continue;
      hidden += 1;
      const onPath =
        origin.path.some((frame) => frame.function === baseName(origin.probe.symbol)) ||
        origin.path[0]?.probe.symbol === origin.probe.symbol;
      if (onPath && listed.has(origin.probe.symbol)) seen += 1;
      else
        misses.push({
          subject: row.id,
          reason: `${way}: no probe instead of the root`,
          text: `${origin.probe.symbol} for ${row.root_function}`,
        });
    }
    figures[`${way}: hidden roots`] = share(seen, hidden);
  }
  return { cases: rows.length, figures, misses };
}

function asking(
  client: Client,
  { release, functions }: RunningKernel,
  way: Way,
): (question: Question) => Promise<Origins['origins']> {
  return async (question) => {
    if (way === 'predicted') return (await client.origins(question)).origins;
    return way === 'build' ? client.originsOf(release, question) : client.originsKnowing(functions, question);
  };
}
