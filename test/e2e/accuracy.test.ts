/** `npm run accuracy` as a command, over a kernel that knows few of the syscalls it asks for. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EXPORTS, type Export, exportRows } from '../truth/exports.js';
import { LAUNCHER } from './service.js';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'errnopath-test-'));

beforeAll(() => {
  const argv = [LAUNCHER, 'index', join(root, 'test/fixtures/tree'), '--out', folder, '--no-cache', '--quiet'];
  expect(spawnSync(process.execPath, argv).status).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function accuracy(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, 'bin/accuracy.mjs'), ...argv], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
  });
}

test('prints figures and misses, and fails under the floors', () => {
  const { status, stdout } = accuracy('--packs', folder, '--kernel', '9.9', '--misses', '1', '--ci');
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^Linux 9\.9\.1 x86_64 +figure +value +floor +best\nmanual pages \(\d\d\) +covered +0\.\d+ +0\.\d+\n/,
  );
  expect(stdout).toMatch(/\nrunning kernels +no truth for this kernel\n/);
  expect(stdout).toMatch(/\n +faults +0\n/);
  expect(stdout).toMatch(/\nunder the floor: manual pages covered 0\.\d+ < 0\.\d+\n/);
  expect(stdout).not.toContain('under the floor: running kernels');
  expect(stdout).toMatch(
    /\nmanual pages, covered: no origin at all: \d+\n {2}\w+ E\w+: \w+\(2\)\n {2}… and \d+ more\n/,
  );
}, 60_000);

test('reads exports to their end, and says when there is none', async () => {
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  const exported = { packs: folder, kernel: '9.9.1', arch: 'x86_64' };
  for (const kind of Object.keys(EXPORTS) as Export[]) {
    let rows = 0;
    for await (const _ of exportRows(kind, exported)) rows += 1;
    expect(rows).toBeGreaterThan(0);
  }
  for await (const row of exportRows('functions', exported)) {
    expect(row.line).toBeGreaterThan(0);
    break;
  }
  const none = exportRows('returns', { ...exported, kernel: '1.2.3' }).next();
  await expect(none).rejects.toThrow('errnopath export --returns failed with 1');
  vi.unstubAllEnvs();
}, 60_000);

test('names what it cannot do', { timeout: 60_000 }, () => {
  expect(accuracy('--packs', folder, '--kernel', '6.1')).toMatchObject({
    status: 1,
    stderr: `accuracy: ${folder} has no pack of 6.1; it has: 9.9.1\n`,
  });
  expect(accuracy('--kernel', '6.1', '--misses', 'many').status).toBe(2);
  expect(accuracy('--packs', folder)).toMatchObject({ status: 2, stdout: '' });
});
