/** Packs that are damaged, cut or exchanged: what is answered is right, or it is an error. `npm run test:faults` runs it. */

import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { liveApp } from '../../src/node/live-app.js';
import { openPack } from '../../src/node/pack-cache.js';
import { indexPack, QUESTIONS, randomFrom } from './indexed-pack.js';

const FLIPS = 500;

/** Images are kept by a program that has a name, which sources do not. */
const program = vi.hoisted((): { name: string | undefined } => ({ name: undefined }));
vi.mock('../../src/node/program-name.js', () => ({ programName: () => program.name }));

let folder: string;
let pack: Buffer;
let database: Buffer;
let databaseName: string;
/** What is right, by question. */
const right = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
  const packPath = indexPack(join(folder, 'packs'));
  pack = readFileSync(packPath);
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  const { databasePath, store } = await openPack(packPath);
  await store.close();
  database = readFileSync(databasePath);
  databaseName = databasePath.slice(databasePath.lastIndexOf('/') + 1);
  for (const [question, answer] of await answersOver(join(folder, 'packs'))) {
    expect(answer).toMatch(/^200 /);
    right.set(question, answer);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Opens a folder as the service does and asks everything. */
async function answersOver(packs: string): Promise<Map<string, string>> {
  const live = await liveApp({ packs, builds: join(folder, 'none'), lookEvery: 1e6, onError: () => undefined });
  const answers = new Map<string, string>();
  for (const question of QUESTIONS) {
    const response = await live.fetch(new Request(`http://localhost${question}`));
    answers.set(question, `${response.status} ${await response.text()}`);
  }
  await live.close();
  return answers;
}

/** Every answer that is neither right nor a refusal. */
function wrong(answers: ReadonlyMap<string, string>): string[] {
  return [...answers].flatMap(([question, answer]) => {
    if (answer === right.get(question) || /^(?:404|503) /.test(answer)) return [];
    // Without its one kernel the list is empty, and says so.
    if (question === '/v1/kernels' && answer === '200 {"kernels":[],"total":0,"next_cursor":null}') return [];
    return [`${question}: ${answer.slice(0, 200)}`];
  });
}

function flipped(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(random() * copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return copy;
}

/** A folder with the pack, and a cache that is empty or holds a database. */
function place(packBytes: Buffer, databaseBytes?: Buffer): string {
  const packs = mkdtempSync(join(folder, 'case-'));
  writeFileSync(join(packs, '9.9.1.pack'), packBytes);
  vi.stubEnv('XDG_CACHE_HOME', join(packs, 'cache'));
  if (databaseBytes !== undefined) {
    mkdirSync(join(packs, 'cache/errnopath'), { recursive: true });
    writeFileSync(join(packs, 'cache/errnopath', databaseName), databaseBytes);
  }
  return packs;
}

test(`a pack with one flipped bit, ${FLIPS} times: nothing wrong is answered`, { timeout: 900_000 }, async () => {
  const random = randomFrom(1);
  for (let i = 0; i < FLIPS; i++) {
    const packs = place(flipped(pack, random));
    expect(wrong(await answersOver(packs))).toEqual([]);
    rmSync(packs, { recursive: true });
  }
});

test(`an unpacked database with one flipped bit, ${FLIPS} times: it is unpacked again`, {
  timeout: 900_000,
}, async () => {
  const random = randomFrom(2);
  for (let i = 0; i < FLIPS; i++) {
    const packs = place(pack, flipped(database, random));
    expect(await answersOver(packs)).toEqual(right);
    rmSync(packs, { recursive: true });
  }
});

test(`an image with one flipped bit, ${FLIPS} times: it is made again`, { timeout: 900_000 }, async () => {
  program.name = 'program';
  try {
    const packs = place(pack, database);
    const cache = join(packs, 'cache/errnopath');
    expect(await answersOver(packs)).toEqual(right);
    const images = readdirSync(cache).filter((name) => name.endsWith('.image'));
    expect(images.map((name) => name.split('.').at(-2)).sort()).toEqual([
      'ground',
      'known',
      'left-x86_64',
      'places',
      'reach-x86_64',
      'regions-x86_64',
    ]);
    const random = randomFrom(4);
    for (let i = 0; i < FLIPS; i++) {
      const image = join(cache, images[i % images.length] ?? '');
      const whole = readFileSync(image);
      writeFileSync(image, flipped(whole, random));
      expect(await answersOver(packs)).toEqual(right);
      expect(readFileSync(image).equals(whole)).toBe(true);
    }
    rmSync(packs, { recursive: true });
  } finally {
    program.name = undefined;
  }
});

test('a pack or a database that is cut anywhere: an error, or unpacked again', { timeout: 300_000 }, async () => {
  const random = randomFrom(3);
  for (let i = 0; i < 50; i++) {
    const cut = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(random() * bytes.length));
    const packs = place(cut(pack));
    const answers = await answersOver(packs);
    expect(wrong(answers)).toEqual([]);
    expect(answers.get(QUESTIONS[1])).toMatch(/^404 /);
    const again = place(pack, cut(database));
    expect(await answersOver(again)).toEqual(right);
    for (const one of [packs, again]) rmSync(one, { recursive: true });
  }
});

/** Asks again and again until told to stop; every answer that came, once. */
function asking(live: Awaited<ReturnType<typeof liveApp>>, questions: readonly string[]) {
  const seen = new Set<string>();
  let stopped = false;
  const loop = async (question: string): Promise<void> => {
    while (!stopped) {
      const response = await live.fetch(new Request(`http://localhost${question}`));
      seen.add(`${question} ${response.status} ${await response.text()}`);
      await new Promise((next) => setTimeout(next, 1));
    }
  };
  const loops = questions.map(loop);
  return async (): Promise<Set<string>> => {
    stopped = true;
    await Promise.all(loops);
    return seen;
  };
}

test('packs that are exchanged, cut and deleted under load: each answer is that of one of them', {
  timeout: 300_000,
}, async () => {
  const packs = place(pack);
  const errors: Error[] = [];
  const live = await liveApp({
    packs,
    builds: join(folder, 'none'),
    lookEvery: 20,
    onError: (error) => errors.push(error),
  });
  const stop = asking(live, QUESTIONS);
  const path = join(packs, '9.9.1.pack');
  const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));
  for (let round = 0; round < 10; round++) {
    // Exchanged by the same, whole: a new file, as a copy beside it and a rename make one.
    writeFileSync(`${path}.new`, pack);
    renameSync(`${path}.new`, path);
    await pause(120);
    // Cut in place within its head, as a copy that goes wrong: that is told, and what was read goes on answering.
    const before = errors.length;
    truncateSync(path, 20);
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(before), 10_000);
    copyFileSync(join(folder, 'packs/9.9.1.pack'), path);
    await pause(120);
  }
  rmSync(path);
  await vi.waitFor(() => expect(live.kernels()).toEqual([]), 10_000);
  const seen = await stop();
  await live.close();
  const expected = new Set([...right].map(([question, answer]) => `${question} ${answer}`));
  const others = [...seen].filter((one) => !expected.has(one));
  // At the end no kernel is left: that is said, and nothing else.
  expect(
    others.filter((one) => !/ 404 \{"type":"urn:errnopath:problem:unknown-kernel"|"kernels":\[\]/.test(one)),
  ).toEqual([]);
  for (const error of errors) expect(error.message).toContain('9.9.1.pack: ');
});

test('a clock that jumps by years changes no answer, and no rate', async () => {
  const packs = place(pack);
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    for (const now of ['2040-01-01', '1980-01-01', '2026-01-01']) {
      vi.setSystemTime(new Date(now));
      expect(await answersOver(packs)).toEqual(right);
    }
  } finally {
    vi.useRealTimers();
  }
});
