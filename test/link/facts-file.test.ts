/** Facts on disk come back as they were, in the order of paths, whatever their size. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { factsFile, storedFacts } from '../../indexer/link/facts-file.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-facts-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the file of facts', () => {
  it('gives every text back, in the order of paths, also those larger than what is read at once', () => {
    const file = factsFile(folder);
    const texts = new Map<string, { readonly head: string; readonly bodies: string }>();
    for (let i = 0; i < 40; i++) {
      const path = `f${(i * 17) % 40}.c`;
      const head = `${i}h`.repeat(i === 20 ? 700_000 : 9_000 * (i % 5));
      texts.set(path, { head, bodies: `${i}b`.repeat(i === 30 ? 1_500_000 : i) });
    }
    for (const [path, { head, bodies }] of texts)
      file.add(path, { head: Buffer.from(head), bodies: Buffer.from(bodies) });
    const stored = file.finish();
    const { paths, head, bodies } = storedFacts(stored);
    expect(paths).toEqual([...texts.keys()].sort());
    paths.forEach((path, i) => {
      expect(head(i).toString() === texts.get(path)?.head, path).toBe(true);
      expect(bodies(i).toString() === texts.get(path)?.bodies, path).toBe(true);
    });
    // And from the end to the start.
    for (let i = paths.length - 1; i >= 0; i--)
      expect(head(i).toString() === texts.get(paths[i] ?? '')?.head).toBe(true);
    file.close();
    expect(readdirSync(folder).sort()).toEqual(['bodies', 'heads']);
  });
});
