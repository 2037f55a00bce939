/** Images: what goes in comes out, arrays when they are looked at. */
import { expect, test } from 'vitest';
import { dataOf, imageOf } from '../../src/store/image.js';
import { allTexts, textAt, textsOf } from '../../src/store/texts.js';

function through(data: object): { readonly data: unknown; readonly read: number[] } {
  const { head, arrays } = imageOf(data);
  const whole = Buffer.concat(arrays);
  const read: number[] = [];
  const back = dataOf(head, (start, length) => {
    read.push(start);
    return Uint8Array.from(whole.subarray(start, start + length));
  });
  return { data: back, read };
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

test('an array that has no place in an image is refused', () => {
  expect(() => imageOf({ wide: new Float64Array(1) })).toThrow('a Float64Array has no place in an image');
});

test('texts are found by their numbers, whatever their characters', () => {
  const list = ['', 'ext4_ops', '…ß漢', '', '😀'.repeat(40_000)];
  const texts = textsOf(list);
  expect(allTexts(texts)).toEqual(list);
  expect([textAt(texts, 2), textAt(texts, 5), textAt(texts, -1)]).toEqual(['…ß漢', '', '']);
});
