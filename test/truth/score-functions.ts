/** Scores where functions are, and whether they have a symbol to probe, against those of the compiled kernel. */

import type { FunctionsExport, Rows } from './exports.js';
import type { Measured, Miss } from './measured.js';
import { plainName } from './plain-name.js';
import type { CompiledRow } from './rows.js';
import { share } from './score.js';

/** What a symbol can be good for: it exists, under a mangled name too; or ftrace and kprobes can attach to it. */
const LEVELS = ['symbol', 'traceable'] as const;
type Level = (typeof LEVELS)[number];

/** At least this likelihood is a prediction that there is one. */
const LIKELY = 0.5;

/** Sections whose functions cannot be traced once the kernel runs. */
const UNTRACEABLE = ['.init', '.exit', '.noinstr', '.entry', '.kprobes'];

/**
 * `placed`: of the functions that hold an errno literal, the share that is known with its file and line. A layer of a
 * syscall counts as the syscall's body. The other figures are those of {@link scoreProbes} and {@link scoreOrder}.
 */
export async function scoreFunctions(
  truth: readonly CompiledRow[],
  functions: Rows<FunctionsExport>,
): Promise<{ readonly placed: Measured; readonly probes: Measured; readonly siteProbes: Measured }> {
  const compiled = compiledOf(truth);
  const lines = new Map<string, Set<number>>();
  const predicted = new Map<string, number>();
  for await (const row of functions) {
    const key = keyOf(row);
    if (!compiled.has(key)) continue;
    const known = lines.get(key) ?? new Set();
    lines.set(key, known.add(row.line));
    predicted.set(key, Math.max(row.probeable, predicted.get(key) ?? 0));
  }
  const withSite = new Map([...compiled].filter(([, layers]) => layers.some(({ errno }) => errno)));
  return {
    placed: scorePlaces(truth, lines),
    probes: scoreProbes(compiled, predicted),
    siteProbes: scoreOrder(withSite, predicted),
  };
}

function scorePlaces(truth: readonly CompiledRow[], lines: ReadonlyMap<string, ReadonlySet<number>>): Measured {
  const wanted = new Map(truth.filter(({ errno }) => errno).map((row) => [`${keyOf(row)} ${row.line}`, row]));
  const misses: Miss[] = [];
  for (const row of wanted.values()) {
    const found = lines.get(keyOf(row));
    if (found?.has(row.line)) continue;
    const at = `${row.file}:${row.line}`;
    const reason = found === undefined ? 'placed: not in the pack' : 'placed: at another line';
    const text = found === undefined ? `${at} to ${row.end_line}` : `${at}, found at ${[...found].join(', ')}`;
    misses.push({ reason, subject: plainName(row.name), text });
  }
  return { cases: wanted.size, figures: { placed: share(wanted.size - misses.length, wanted.size) }, misses };
}

/** `accuracy` counts a function that is not known as one predicted to have none; `Brier` (0 is best) leaves it out. */
function scoreProbes(
  compiled: ReadonlyMap<string, readonly CompiledRow[]>,
  predicted: ReadonlyMap<string, number>,
): Measured {
  const figures: Record<string, number> = {};
  const misses: Miss[] = [];
  for (const level of LEVELS) {
    let right = 0;
    let squares = 0;
    for (const [key, layers] of compiled) {
      const real = reaches(level, layers);
      const likelihood = predicted.get(key);
      if (likelihood !== undefined) squares += (likelihood - (real ? 1 : 0)) ** 2;
      if ((likelihood ?? 0) >= LIKELY === real) {
        right += 1;
        continue;
      }
      const [row] = layers;
      const place = likelihood === undefined ? 'not in the pack' : `likelihood ${likelihood}`;
      const reason = `${level}: ${real ? 'has one, predicted to have none' : 'has none, predicted to have one'}`;
      misses.push({ reason, subject: plainName(row?.name ?? ''), text: `${row?.file}:${row?.line}, ${place}` });
    }
    figures[`${level} accuracy`] = share(right, compiled.size);
    figures[`${level} Brier`] = share(squares, predicted.size);
  }
  return { cases: compiled.size, figures, misses };
}

/** The share of real symbols that a threshold is chosen to find. */
const RECALL = 0.95;

/**
 * Of functions that hold an errno: `precision`, the share that has a symbol among those that are predicted to, where the
 * threshold of the likelihood is the highest that finds {@link RECALL} of all that have one; and `Brier`. A function that
 * is not known has the likelihood 0.
 */
function scoreOrder(
  withSite: ReadonlyMap<string, readonly CompiledRow[]>,
  predicted: ReadonlyMap<string, number>,
): Measured {
  const figures: Record<string, number> = {};
  for (const level of LEVELS) {
    const rows = [...withSite].map(([key, layers]) => ({
      likelihood: predicted.get(key) ?? 0,
      real: reaches(level, layers),
    }));
    figures[`${level} precision at recall ${RECALL}`] = precisionAt(RECALL, rows);
    const squares = rows.reduce((sum, { likelihood, real }) => sum + (likelihood - (real ? 1 : 0)) ** 2, 0);
    figures[`${level} Brier`] = share(squares, rows.length);
  }
  return { cases: withSite.size, figures, misses: [] };
}

interface Predicted {
  readonly likelihood: number;
  readonly real: boolean;
}

function precisionAt(recall: number, rows: readonly Predicted[]): number {
  const real = rows.filter((row) => row.real).sort((a, b) => b.likelihood - a.likelihood);
  const threshold = real[Math.ceil(recall * real.length) - 1]?.likelihood ?? 0;
  const found = rows.filter(({ likelihood }) => likelihood >= threshold);
  return share(found.filter((row) => row.real).length, found.length);
}

/** Whether any of the layers that one function has (a syscall has several) has such a symbol. */
function reaches(level: Level, layers: readonly CompiledRow[]): boolean {
  const symbols = new Set(layers.flatMap((row) => row.symbols));
  const name = layers[0]?.name ?? '';
  if (level === 'symbol') return symbols.size > 1 || (symbols.size === 1 && !symbols.has(`${name}.cold`));
  if (symbols.size === 0 || !layers.some(({ fentry }) => fentry) || layers[0]?.kprobe_blacklist) return false;
  const sections = layers.flatMap((row) => row.sections);
  return !sections.every((section) => UNTRACEABLE.some((start) => section.startsWith(start)));
}

/** The functions of the truth by file and plain name; what is written in assembly is none. */
function compiledOf(truth: readonly CompiledRow[]): ReadonlyMap<string, CompiledRow[]> {
  const compiled = new Map<string, CompiledRow[]>();
  for (const row of truth) {
    if (row.file.endsWith('.S')) continue;
    const key = keyOf(row);
    const known = compiled.get(key);
    if (known) known.push(row);
    else compiled.set(key, [row]);
  }
  return compiled;
}

function keyOf({ file, name }: { readonly file: string; readonly name: string }): string {
  return `${file} ${plainName(name)}`;
}
