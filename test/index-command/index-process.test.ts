/** `errnopath index` as a process: Ctrl-C and kill -9 in the middle of an archive. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tar, treeEntries } from '../source/mini-tree.js';
import { hasProgram, pipeThrough } from '../source/programs.js';
import { tempFile, tempFolder, writeTree } from '../source/temp-folder.js';

const script = fileURLToPath(new URL('./index-process.mjs', import.meta.url));

/** Starts a run over an archive too large for the pipes, and waits until it is in the middle of it. */
async function startRun(out: string) {
  const filler = { name: 'linux-6.1/lib/filler.c', content: randomBytes(2 * 1024 ** 2) };
  const path = tempFile('linux.tar.xz', pipeThrough('xz', await tar([...treeEntries(), filler])));
  const child = spawn(process.execPath, [script, path, '--out', out], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  await once(child.stdout, 'data');
  const ended = once(child, 'close');
  return { child, ended, stderr: () => stderr };
}

/** Process ids of the programs a process started, from Linux's /proc. */
function childrenOf(parent: ChildProcess): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[1] === String(parent.pid);
    } catch {
      return false; // ended meanwhile
    }
  });
}

/** Whether a process id is a running `xz`: not gone, and not merely waiting to be reaped. */
function xzRuns(pid: string): boolean {
  try {
    return /\(xz\) [^ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

const possible = hasProgram('xz') && existsSync('/proc/self/stat');

describe.skipIf(!possible)('in the middle of an archive', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the run with status 130, one line and nothing left',
    async (signal) => {
      const out = writeTree(tempFolder(), { 'old.pack': 'old' });
      const { child, ended, stderr } = await startRun(out);
      const unpackers = childrenOf(child).filter(xzRuns);
      expect(unpackers).toHaveLength(1);
      process.kill(-(child.pid ?? 0), signal); // to the whole group, as a terminal does
      expect(await ended).toEqual([130, null]);
      expect(stderr()).toBe('errnopath: interrupted; no pack was written\n');
      expect(readdirSync(out)).toEqual(['old.pack']);
      await expect.poll(() => unpackers.filter(xzRuns), { timeout: 5000 }).toEqual([]);
    },
  );

  test('kill -9 leaves the previous pack and no program behind', async () => {
    const out = writeTree(tempFolder(), { 'old.pack': 'old' });
    const { child, ended } = await startRun(out);
    const unpackers = childrenOf(child).filter(xzRuns);
    expect(unpackers).toHaveLength(1);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    await expect.poll(() => unpackers.filter(xzRuns), { timeout: 5000 }).toEqual([]);
    expect(readFileSync(`${out}/old.pack`, 'utf8')).toBe('old');
  });
});
