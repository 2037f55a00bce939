/** Images on disk: nothing is read from one that is not, to the bit, what this program wrote. */
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { kept } from '../../src/domain/kept.js';
import { imageFiles } from '../../src/node/image-files.js';
import type { Column } from '../../src/store/column.js';
import { tempFolder } from '../source/temp-folder.js';

const DATA = {
  labels: ['ext4_ops', ''],
  costs: Float32Array.of(1.5, 2),
  none: new Uint32Array(0),
  sites: Uint32Array.from({ length: 300 }, (_, i) => i),
};

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

async function written(): Promise<{ readonly path: string; readonly file: string }> {
  const path = join(tempFolder(), '6.1.192-0123456789abcdef.db');
  await imageFiles(path, 'program').write('ground', DATA);
  return { path, file: `${path}.ground.image` };
}

test('what was kept is there for the next process of the same program, and for no other', async () => {
  const { path } = await written();
  const images = imageFiles(path, 'program');
  expect(await images.read('ground')).toEqual(DATA);
  expect(await images.read('ground')).toEqual(DATA);
  expect(await images.read('another')).toBeUndefined();
  images.close();
  expect(await imageFiles(path, 'another').read('ground')).toBeUndefined();
  expect(readdirSync(join(path, '..'))).toEqual(['6.1.192-0123456789abcdef.db.ground.image']);
});

test('an image with any byte changed, cut short or lengthened counts for nothing', async () => {
  const { path, file } = await written();
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at++) {
    const altered = Buffer.from(whole);
    altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
    writeFileSync(file, altered);
    expect(await imageFiles(path, 'program').read('ground'), `byte ${at}`).toBeUndefined();
  }
  for (const length of [0, 1, 191, 192, 193, whole.length - 1]) {
    writeFileSync(file, whole);
    truncateSync(file, length);
    expect(await imageFiles(path, 'program').read('ground'), `${length} bytes`).toBeUndefined();
  }
  writeFileSync(file, Buffer.concat([whole, Buffer.alloc(1)]));
  expect(await imageFiles(path, 'program').read('ground')).toBeUndefined();
  writeFileSync(file, whole);
  expect(await imageFiles(path, 'program').read('ground')).toEqual(DATA);
});

test('what is damaged is made again and replaced', async () => {
  const { path, file } = await written();
  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, 400));
  expect(await kept({ images: imageFiles(path, 'program') }, 'ground', async () => DATA)).toBe(DATA);
  expect(readFileSync(file)).toEqual(whole);
});

test('a file that nobody closed is open as long as its data is in use', async () => {
  const { path, file } = await written();
  const isOpen = (): boolean => readdirSync('/proc/self/fd').some((fd) => linkOf(`/proc/self/fd/${fd}`) === file);
  const used: { data?: unknown } = { data: await imageFiles(path, 'program').read('ground', ['sites']) };
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  await setImmediate();
  expect((used.data as { sites: Column }).sites.at(299)).toBe(299);
  expect(isOpen()).toBe(true);
  delete used.data;
  await vi.waitFor(async () => {
    collect();
    await setImmediate();
    expect(isOpen()).toBe(false);
  });
});

test('an image that is replaced or removed stays what it was for who has it open', async () => {
  const { path } = await written();
  const images = imageFiles(path, 'program');
  const first = await images.read('ground');
  await imageFiles(path, 'program').write('ground', { costs: Float32Array.of(9) });
  expect(first).toEqual(DATA);
  images.close();
});

test('where nothing can be written, answers go on without', async () => {
  const folder = join(tempFolder(), 'a file');
  writeFileSync(folder, '');
  const path = join(folder, 'x.db');
  const images = imageFiles(path, 'program');
  expect(await kept({ images }, 'ground', async () => DATA)).toBe(DATA);
  expect(await images.read('ground')).toBeUndefined();
  const blocked = join(tempFolder(), 'y.db');
  mkdirSync(`${blocked}.ground.image`);
  expect(await kept({ images: imageFiles(blocked, 'program') }, 'ground', async () => DATA)).toBe(DATA);
  expect(existsSync(`${blocked}.ground.image`)).toBe(true);
  expect(readdirSync(join(blocked, '..'))).toEqual(['y.db.ground.image']);
});
