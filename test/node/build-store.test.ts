/** Builds on disk: written whole, listed by their heads, decoded when asked for; damaged and foreign ones are named. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Build } from '../../src/domain/build.js';
import { buildFileName, readBuildFile, writeBuildFile } from '../../src/node/build-file.js';
import { openBuilds } from '../../src/node/build-store.js';
import { tempFolder } from '../source/temp-folder.js';

const build: Build = {
  release: '6.1.0-56-amd64',
  kernel: '6.1.192',
  arch: 'x86_64',
  source: 'linux-image-6.1.0-56-amd64 6.1.192-2',
  options: new Map([['CONFIG_MMU', 'y']]),
  modules: new Set(['ext4']),
  calls: new Map(),
  symbols: [
    { name: 'do_mount', module: null, attach: 'traced' },
    { name: 'ext4_fill_super', module: 'ext4', attach: 'traced' },
    { name: 'ext4_init_fs', module: 'ext4', attach: 'init' },
  ],
};

async function written(folder = tempFolder()): Promise<string> {
  const path = join(folder, buildFileName(build));
  await writeBuildFile(path, build);
  return path;
}

describe('builds of a folder', () => {
  test('are listed with what their heads say, and decoded once when asked for', async () => {
    const folder = tempFolder();
    await written(folder);
    const { builds, problems } = await openBuilds(folder);
    expect(problems).toEqual([]);
    expect(builds).toMatchObject([
      { release: '6.1.0-56-amd64', kernel: '6.1.192', counts: { symbols: 3, traced: 2, modules: 1, options: 1 } },
    ]);
    const loaded = await builds[0]?.load();
    expect({ ...loaded, symbols: [...(loaded?.symbols ?? [])] }).toEqual(build);
    expect(await builds[0]?.compiled()).toBe(await builds[0]?.compiled());
  });

  test('have the same bytes when they are written twice, and leave nothing else behind', async () => {
    const folder = tempFolder();
    const first = readFileSync(await written(folder));
    expect(readFileSync(await written(folder))).toEqual(first);
    expect(readdirSync(folder)).toEqual(['6.1.0-56-amd64.build']);
  });

  test('are refused wherever one byte changes or the file ends', async () => {
    const path = await written();
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 3) {
      const altered = Buffer.from(whole);
      altered[at] = (altered[at] ?? 0) ^ 0x41;
      for (const bytes of [altered, whole.subarray(0, at)]) {
        writeFileSync(path, bytes);
        await expect(readBuildFile(path)).rejects.toThrow(/(the build is damaged, |not a build of errnopath; )/);
      }
    }
  });

  test('go on working beside broken ones, which are named', async () => {
    const folder = tempFolder();
    await written(folder);
    writeFileSync(join(folder, 'empty.build'), '');
    writeFileSync(join(folder, 'foreign.build'), 'PK\x03\x04');
    writeFileSync(join(folder, '.hidden.build'), '');
    const { builds, problems } = await openBuilds(folder);
    expect(builds).toHaveLength(1);
    expect(problems.map(({ problem, file }) => [problem, file])).toEqual([
      ['damaged', join(folder, 'empty.build')],
      ['foreign', join(folder, 'foreign.build')],
    ]);
  });

  test('are none where there is no folder', async () => {
    expect(await openBuilds(join(tempFolder(), 'missing'))).toEqual({ builds: [], problems: [] });
  });

  test('have the arch in their file name only where the release does not tell it', () => {
    expect(buildFileName({ release: '6.12.117+deb12-cloud-arm64', arch: 'arm64' })).toBe(
      '6.12.117+deb12-cloud-arm64.build',
    );
    expect(buildFileName({ release: '6.8.0-45-generic', arch: 'arm64' })).toBe('6.8.0-45-generic.arm64.build');
    expect(buildFileName({ release: '6.11.4-300.fc41.x86_64', arch: 'x86_64' })).toBe('6.11.4-300.fc41.x86_64.build');
  });
});
