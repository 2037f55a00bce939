/** Whether pages of a static site are valid HTML: of every kind some, spread over all, and the longest. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { htmlProblems } from '../pages/html-problems.js';
import type { ReadSite } from './read-site.js';

/** Of each kind, beside the longest. */
const SAMPLE = 20;

const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['answer', /\/syscall\/[^/]+\/[^/]+\.html$/],
  ['syscall', /\/syscall\/[^/]+\.html$/],
  ['errno', /\/errno\/[^/]+\.html$/],
  ['difference', /^diff\//],
  ['shell', /\/(?:function|tunable)\.html$/],
  ['other', /\.html$/],
];

export interface CheckedHtml {
  /** Each as one line. */
  readonly problems: readonly string[];
  readonly pages: number;
}

/** @param folder - of the site */
export async function checkHtml(folder: string, { paths, text }: ReadSite): Promise<CheckedHtml> {
  const byKind = new Map<string, string[]>();
  for (const path of paths) {
    const kind = KINDS.find(([, pattern]) => pattern.test(path))?.[0];
    if (kind === undefined) continue;
    // Kernels and arches have pages of their own of most kinds.
    const at = `${kind} ${/^(?:\w+\/)?k\/[^/]+\//.exec(path)?.[0] ?? ''}`;
    const all = byKind.get(at) ?? [];
    byKind.set(at, all);
    all.push(path);
  }
  const problems: string[] = [];
  let pages = 0;
  for (const path of [...byKind.values()].flatMap((all) => sampleOf(folder, all))) {
    pages++;
    for (const problem of await htmlProblems(text(path))) problems.push(`${path}: ${problem}`);
  }
  return { problems, pages };
}

function sampleOf(folder: string, paths: readonly string[]): readonly string[] {
  const sizes = new Map(paths.map((path) => [path, statSync(join(folder, path)).size]));
  const longest = [...paths].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0)).slice(0, 1);
  const step = Math.max(1, Math.ceil(paths.length / SAMPLE));
  return [...new Set([...paths.filter((_, i) => i % step === 0), ...longest])];
}
