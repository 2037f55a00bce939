/** What V8 compiled of the program is kept by the first command, and taken as it is by all others. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
let compiled: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));
  const built = join(folder, 'dist/src/node');
  mkdirSync(built, { recursive: true });
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(import.meta.dirname, '../../bin/program.mjs'), join(folder, 'bin/program.mjs'));
  writeFileSync(
    join(built, 'program.cjs'),
    'exports.runCli = async (argv) => { for (let i = 0; i < 5; i++) console.log(argv.join()); return 3; };',
  );
  compiled = join(built, 'program.cjs.compiled');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(word: string): string {
  const module = JSON.stringify(pathToFileURL(join(folder, 'bin/program.mjs')).href);
  const code = `import(${module}).then(({ runCli }) => runCli([${JSON.stringify(word)}])).then((status) => console.log(status));`;
  return spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' }).stdout;
}

test('the second command takes what the first one kept, and leaves it', () => {
  expect(run('one')).toContain('one\n3\n');
  const kept = { bytes: readFileSync(compiled), file: statSync(compiled).ino };
  expect(run('two')).toContain('two\n3\n');
  expect({ bytes: readFileSync(compiled), file: statSync(compiled).ino }).toEqual(kept);
});

test('what is no compiled program is made again', () => {
  writeFileSync(compiled, 'something else');
  expect(run('one')).toContain('one\n3\n');
  expect(readFileSync(compiled).length).toBeGreaterThan(100);
  rmSync(compiled);
  expect(existsSync(compiled)).toBe(false);
  expect(run('one')).toContain('3');
});
