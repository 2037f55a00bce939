/** A file counts as checked only as long as nobody wrote to it. */
import { closeSync, fstatSync, openSync, readFileSync, statSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { tempFolder } from '../source/temp-folder.js';

/** As another process has it: without what this one remembers. */
async function fresh(): Promise<typeof import('../../src/node/checked-before.js')> {
  vi.resetModules();
  return import('../../src/node/checked-before.js');
}

const statsOf = (path: string) => statSync(path, { bigint: true });
const LATER = Date.now() + 60_000;

let file: string;
beforeEach(() => {
  file = join(tempFolder(), '6.1.192-0123456789abcdef.db');
  writeFileSync(file, 'all of it');
});

test('what was found whole is known to this process and to the next', async () => {
  const { noteChecked, wasChecked } = await fresh();
  expect(wasChecked(file, statsOf(file))).toBe(false);
  noteChecked(file, statsOf(file), LATER);
  expect(wasChecked(file, statsOf(file))).toBe(true);
  expect((await fresh()).wasChecked(file, statsOf(file))).toBe(true);
});

test('a byte that is written makes it unknown, whatever its times are set to', async () => {
  const { noteChecked, wasChecked } = await fresh();
  const before = statSync(file);
  noteChecked(file, statsOf(file), LATER);
  await new Promise((done) => setTimeout(done, 20));
  const open = openSync(file, 'r+');
  writeSync(open, 'A', 0);
  closeSync(open);
  utimesSync(file, before.atime, before.mtime);
  expect(statSync(file).size).toBe(before.size);
  expect(wasChecked(file, statsOf(file))).toBe(false);
  expect((await fresh()).wasChecked(file, statsOf(file))).toBe(false);
});

test('a file that was just written is not noted', async () => {
  const { noteChecked, wasChecked } = await fresh();
  noteChecked(file, statsOf(file));
  expect(wasChecked(file, statsOf(file))).toBe(false);
});

test('what was noted before the machine started again counts for nothing and goes', async () => {
  const notes = join(file, '..', 'checked');
  (await fresh()).noteChecked(file, statsOf(file), LATER);
  const [line = ''] = readFileSync(notes, 'utf8').split('\n');
  writeFileSync(notes, `${line.replace(/^\S+/, '00000000-0000-0000-0000-000000000000')}\n`);
  const { noteChecked, wasChecked } = await fresh();
  expect(wasChecked(file, statsOf(file))).toBe(false);
  const other = join(file, '..', 'other.db');
  writeFileSync(other, '');
  noteChecked(other, statsOf(other), LATER);
  expect(readFileSync(notes, 'utf8')).toMatch(/^\S+( \d+){5} other\.db\n$/);
});

test('notes that are damaged, or cannot be kept, do no harm', async () => {
  const notes = join(file, '..', 'checked');
  writeFileSync(notes, 'x\n\n  \n6.1.192-0123456789abcdef.db');
  const { noteChecked, wasChecked } = await fresh();
  expect(wasChecked(file, statsOf(file))).toBe(false);
  const nowhere = join(file, 'not a folder', 'x.db');
  const open = openSync(file, 'r');
  noteChecked(nowhere, fstatSync(open, { bigint: true }), LATER);
  closeSync(open);
  expect(wasChecked(file, statsOf(file))).toBe(false);
});
