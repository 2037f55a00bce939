/** Every file of `data/causes/` says what the schema allows, and nothing else: programs rely on that without another look. */
import { expect, test } from 'vitest';
import * as causeFiles from '../../src/domain/cause-files.js';
import { CAUSES } from '../../src/domain/causes.js';
import { Cause } from '../../src/schemas/cause.js';

test.each(Object.entries(causeFiles))('%s', (_, cause) => {
  expect(Cause.parse(cause)).toEqual(cause);
});

test('all of them are there, by id', () => {
  expect(CAUSES.map(({ id }) => id)).toEqual([...new Set(Object.values(causeFiles).map(({ id }) => id))].sort());
});
