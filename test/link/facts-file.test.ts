/** Facts on disk come back as they were, in the order of paths, whatever their size. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { factsFile, storedFacts } from '../../indexer/link/facts-file.js';
import { byPart, FACTS_PARTS, type FactsPart } from '../../indexer/parse/encode-facts.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-facts-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Texts of all lengths, some larger than what is read at once. */
function textOf(i: number, part: FactsPart): string {
  const times =
    part === 'head' ? (i === 20 ? 700_000 : 9_000 * (i % 5)) : part === 'bodies' && i === 30 ? 1_500_000 : i;
  return `${i}${part}`.repeat(times);
}

describe('the file of facts', () => {
  it('gives every text back, in the order of paths, also those larger than what is read at once', () => {
    const file = factsFile(folder);
    const texts = new Map<string, Readonly<Record<FactsPart, string>>>();
    for (let i = 0; i < 40; i++)
      texts.set(
        `f${(i * 17) % 40}.c`,
        byPart((part) => textOf(i, part)),
      );
    for (const [path, text] of texts)
      file.add(
        path,
        byPart((part) => Buffer.from(text[part])),
      );
    const { paths, text } = storedFacts(file.finish());
    expect(paths).toEqual([...texts.keys()].sort());
    paths.forEach((path, i) => {
      for (const part of FACTS_PARTS)
        expect(text(part, i).toString() === texts.get(path)?.[part], `${path} ${part}`).toBe(true);
    });
    // And from the end to the start.
    for (let i = paths.length - 1; i >= 0; i--)
      expect(text('head', i).toString() === texts.get(paths[i] ?? '')?.head).toBe(true);
    file.close();
    expect(readdirSync(folder).sort()).toEqual([...FACTS_PARTS].sort());
  });
});
