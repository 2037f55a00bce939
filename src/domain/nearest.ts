/** The names nearest to a misspelt one, by Damerau-Levenshtein distance. */

/** Longer words are cut: no name in a kernel comes near it, and the cost stays bounded whatever is sent. */
const LONGEST_WORD = 128;

/**
 * The candidates nearest to `word`, best first, case ignored. Ties stand in code-unit order, so that the same
 * question has the same answer. Empty when nothing is near enough: a third of the word's length, at least 1.
 *
 * @param limit - how many names at most
 */
export function nearest(word: string, candidates: Iterable<string>, limit = 3): string[] {
  const wanted = word.slice(0, LONGEST_WORD).toLowerCase();
  const bound = Math.max(1, Math.floor(wanted.length / 3));
  const found = new Map<string, number>();
  for (const candidate of candidates) {
    if (found.has(candidate)) continue;
    const distance = damerauLevenshtein(wanted, candidate.slice(0, LONGEST_WORD).toLowerCase(), bound);
    if (distance <= bound) found.set(candidate, distance);
  }
  return [...found]
    .sort(([a, da], [b, db]) => da - db || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([candidate]) => candidate);
}

/**
 * Edits (insert, delete, replace, swap of two neighbours) from `a` to `b`, as optimal string alignment.
 * Stops early: any result above `bound` only means "more than `bound`".
 */
export function damerauLevenshtein(a: string, b: string, bound: number = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > bound || lettersApart(a, b) > 2 * bound) return bound + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
      smallest = Math.min(smallest, best);
    }
    // A swap reaches back two rows, so one hopeless row is not enough to stop.
    if (smallest > bound && Math.min(...last) > bound) return bound + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** How many letters only one of the two has: an edit changes that by two at most. Letters that share a bit count as one. */
function lettersApart(a: string, b: string): number {
  let apart = lettersOf(a) ^ lettersOf(b);
  let count = 0;
  for (; apart !== 0; apart &= apart - 1) count++;
  return count;
}

function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}
