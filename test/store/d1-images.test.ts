/** Images in D1: those of the same program, as they were made, or none. */
import { describe, expect, test } from 'vitest';
import { openD1Store } from '../../src/store/d1.js';
import { IMAGE_TABLE, IMAGES_KEY, imageRows } from '../../src/store/d1-images.js';
import { fakeD1 } from './fake-d1.js';

const IMAGES = new Map<string, object>([
  ['ground', { nodes: 3, start: Uint32Array.from({ length: 400_000 }, (_, i) => i * 3), cost: Float32Array.of(0.5) }],
  ['left-x86_64', { steps: Uint8Array.from({ length: 100_000 }, (_, i) => (i * i * 31) >>> 7) }],
]);

async function database(change: (rows: string[]) => readonly string[] = (rows) => rows) {
  const { rows, index } = await imageRows(IMAGES, 'one-LE');
  const inserts = change([...rows]).map((data, seq) => `INSERT INTO image VALUES (${seq}, '${data}');`);
  return [
    'CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);',
    `INSERT INTO meta VALUES ('${IMAGES_KEY}', '${JSON.stringify(index)}');`,
    IMAGE_TABLE,
    ...inserts,
  ];
}

function imagesOf(statements: readonly string[], program = 'one-LE') {
  const said: string[] = [];
  const { images } = openD1Store(fakeD1(statements), { program, onOther: (text) => said.push(text) });
  return { images, said };
}

describe('images of a database', () => {
  test('come back as they were made, and none but these', async () => {
    const { images, said } = imagesOf(await database());
    for (const [name, data] of IMAGES) expect(await images?.read(name)).toEqual(data);
    expect(await images?.read('reach-x86_64')).toBeUndefined();
    expect(said).toEqual([]);
  });

  test('nothing can be added', async () => {
    expect(imagesOf(await database()).images?.write).toBeUndefined();
  });

  test('of another program count for nothing, and that is told once', async () => {
    const { images, said } = imagesOf(await database(), 'two-LE');
    expect(await images?.read('ground')).toBeUndefined();
    expect(await images?.read('left-x86_64')).toBeUndefined();
    expect(said).toEqual([expect.stringContaining('another version')]);
  });

  test('of a database that has no index are none', async () => {
    const { images } = imagesOf(['CREATE TABLE meta (key TEXT, value TEXT);']);
    expect(await images?.read('ground')).toBeUndefined();
  });

  test.each<[string, (rows: string[]) => readonly string[]]>([
    ['rows that are missing', (rows) => rows.slice(0, -1)],
    ['rows of another image', (rows) => rows.reverse()],
    [
      'bytes that differ',
      (rows) => rows.map((text, i) => (i === rows.length - 1 ? text.replace(/^..../, 'AAAA') : text)),
    ],
  ])('with %s are as good as none', async (_name, change) => {
    const { images } = imagesOf(await database(change));
    expect(await images?.read('left-x86_64')).toBeUndefined();
  });

  test('every row fits into a statement', async () => {
    const { rows } = await imageRows(IMAGES, 'one-LE');
    expect(rows.length).toBeGreaterThan(3);
    expect(Math.max(...rows.map(({ length }) => length))).toBeLessThanOrEqual(24_000);
  });
});
