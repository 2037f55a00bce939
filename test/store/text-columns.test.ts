/** Texts come out of a pack as they went in, whatever they hold. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTexts, encodeTexts, groupsOf, type TextTable } from '../../src/store/text-columns.js';

const never = (): boolean => false;

function throughBytes(table: TextTable, rows: number, startsGroup: (row: number) => boolean = never): TextTable {
  const copy = Object.fromEntries(Object.entries(table).map(([name, texts]) => [name, [...texts]]));
  const back: TextTable = Object.fromEntries(Object.keys(table).map((name) => [name, []]));
  decodeTexts(back, rows, startsGroup, encodeTexts(copy, rows, startsGroup));
  return back;
}

describe('text columns', () => {
  test('any texts of any columns are read back', () => {
    const text = fc.oneof(
      fc.constantFrom('', 'ext4_get_inode', 'ext4_get_block', '!page || IS_ERR(page)', 'größer…', '_'),
      fc.string({ unit: 'binary' }),
    );
    const rows = fc.array(fc.tuple(text, text, text), { maxLength: 30 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 5 }), (all, every) => {
        const table = {
          site_guard: all.map(([guard]) => guard),
          site_config: all.map(([, config]) => config),
          site_reason: all.map(([, , reason]) => reason),
        };
        expect(throughBytes(table, all.length, (row) => row % every === 0)).toEqual(table);
      }),
      { numRuns: 15 },
    );
  });

  test('a reason that stands in its guard takes next to nothing', () => {
    const names = Array.from({ length: 500 }, (_, i) => `check_${(i * 7919) % 500}`);
    const guards = names.map((name) => `${name}(x) < 0`);
    const alone = encodeTexts({ site_guard: [...guards] }, 500, never).length;
    const both = encodeTexts({ site_guard: [...guards], site_reason: [...names] }, 500, never).length;
    expect(both - alone).toBeLessThan(20);
    expect(throughBytes({ site_guard: guards, site_reason: names }, 500).site_reason).toEqual(names);
  });

  test('names that share words take a fraction of their length', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `some_driver_${i % 40}_set_option_${i % 7}`);
    expect(encodeTexts({ function_name: names }, names.length, never).length).toBeLessThan(names.join().length / 20);
  });

  test('a damaged column ends in an error or in other texts, never in a hang', () => {
    const names = Array.from({ length: 200 }, (_, i) => `name_${i}`);
    const bytes = encodeTexts({ function_name: names }, 200, never);
    bytes.fill(255, 10);
    const back: TextTable = { function_name: [] };
    try {
      decodeTexts(back, 200, never, bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(back.function_name).not.toEqual(names);
  });
});

test('groups are the folders of files, the files of functions and those of sites', () => {
  const starts = groupsOf(
    ['a/x.c', 'a/y.c', 'b/z.c', 'b/zz.c'],
    (fn) => [0, 0, 1, 2][fn],
    (site) => [0, 1, 2, 2][site],
  );
  const rows = [0, 1, 2, 3];
  // A folder is known only behind its first file.
  expect(rows.map(starts.file_texts)).toEqual([false, false, false, true]);
  expect(rows.map(starts.function_texts)).toEqual([true, false, true, true]);
  expect(rows.map(starts.site_texts)).toEqual([true, false, true, false]);
});
