/** Images: what goes in comes out, arrays when they are looked at. */
import { expect, test } from 'vitest';
import type { Column } from '../../src/store/column.js';
import { dataOf, imageOf } from '../../src/store/image.js';
import { allTexts, type Texts, textAt, textsOf } from '../../src/store/texts.js';

function through(data: object, filed?: readonly string[]): { readonly data: unknown; readonly read: number[] } {
  const { head, arrays } = imageOf(data);
  const whole = Buffer.concat(arrays);
  const read: number[] = [];
  const reader = {
    read: (start: number, into: Uint8Array) => {
      read.push(start);
      into.set(whole.subarray(start, start + into.length));
    },
    room: (bytes: number) => new ArrayBuffer(bytes + 64),
  };
  return { data: dataOf(head, reader, filed), read };
}

const SAMPLE = {
  name: 'a graph',
  lists: [[1], [], ['x', null]],
  bytes: Uint8Array.of(255, 0, 7),
  inner: {
    shorts: Uint16Array.of(65_535),
    signed: Int32Array.of(-1, 2 ** 31 - 1),
    words: Uint32Array.of(4_294_967_295, 0),
    costs: Float32Array.of(0.5, Number.POSITIVE_INFINITY),
    none: new Uint32Array(0),
  },
};

test('data comes back as it was, whatever the arrays are', () => {
  expect(through(SAMPLE).data).toEqual(SAMPLE);
});

test('of a larger array the part that is meant is stored', () => {
  const part = Uint32Array.of(1, 2, 3, 4).subarray(1, 3);
  expect(through({ part }).data).toEqual({ part: Uint32Array.of(2, 3) });
});

test('an array is read when it is first looked at, and once', () => {
  const { data, read } = through({ one: Uint32Array.of(1), two: Uint32Array.of(2, 3) });
  expect(read).toEqual([]);
  const { two } = data as { two: Uint32Array };
  expect([...two]).toEqual([2, 3]);
  expect((data as { two: Uint32Array }).two).toBe(two);
  expect(read).toEqual([8]);
});

test('large arrays share one piece of memory, each in its own part', () => {
  const sample = {
    odd: Uint8Array.from({ length: 200_001 }, (_, i) => i),
    small: Uint16Array.of(3),
    wide: Uint32Array.from({ length: 50_000 }, (_, i) => i * 7),
    filed: new Uint32Array(90_000).fill(9),
    last: Float32Array.from({ length: 40_000 }, (_, i) => i / 2),
  };
  const { data } = through(sample, ['filed']);
  const back = data as typeof sample;
  expect([back.last, back.odd, back.small, back.wide]).toEqual([sample.last, sample.odd, sample.small, sample.wide]);
  expect(back.wide.buffer).toBe(back.odd.buffer);
  expect(back.small.buffer.byteLength).toBe(2);
  // The one that stays in the file has no part of it.
  expect(back.odd.buffer.byteLength).toBeLessThan(200_001 + 200_000 + 160_000 + 128);
});

test('an array that stays in the file is read page by page, and says the same', () => {
  const numbers = Uint16Array.from({ length: 10_000 }, (_, i) => (i * 7919) & 0xffff);
  const texts = textsOf(['', 'ext4_ops', '…ß漢']);
  const { data, read } = through({ before: Uint8Array.of(1), inner: { numbers, texts } }, [
    'inner.numbers',
    'inner.texts.bytes',
  ]);
  const { inner } = data as { inner: { numbers: Column; texts: Texts } };
  expect(read).toEqual([]);
  expect([inner.numbers.at(9_999), inner.numbers.at(1), inner.numbers.at(3)]).toEqual([
    numbers[9_999],
    numbers[1],
    numbers[3],
  ]);
  expect(read).toHaveLength(2);
  expect(Array.from({ length: 10_000 }, (_, i) => inner.numbers.at(i))).toEqual([...numbers]);
  expect(read).toHaveLength(5);
  expect([inner.numbers.length, inner.numbers.at(-1), inner.numbers.at(10_000)]).toEqual([
    10_000,
    undefined,
    undefined,
  ]);
  expect([textAt(inner.texts, 2), allTexts(inner.texts)]).toEqual(['…ß漢', ['', 'ext4_ops', '…ß漢']]);
});

test('what is looked at far apart is read again, and never wrong', () => {
  const numbers = Uint32Array.from({ length: 1 << 20 }, (_, i) => i * 3);
  const { data } = through({ numbers }, ['numbers']);
  const { numbers: column } = data as { numbers: Column };
  for (let i = 0; i < 1 << 20; i += 997)
    expect(column.at((i * 40_503) % (1 << 20))).toBe(((i * 40_503) % (1 << 20)) * 3);
});

test('an array that has no place in an image is refused', () => {
  expect(() => imageOf({ wide: new Float64Array(1) })).toThrow('a Float64Array has no place in an image');
});

test('texts are found by their numbers, whatever their characters', () => {
  const list = ['', 'ext4_ops', '…ß漢', '', '😀'.repeat(40_000)];
  const texts = textsOf(list);
  expect(allTexts(texts)).toEqual(list);
  const plain = ['', 'ext4_ops', 'x', ''];
  expect(allTexts(textsOf(plain))).toEqual(plain);
  expect([textAt(texts, 2), textAt(texts, 5), textAt(texts, -1)]).toEqual(['…ß漢', '', '']);
});
