/** The files that pages load: embedded as they are, and small. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { embedded } from '../../bin/assets.mjs';
import { ASSETS } from '../../src/pages/assets.js';

const FOLDER = join(import.meta.dirname, '../../src/pages/assets');

test('what is embedded is what the files say: else run npm run assets', () => {
  expect(readFileSync(join(FOLDER, 'assets.json'), 'utf8')).toBe(embedded());
});

test('style and script take some kilobytes', () => {
  const bytes = Object.values(ASSETS).reduce((sum, { text }) => sum + gzipSync(text).length, 0);
  expect(bytes).toBeLessThan(10_000);
});

test('neither loads anything', () => {
  for (const { text } of Object.values(ASSETS))
    expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|@import|url\(|fetch\(/);
});
