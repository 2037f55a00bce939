/** The command `errnopath index`, with a stand-in for the indexer behind it. */

import { EventEmitter } from 'node:events';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { IndexSummary, IndexTree } from '../../indexer/index-summary.js';
import { runIndexCommand } from '../../indexer/main.js';
import { compressedTree } from '../source/compressed-tree.js';
import { deb, miniTree, miniTreeC, wantsC } from '../source/mini-tree.js';
import { tempFile, tempFolder, writeTree } from '../source/temp-folder.js';

const summary: IndexSummary = {
  kernel: '6.1.192',
  packPath: '/packs/6.1.192.pack',
  packBytes: 9_812_345,
  counts: {
    files: 55_418,
    bytes: 1_186_417_059,
    functions: 600_123,
    sites: 150_456,
    edges: 700_789,
    opsTables: 20_012,
    syscalls: 3_345,
  },
  kept: false,
  cached: 0,
  skipped: { 'symbolic link': 56, 'parse error': 3 },
  seconds: { parse: 98, link: 12.34 },
  stages: { read: 4.8, mask: 21.3 },
  peakBytes: 2_900_000_000,
};

/** Reads the whole source as an indexer does, and reports it. */
const readsAll: IndexTree = async (source, { onProgress }) => {
  let doneBytes = 0;
  let doneFiles = 0;
  for await (const { bytes } of source.files(wantsC)) {
    doneBytes += bytes.length;
    doneFiles += 1;
    onProgress({ phase: 'read', doneBytes, totalBytes: source.totalBytes, doneFiles });
  }
  onProgress({ phase: 'link', doneBytes: 0, totalBytes: null, doneFiles: 0 });
  return { ...summary, skipped: { ...summary.skipped, ...Object.fromEntries(source.skipped) } };
};

interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Setting {
  readonly indexTree?: IndexTree;
  readonly signals?: EventEmitter;
  readonly isTTY?: boolean;
  readonly debug?: boolean;
  readonly folder?: string;
}

async function run(argv: readonly string[], setting: Setting = {}): Promise<Run> {
  let stdout = '';
  let stderr = '';
  // The user's cache is none of a test's business.
  const status = await runIndexCommand([...argv, '--no-cache'], {
    indexTree: readsAll,
    signals: new EventEmitter(),
    folder: tempFolder(),
    debug: false,
    ...setting,
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
      isTTY: setting.isTTY ?? false,
      columns: 80,
    },
  });
  return { status, stdout, stderr };
}

const miniFolder = () => writeTree(tempFolder(), miniTree);

const fails =
  (error: unknown): IndexTree =>
  async () => {
    throw error;
  };

const systemError = (code: string, message: string) => Object.assign(new Error(`${code}: ${message}`), { code });

/** One line, without a stack trace. */
const oneLine = /^errnopath: [^\n]+\n$/;

describe('a run that succeeds', () => {
  test('prints where the pack is, the counts and what was skipped, and a line a phase', async () => {
    const { status, stdout, stderr } = await run([miniFolder()]);
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'Linux 6.1.192: /packs/6.1.192.pack (9.81 MB)',
      '  files        55,418 (1.19 GB)',
      '  functions    600,123',
      '  sites        150,456',
      '  edges        700,789',
      '  ops tables   20,012',
      '  syscalls     3,345',
      '  skipped      56 × symbolic link, 3 × parse error',
      '  peak memory  2.90 GB',
      '',
    ]);
    expect(stderr).toBe('errnopath: reading the tree\nerrnopath: linking\n');
  });

  test('adds the seconds of each phase with --timings', async () => {
    const { stdout } = await run([miniFolder(), '--timings']);
    expect(stdout).toMatch(/time parse +1:38\n +time link +12\.3 s\n +busy read +4\.8 s\n +busy mask +21\.3 s\n$/);
  });

  test('prints nothing with --quiet', async () => {
    expect(await run([miniFolder(), '--quiet'])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('prints JSON lines and nothing else with --json', async () => {
    const { status, stdout, stderr } = await run([tempFile('l.deb', await deb(compressedTree.xz)), '--json'], {
      isTTY: true,
    });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(events[0]).toMatchObject({ event: 'progress', phase: 'read', doneFiles: 1 });
    expect(events.at(-1)).toEqual({ event: 'done', ...summary });
  });

  test('draws a bar that fits the line on a terminal and takes it away', async () => {
    const { stderr } = await run([miniFolder()], { isTTY: true });
    const drawn = stderr.split('\r').map((line) => line.replace('\u001B[K', ''));
    expect(drawn[1]).toMatch(/^read +\[#+ *\] +\d+% \d+ B of \d+ B$/);
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThan(80);
    expect(stderr.endsWith('\r\u001B[K')).toBe(true);
  });

  test('estimates the total of an archive from how far its file is read', async () => {
    const { stdout } = await run([tempFile('l.tar.xz', compressedTree.xz), '--json']);
    const first: unknown = JSON.parse(stdout.split('\n')[0] ?? '');
    expect(first).toMatchObject({ phase: 'read', totalBytes: expect.any(Number) });
  });

  test('hands its options to the indexer', async () => {
    const out = join(tempFolder(), 'a', 'b');
    let seen: unknown;
    const indexTree: IndexTree = async (source, { outDir, jobs }) => {
      seen = { kind: source.kind, outDir, jobs, exists: existsSync(outDir) };
      return summary;
    };
    await run([miniFolder(), '--out', out, '--jobs', '3'], { indexTree });
    expect(seen).toEqual({ kind: 'folder', outDir: out, jobs: 3, exists: true });
  });

  test('writes to data/packs inside the project, and to the current folder elsewhere', async () => {
    const project = writeTree(tempFolder(), { 'package.json': '{"name":"errnopath"}', 'docs/x.md': '' });
    const other = writeTree(tempFolder(), { 'package.json': '{"name":' });
    const folders: string[] = [];
    const indexTree: IndexTree = async (_, { outDir }) => {
      folders.push(outDir);
      return summary;
    };
    for (const folder of [project, join(project, 'docs'), other]) await run([miniFolder()], { indexTree, folder });
    expect(folders).toEqual([join(project, 'data/packs'), join(project, 'data/packs'), other]);
  });
});

describe('wrong usage ends with status 2', () => {
  test.each([
    ['no source', [], 'give SOURCE, or --git'],
    ['a source and a repository', ['linux', '--git', 'linux.git', '--tags', 'v6.1'], 'give SOURCE, or --git'],
    ['a repository without tags', ['--git', 'linux.git'], 'give SOURCE, or --git'],
    ['two sources', ['a', 'b'], 'too many arguments'],
    ['an unknown option', ['a', '--job', '2'], "unknown option '--job'\n(Did you mean --jobs?)"],
    ['no worker', ['a', '--jobs', '0'], "'0' is invalid. Give a whole number from 1 to 256."],
    ['half a worker', ['a', '--jobs', '1.5'], "'1.5' is invalid"],
    ['too many workers', ['a', '--jobs', '100000'], "'100000' is invalid"],
  ])('%s', async (_, argv, message) => {
    const { status, stdout, stderr } = await run(argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('while --help is no error', async () => {
    const { status, stdout } = await run(['--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('linux-source-*.deb');
  });
});

describe('a run that fails ends with status 1 and one line', () => {
  test.each([
    [
      'no such file',
      () => '/nonexistent/linux',
      'there is no file or folder /nonexistent/linux; check the path of SOURCE',
    ],
    [
      'no kernel tree',
      () => tempFolder(),
      'is not a kernel tree: no Makefile, Kconfig, include/linux/ at its top; give',
    ],
    [
      'a truncated archive',
      () => tempFile('cut.tar.xz', compressedTree.xz.subarray(0, 300)),
      'cut.tar.xz is damaged or cut short',
    ],
    [
      'a control character in its name',
      () => '/nonexistent/\u001B[2Jx',
      'there is no file or folder /nonexistent/\\u001b[2Jx',
    ],
  ])('for %s', async (_, source, message) => {
    const { status, stdout, stderr } = await run([source()]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.replace('errnopath: reading the tree\n', '')).toMatch(oneLine);
    expect(stderr).toContain(message);
  });

  test.each([
    ['ENOSPC', 'no space left on the device'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EROFS', 'the file system is read-only'],
    ['EACCES', 'permission denied'],
  ])('for %s while the pack is written, and says what to do', async (code, reason) => {
    const out = tempFolder();
    const { status, stderr } = await run([miniFolder(), '--out', out], {
      indexTree: fails(systemError(code, 'write')),
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `errnopath: cannot write a pack to ${out}: ${reason}; free or allow it, or choose another folder with --out; packs written before are untouched\n`,
    });
  });

  test.skipIf(!existsSync('/dev/full'))('for a disk that is really full', async () => {
    const indexTree: IndexTree = async () => {
      writeFileSync('/dev/full', 'a pack');
      return summary;
    };
    const { status, stderr } = await run([miniFolder()], { indexTree });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^errnopath: cannot write a pack to [^\n]+: no space left on the device; [^\n]+\n$/);
  });

  test('for a file where the folder should be, before anything is read', async () => {
    const indexTree = fails(new Error('must not run'));
    const { status, stderr } = await run([miniFolder(), '--out', tempFile('file', '')], { indexTree });
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot write a pack to .*file: a file stands there; /);
  });

  test('for an error nobody foresaw, with its stack only for debugging', async () => {
    const indexTree = fails(new TypeError('x is\nundefined'));
    const { status, stderr } = await run([miniFolder()], { indexTree });
    expect(status).toBe(1);
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain('unexpected error: x is\\u000aundefined; run again with ERRNOPATH_DEBUG=1');
    expect((await run([miniFolder()], { indexTree, debug: true })).stderr).toContain('index-command.test.ts:');
  });

  test('and leaves the folder as it was', async () => {
    const out = writeTree(tempFolder(), { 'old.pack': 'old' }, '');
    await run([miniFolder(), '--out', out], { indexTree: fails(new Error('x')) });
    expect(readdirSync(out)).toEqual(['old.pack']);
    const fresh = tempFolder();
    await run([miniFolder(), '--out', join(fresh, 'a/b')], { indexTree: fails(new Error('x')) });
    expect(readdirSync(fresh)).toEqual([]);
  });

  test('as JSON too with --json', async () => {
    const { stdout, stderr } = await run(['/nonexistent', '--json']);
    const message = 'there is no file or folder /nonexistent; check the path of SOURCE';
    expect(JSON.parse(stdout)).toEqual({ event: 'error', message });
    expect(stderr).toBe(`errnopath: ${message}\n`);
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('ends a run with status 130 and one line, after the indexer has cleaned up', async () => {
    const signals = new EventEmitter();
    const out = tempFolder();
    const indexTree: IndexTree = async (_, options) => {
      const temporary = join(options.outDir, 'pack.tmp');
      writeFileSync(temporary, 'half');
      await new Promise((resolve) => {
        options.signal.addEventListener('abort', resolve);
        signals.emit(signal);
      });
      rmSync(temporary);
      throw options.signal.reason;
    };
    const { status, stdout, stderr } = await run([miniFolder(), '--out', out], { signals, indexTree });
    expect({ status, stdout, stderr }).toEqual({
      status: 130,
      stdout: '',
      stderr: 'errnopath: interrupted; no pack was written\n',
    });
    expect(readdirSync(out)).toEqual([]);
    expect(signals.listenerCount(signal)).toBe(0);
  });

  test('stops the reading of an archive, however the indexer takes it', async () => {
    const signals = new EventEmitter();
    let files = 0;
    const indexTree: IndexTree = async (source) => {
      for await (const _ of source.files(wantsC)) {
        files += 1;
        if (files === 1) {
          signals.emit(signal);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
      return summary;
    };
    const path = tempFile('l.deb', await deb(compressedTree.xz));
    const { status } = await run([path], { signals, indexTree });
    expect(status).toBe(130);
    expect(files).toBeLessThanOrEqual(Object.keys(miniTreeC).length);
  });
});
