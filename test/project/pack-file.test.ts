import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PackError, type PackProblem } from '../../src/node/pack-error.js';
import { readPackManifest, unpackPackFile, writePackFile } from '../../src/node/pack-file.js';
import { SCHEMA_VERSION } from '../../src/store/schema.js';
import { description, makePack, temporaryFiles, temporaryFolder, writeDatabase } from './pack-fixture.js';

/** The error of an attempt, which has to fail with a {@link PackError} of one line that names the file. */
async function failure(attempt: Promise<unknown>, problem: PackProblem, file: string): Promise<PackError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PackError)) throw new Error(`expected a PackError, got ${String(error)}`, { cause: error });
  expect(error.problem).toBe(problem);
  expect(error.file).toBe(file);
  expect(error.message).toMatch(/^[^\n]+: [^\n]+; [^\n]+$/);
  expect(error.message).toContain(file);
  return error;
}

/** Writes the pack again with its head changed by `edit`, its checksum left as it was. */
function editHead(packPath: string, edit: (head: string) => string): void {
  const bytes = readFileSync(packPath);
  const end = bytes.indexOf(10, bytes.indexOf(10) + 1);
  const head = edit(bytes.subarray(0, end).toString('utf8'));
  writeFileSync(packPath, Buffer.concat([Buffer.from(head), bytes.subarray(end)]));
}

/** A pack of our format whose manifest is `change(manifest)`, with a valid checksum. */
async function packWithManifest(
  folder: string,
  change: (manifest: Record<string, unknown>) => unknown,
): Promise<string> {
  const { createHash } = await import('node:crypto');
  const { packPath } = await makePack(folder);
  editHead(packPath, (head) => {
    const line = JSON.stringify(change(JSON.parse(head.slice(head.indexOf('\n') + 1))));
    return `errnopath-pack ${createHash('sha256').update(line).digest('hex')}\n${line}`;
  });
  return packPath;
}

describe('a pack', () => {
  test('gives back the database and the manifest it was written from', async () => {
    const folder = temporaryFolder();
    const { packPath, databasePath, manifest } = await makePack(folder, { megabytes: 1 });
    const unpacked = join(folder, 'unpacked.db');
    expect(await unpackPackFile(packPath, unpacked)).toEqual(manifest);
    expect(readFileSync(unpacked).equals(readFileSync(databasePath))).toBe(true);
    expect(await readPackManifest(packPath)).toEqual(manifest);
    expect(manifest).toMatchObject(description());
    expect(temporaryFiles(folder)).toEqual([]);
  });

  test('has the same bytes when it is written twice', async () => {
    const folder = temporaryFolder();
    const { packPath, databasePath } = await makePack(folder, { megabytes: 1 });
    const again = join(folder, 'again.pack');
    await writePackFile(databasePath, again, description(), { quality: 1 });
    expect(readFileSync(again).equals(readFileSync(packPath))).toBe(true);
  });

  test('replaces the previous pack only when it is whole', async () => {
    const folder = temporaryFolder();
    const { packPath } = await makePack(folder);
    const before = readFileSync(packPath);
    await expect(writePackFile(join(folder, 'missing.db'), packPath, description(), { quality: 1 })).rejects.toThrow(
      'missing.db',
    );
    expect(readFileSync(packPath).equals(before)).toBe(true);
    expect(temporaryFiles(folder)).toEqual([]);
  });

  test('is not written with a kernel id that is no file name', async () => {
    const folder = temporaryFolder();
    const { databasePath } = await makePack(folder);
    const before = readdirSync(folder);
    for (const id of ['../6.1', '.hidden', '6.1/192', '', 'a'.repeat(100), '6.1\n2']) {
      const hostile = { ...description(), kernel: { id, line: '6.1', version: '6.1.192' } };
      await expect(writePackFile(databasePath, join(folder, 'x.pack'), hostile, { quality: 1 })).rejects.toThrow();
    }
    expect(readdirSync(folder)).toEqual(before);
  });

  test('cannot be written into a folder that does not exist', async () => {
    const folder = temporaryFolder();
    const { databasePath } = await makePack(folder);
    const target = join(folder, 'missing', '6.1.192.pack');
    const error = await failure(writePackFile(databasePath, target, description(), { quality: 1 }), 'disk', target);
    expect(error.message).toContain('ENOENT');
    expect(error.message).toContain('--out');
  });
});

describe('a pack that was altered', () => {
  test('is refused or unharmed wherever one bit flips', async () => {
    const folder = temporaryFolder();
    const { databasePath, packPath } = await makePack(folder);
    const original = readFileSync(packPath);
    const database = readFileSync(databasePath);
    const altered = join(folder, 'altered.pack');
    const target = join(folder, 'target.db');
    // Every bit of the magic, then positions spread over the head and the body.
    const magic = Array.from({ length: 32 }, (_, position) => position);
    const spread = Array.from({ length: 150 }, (_, step) => Math.floor((step * original.length) / 150));
    let refused = 0;
    for (const position of [...magic, ...spread, original.length - 1]) {
      const bytes = Buffer.from(original);
      bytes.writeUInt8(bytes.readUInt8(position) ^ (1 << (position % 8)), position);
      writeFileSync(altered, bytes);
      const error = await unpackPackFile(altered, target).catch((reason: unknown) => reason);
      if (error instanceof PackError) {
        expect(['damaged', 'foreign']).toContain(error.problem);
        expect(existsSync(target)).toBe(false);
        refused++;
        continue;
      }
      // A few bits of a brotli stream only pad it: then what comes out is what went in.
      expect(readFileSync(target).equals(database)).toBe(true);
      rmSync(target);
    }
    expect(refused).toBeGreaterThan(150);
    expect(temporaryFiles(folder)).toEqual([]);
  });

  test.each([
    ['in the magic word', 5],
    ['in the checksum', 40],
    ['in the manifest', 300],
  ])('is refused when it ends %s', async (_where, length) => {
    const folder = temporaryFolder();
    const { packPath } = await makePack(folder);
    writeFileSync(packPath, readFileSync(packPath).subarray(0, length));
    await failure(readPackManifest(packPath), length < 14 ? 'foreign' : 'damaged', packPath);
  });

  test.each([
    ['without a body', () => 0],
    ['after the first byte of the body', () => 1],
    ['in the middle of the body', (size: number, head: number) => Math.floor((size - head) / 2)],
    ['one byte early', (size: number, head: number) => size - head - 1],
  ])('is refused when it ends %s', async (_where, bodyLength) => {
    const folder = temporaryFolder();
    const { packPath } = await makePack(folder);
    const bytes = readFileSync(packPath);
    const head = bytes.indexOf(10, bytes.indexOf(10) + 1) + 1;
    writeFileSync(packPath, bytes.subarray(0, head + bodyLength(bytes.length, head)));
    const target = join(folder, 'target.db');
    const error = await failure(unpackPackFile(packPath, target), 'damaged', packPath);
    expect(error.message).toContain('errnopath index linux-source-6.1_6.1.192-2_all.deb --out');
    expect(existsSync(target)).toBe(false);
    expect(temporaryFiles(folder)).toEqual([]);
  });

  test('is refused when something follows its end', async () => {
    const folder = temporaryFolder();
    const { packPath } = await makePack(folder);
    writeFileSync(packPath, Buffer.concat([readFileSync(packPath), Buffer.from('more')]));
    const error = await failure(unpackPackFile(packPath, join(folder, 'target.db')), 'damaged', packPath);
    expect(error.message).toContain('something follows its end');
  });

  test('is refused when it holds another database than its manifest says', async () => {
    const folder = temporaryFolder();
    const small = await makePack(folder);
    const large = await makePack(folder, { id: '6.12.1', megabytes: 1 });
    const body = (path: string): Buffer => {
      const bytes = readFileSync(path);
      return bytes.subarray(bytes.indexOf(10, bytes.indexOf(10) + 1) + 1);
    };
    const head = (path: string): Buffer => readFileSync(path).subarray(0, -body(path).length);
    const swapped = join(folder, 'swapped.pack');
    const target = join(folder, 'target.db');
    for (const [a, b] of [
      [small, large],
      [large, small],
    ] as const) {
      writeFileSync(swapped, Buffer.concat([head(a.packPath), body(b.packPath)]));
      await failure(unpackPackFile(swapped, target), 'damaged', swapped);
      expect(existsSync(target)).toBe(false);
    }
  });
});

describe('a file that is no pack of this program', () => {
  test('is refused when it is empty', async () => {
    const path = join(temporaryFolder(), 'empty.pack');
    writeFileSync(path, '');
    expect((await failure(readPackManifest(path), 'damaged', path)).message).toContain('empty');
  });

  test('is refused when it is something else', async () => {
    const folder = temporaryFolder();
    const database = join(folder, 'database.pack');
    await writeDatabase(database);
    await failure(readPackManifest(database), 'foreign', database);
    const script = join(folder, 'script.pack');
    copyFileSync(new URL(import.meta.url), script);
    await failure(readPackManifest(script), 'foreign', script);
    const zeros = join(folder, 'zeros.pack');
    writeFileSync(zeros, Buffer.alloc(200_000));
    await failure(readPackManifest(zeros), 'foreign', zeros);
  });

  test('is refused when it is a folder or missing', async () => {
    const folder = temporaryFolder();
    expect((await failure(readPackManifest(folder), 'unreadable', folder)).message).toContain('EISDIR');
    const missing = join(folder, 'missing.pack');
    expect((await failure(readPackManifest(missing), 'unreadable', missing)).message).toContain('ENOENT');
  });

  test.each([
    [
      'an older schema',
      { schema: 0 },
      'version',
      `an older schema (0, this program reads ${SCHEMA_VERSION}); rebuild it with: errnopath`,
    ],
    [
      'a newer schema',
      { schema: 99 },
      'version',
      `a newer schema (99, this program reads ${SCHEMA_VERSION}); update errnopath, or`,
    ],
    ['a newer format', { format: 2 }, 'version', 'a newer format (2, this program reads 1); update errnopath, or'],
    ['no counts', { counts: undefined }, 'foreign', 'its manifest is not valid (counts'],
    ['a path as id', { kernel: { id: '../../x', line: '6.1', version: '6.1.1' } }, 'foreign', 'kernel.id'],
  ] as const)('is refused when its manifest has %s', async (_what, change, problem, text) => {
    const path = await packWithManifest(temporaryFolder(), (manifest) => ({ ...manifest, ...change }));
    expect((await failure(readPackManifest(path), problem, path)).message).toContain(text);
  });

  test('is refused in words when an older schema had another manifest altogether', async () => {
    const path = await packWithManifest(temporaryFolder(), () => ({ format: 1, schema: 0 }));
    const error = await failure(readPackManifest(path), 'version', path);
    expect(error.message).toContain('errnopath index SOURCE --out');
  });

  test('cannot smuggle a command into the line that rebuilds it', async () => {
    const source = { kind: 'deb', name: "$(reboot)'; reboot #" };
    const path = await packWithManifest(temporaryFolder(), (manifest) => ({ ...manifest, schema: 0, source }));
    const error = await failure(readPackManifest(path), 'version', path);
    expect(error.message).toContain(`errnopath index '$(reboot)'\\''; reboot #' --out`);
  });
});
