/** Packed images: what goes in comes out, in less bytes. */
import { expect, test } from 'vitest';
import { packedImage, unpackedImage } from '../../src/store/packed-image.js';

async function* each<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}

const SAMPLE = {
  name: 'a graph',
  lists: [[1], [], ['x', null]],
  bytes: Uint8Array.of(255, 0, 7),
  inner: {
    shorts: Uint16Array.of(65_535, 3),
    signed: Int32Array.of(-1, 2 ** 31 - 1, -(2 ** 31), 0),
    words: Uint32Array.of(4_294_967_295, 0, 4_294_967_295),
    near: Int32Array.from({ length: 1000 }, (_, i) => i - 500),
    starts: Uint32Array.from({ length: 300_000 }, (_, i) => i * 17),
    small: Uint32Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 120),
    costs: Float32Array.of(0.5, Number.POSITIVE_INFINITY),
    none: new Uint32Array(0),
  },
};

test('data comes back as it was, whatever the arrays are', async () => {
  expect(await unpackedImage(each(packedImage(SAMPLE)))).toEqual(SAMPLE);
});

test('starts and small numbers take about a byte each', () => {
  const size = packedImage(SAMPLE).reduce((sum, { length }) => sum + length, 0);
  expect(size).toBeGreaterThan(600_000);
  expect(size).toBeLessThan(620_000);
});

test('of a larger array the part that is meant is packed', async () => {
  const whole = Float32Array.of(1, 2, 3, 4);
  expect(await unpackedImage(each(packedImage({ part: whole.subarray(1, 3) })))).toEqual({
    part: Float32Array.of(2, 3),
  });
});

test('large arrays are in sections of their own, which can be let go one by one', () => {
  const wide = Float32Array.from({ length: 300_000 }, (_, i) => i);
  const sections = packedImage({ one: wide, two: wide, three: Uint8Array.of(1), four: Uint8Array.of(2) });
  expect(sections.slice(1).map(({ length }) => length)).toEqual([1_200_000, 1_200_000, 2]);
});

test('sections that are missing or too short are told', async () => {
  const sections = packedImage(SAMPLE);
  await expect(unpackedImage(each(sections.slice(0, -1)))).rejects.toThrow(RangeError);
  const cut = [...sections.slice(0, -1), (sections.at(-1) as Uint8Array).slice(0, -1)];
  await expect(unpackedImage(each(cut))).rejects.toThrow(RangeError);
});
