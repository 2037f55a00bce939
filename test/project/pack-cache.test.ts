import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheFolder } from '../../src/node/cache-folder.js';
import { openPack, openPacks, packFolder } from '../../src/node/pack-cache.js';
import { writeError } from '../../src/node/pack-error.js';
import { compileForChildren, makePack, temporaryFiles, temporaryFolder } from './pack-fixture.js';

/** Opens the packs of `argv[2]` with the cache `argv[3]` and prints what came of it; `argv[4]` is a pack to write. */
const CHILD = `
import { openPacks } from './src/node/pack-cache.js';
import { readPackManifest, writePackFile } from './src/node/pack-file.js';
const [, , folder, cache, database] = process.argv;
try {
  if (database) {
    const { database: _, ...description } = await readPackManifest(folder);
    await writePackFile(database, cache, description, { quality: 1 });
  } else {
    const { packs, problems } = await openPacks({ folder, cache });
    for (const pack of packs) console.log((await pack.store.get('SELECT name FROM t')).name);
    for (const problem of problems) console.log(problem.message);
  }
} catch (error) {
  console.log(error.message);
}
`;

let program = '';

beforeAll(() => {
  program = compileForChildren(mkdtempSync(join(tmpdir(), 'errnopath-test-')));
  writeFileSync(join(program, 'child.mjs'), CHILD);
}, 60_000);

afterAll(() => rmSync(program, { recursive: true, force: true }));

function startChild(folder: string, cache: string): ChildProcess {
  return spawn(process.execPath, [join(program, 'child.mjs'), folder, cache], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function output(child: ChildProcess): Promise<string> {
  const pieces: string[] = [];
  child.stdout?.on('data', (piece: Buffer) => pieces.push(piece.toString()));
  await once(child, 'close');
  return pieces.join('');
}

/** The names in a folder, none where it does not exist. */
function names(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe('the packs of a folder', () => {
  test('are unpacked once and answer', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'cache', 'errnopath');
    const { manifest } = await makePack(folder);
    const first = await openPacks({ folder, cache });
    expect(first.problems).toEqual([]);
    expect(first.packs.map((pack) => pack.manifest)).toEqual([manifest]);
    expect(await first.packs[0]?.store.all('SELECT name FROM t WHERE name = ?', 'count_mounts')).toEqual([
      { name: 'count_mounts' },
    ]);
    await first.packs[0]?.store.close();

    const [name = ''] = names(cache);
    expect(names(cache)).toEqual([`6.1.192-${manifest.database.sha256.slice(0, 16)}.db`]);
    const written = statSync(join(cache, name), { bigint: true });
    const second = await openPacks({ folder, cache });
    expect(statSync(join(cache, name), { bigint: true }).ino).toBe(written.ino);
    expect(statSync(join(cache, name), { bigint: true }).mtimeNs).toBe(written.mtimeNs);
    expect(await second.packs[0]?.store.get('SELECT name FROM t')).toEqual({ name: 'count_mounts' });
    await second.packs[0]?.store.close();
  });

  test('are read-only', async () => {
    const folder = temporaryFolder();
    const { packPath } = await makePack(folder);
    const pack = await openPack(packPath, join(folder, 'cache'));
    await expect(pack.store.all('DELETE FROM t RETURNING name')).rejects.toThrow(/readonly/);
    await pack.store.close();
    await expect(pack.store.get('SELECT name FROM t')).rejects.toThrow(/not open/);
  });

  test('go on working beside broken ones, which are named', async () => {
    const folder = temporaryFolder();
    await makePack(folder);
    writeFileSync(join(folder, '5.10.pack'), 'something else');
    writeFileSync(join(folder, '5.15.pack'), '');
    const newer = await makePack(folder, { id: '6.12.1' });
    writeFileSync(newer.packPath, readFileSync(newer.packPath).subarray(0, -20));
    writeFileSync(join(folder, 'README.md'), 'not looked at');
    const { packs, problems } = await openPacks({ folder, cache: join(folder, 'cache') });
    expect(packs.map((pack) => pack.manifest.kernel.id)).toEqual(['6.1.192']);
    expect(problems.map((problem) => [problem.file, problem.problem])).toEqual([
      [join(folder, '5.10.pack'), 'foreign'],
      [join(folder, '5.15.pack'), 'damaged'],
      [join(folder, '6.12.1.pack'), 'damaged'],
    ]);
    expect(names(join(folder, 'cache'))).toHaveLength(1);
    await packs[0]?.store.close();
  });

  test('hold a kernel once', async () => {
    const folder = temporaryFolder();
    const { packPath } = await makePack(folder);
    writeFileSync(join(folder, 'copy.pack'), readFileSync(packPath));
    const { packs, problems } = await openPacks({ folder, cache: join(folder, 'cache') });
    expect(packs).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/copy\.pack: holds 6\.1\.192, which .+ holds already; remove one of the two$/);
    await packs[0]?.store.close();
  });

  test('are a problem when the folder does not exist', async () => {
    const folder = join(temporaryFolder(), 'missing');
    const { packs, problems } = await openPacks({ folder, cache: join(folder, 'cache') });
    expect(packs).toEqual([]);
    expect(problems.map((problem) => problem.message)).toEqual([
      `${folder}: the folder of packs cannot be read (ENOENT); set ERRNOPATH_PACKS to the folder that holds them`,
    ]);
  });
});

describe('the cache', () => {
  test('is unpacked again when a file in it has another size, is no database, or has one bit that was altered', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'cache');
    const { packPath } = await makePack(folder);
    const { databasePath, store } = await openPack(packPath, cache);
    await store.close();
    const whole = readFileSync(databasePath);
    const altered = Buffer.from(whole);
    altered[whole.length - 1] = (altered.at(-1) ?? 0) ^ 4;
    for (const broken of [whole.subarray(0, 100), Buffer.alloc(0), Buffer.alloc(whole.length, 'x'), altered]) {
      writeFileSync(databasePath, broken);
      const pack = await openPack(packPath, cache);
      expect(await pack.store.get('SELECT name FROM t')).toEqual({ name: 'count_mounts' });
      await pack.store.close();
      expect(readFileSync(databasePath).equals(whole)).toBe(true);
    }
  });

  test('that cannot be written is named, with the way out', async () => {
    // A file where the folder should be: unlike permissions it stops root as well.
    const folder = temporaryFolder();
    await makePack(folder);
    writeFileSync(join(folder, 'file'), '');
    for (const cache of [join(folder, 'file'), join(folder, 'file', 'errnopath')]) {
      const { packs, problems } = await openPacks({ folder, cache });
      expect(packs).toEqual([]);
      expect(problems[0]?.problem).toBe('disk');
      expect(problems[0]?.message).toContain(cache);
      expect(problems[0]?.message).toContain('set XDG_CACHE_HOME to another folder');
    }
  });

  test.skipIf(process.getuid?.() === 0)('that permissions close is named', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'cache');
    await makePack(folder);
    mkdirSync(cache, { mode: 0o500 });
    const { problems } = await openPacks({ folder, cache });
    chmodSync(cache, 0o700);
    expect(problems[0]?.message).toContain('permission denied (EACCES)');
  });

  test('keeps no partial file when the disk is full', async () => {
    // A full disk needs root to make one. RLIMIT_FSIZE does the same to the same write(2): it takes a part, then fails
    // (EFBIG instead of ENOSPC; Node ignores SIGXFSZ). That the two read alike is the next test.
    const folder = temporaryFolder();
    const cache = join(folder, 'cache');
    const { databasePath, packPath } = await makePack(folder, { megabytes: 4 });
    const limited = (...argv: string[]): string =>
      spawnSync(
        'sh',
        ['-c', 'ulimit -f 2048; exec "$@"', 'sh', process.execPath, join(program, 'child.mjs'), ...argv],
        {
          encoding: 'utf8',
        },
      ).stdout;

    const unpacking = limited(folder, cache);
    expect(unpacking).toMatch(
      /^[^\n]+\.db: cannot be written, the file size limit is reached \(EFBIG\); free some space[^\n]+\n$/,
    );
    expect(names(cache)).toEqual([]);

    const previous = readFileSync(packPath);
    const writing = limited(packPath, packPath, databasePath);
    expect(writing).toMatch(/^[^\n]+\.pack: cannot be written, the file size limit is reached \(EFBIG\)[^\n]+--out\n$/);
    expect(readFileSync(packPath).equals(previous)).toBe(true);
    expect(temporaryFiles(folder)).toEqual([]);
  });

  test.each([
    ['ENOSPC', 'no space left on the device (ENOSPC); free some space or there'],
    ['EDQUOT', 'the disk quota is used up (EDQUOT); free some space or there'],
    ['EFBIG', 'the file size limit is reached (EFBIG); free some space or there'],
    ['EROFS', 'the file system is read-only (EROFS); make the folder writable or there'],
    ['EACCES', 'permission denied (EACCES); make the folder writable or there'],
    ['EIO', 'cannot be written, oops; check the disk or there'],
  ])('says what %s means', (code, text) => {
    const error = writeError('/there/x.db', Object.assign(new Error('oops'), { code }), 'or there');
    expect(error.message).toContain(text);
    expect(error.problem).toBe('disk');
  });
});

describe('two processes', () => {
  test('that unpack the same packs at once both get them', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'cache');
    await makePack(folder, { megabytes: 8 });
    const children = [startChild(folder, cache), startChild(folder, cache), startChild(folder, cache)];
    expect(await Promise.all(children.map(output))).toEqual(Array(3).fill('count_mounts\n'));
    expect(names(cache)).toHaveLength(1);
    expect(temporaryFiles(cache)).toEqual([]);
  });

  test('do not meet a partial file when one was killed in the middle', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'cache');
    await makePack(folder, { megabytes: 24 });
    const child = startChild(folder, cache);
    const ended = once(child, 'close');
    while (temporaryFiles(existsSync(cache) ? cache : folder).length === 0 && child.exitCode === null) await sleep(1);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    expect(names(cache)).toEqual([expect.stringMatching(/\.db\.[0-9a-f]{8}\.\d+\.[0-9a-f-]{36}\.tmp$/)]);

    const { packs, problems } = await openPacks({ folder, cache });
    expect(problems).toEqual([]);
    expect(await packs[0]?.store.get('SELECT count(*) AS rows FROM t')).toEqual({ rows: 25 });
    await packs[0]?.store.close();
    expect(names(cache)).toEqual([expect.stringMatching(/^6\.1\.192-[0-9a-f]{16}\.db$/)]);
  });

  test('leave the temporary file of the living, and of another host until it is a day old', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'cache');
    await makePack(folder);
    mkdirSync(cache);
    const uuid = '00000000-0000-4000-8000-000000000000';
    const elsewhere = `6.1.192-0123456789abcdef.db.00000000.1.${uuid}.tmp`;
    const old = `6.1.191-0123456789abcdef.db.00000000.1.${uuid}.tmp`;
    for (const name of [elsewhere, old, 'notes.tmp']) writeFileSync(join(cache, name), '');
    utimesSync(join(cache, old), 1, 1);
    const { packs } = await openPacks({ folder, cache });
    await packs[0]?.store.close();
    expect(temporaryFiles(cache)).toEqual([elsewhere, 'notes.tmp']);
  });
});

describe('the folders', () => {
  test('are those of the environment, else of the package and the user', () => {
    expect(packFolder({ ERRNOPATH_PACKS: '/srv/packs' })).toBe('/srv/packs');
    expect(packFolder({})).toBe(join(import.meta.dirname, '../../data/packs'));
    expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache' })).toBe('/var/cache/errnopath');
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/\/\.cache\/errnopath$/);
    expect(cacheFolder({})).toMatch(/\/\.cache\/errnopath$/);
  });
});
