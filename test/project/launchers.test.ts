import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildFingerprint, installProblem, isBuildStale, nodeProblem } from '../../bin/ensure.mjs';
import { temporaryFolder } from './pack-fixture.js';

const root = resolve(import.meta.dirname, '../..');

const LOCKED = {
  '': { version: '0.1.0' },
  'node_modules/hono': { version: '4.0.0', integrity: 'sha512-hono' },
  'node_modules/knip': { version: '6.0.0', integrity: 'sha512-knip', dev: true },
  'node_modules/only-on-mac': { version: '1.0.0', optional: true },
};

/** A project folder with a lockfile and, where given, what npm notes about an installation. */
function project(installed?: Readonly<Record<string, unknown>>): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: LOCKED }));
  if (installed !== undefined) {
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
  }
  return folder;
}

describe('the version of Node', () => {
  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s will do', (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });

  test.each(['18.20.4', '20.18.3', '12.0.0'])('%s is refused in one line', (version) => {
    expect(nodeProblem(version)).toMatch(new RegExp(`^[^\\n]*20\\.19[^\\n]*${version}[^\\n]*$`));
  });
});

describe('an installation', () => {
  test('is missing in a fresh clone', () => {
    expect(installProblem(project(), { dev: false })).toBe('dependencies are not installed');
  });

  test('is complete without the packages of other platforms', () => {
    const folder = project({
      'node_modules/hono': LOCKED['node_modules/hono'],
      'node_modules/knip': LOCKED['node_modules/knip'],
    });
    expect(installProblem(folder, { dev: true })).toBeUndefined();
  });

  test('without development dependencies will do where none is needed', () => {
    const folder = project({ 'node_modules/hono': LOCKED['node_modules/hono'] });
    expect(installProblem(folder, { dev: false })).toBeUndefined();
    expect(installProblem(folder, { dev: true })).toContain('node_modules/knip');
  });

  test.each([
    ['another version', { version: '3.9.9', integrity: 'sha512-hono' }],
    ['another content', { version: '4.0.0', integrity: 'sha512-other' }],
  ])('with %s of a package does not match', (_what, hono) => {
    expect(installProblem(project({ 'node_modules/hono': hono }), { dev: false })).toContain('node_modules/hono');
  });

  test('that was interrupted does not match', () => {
    const folder = project({});
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), '{"packages": {');
    expect(installProblem(folder, { dev: false })).toBe('dependencies are not installed');
  });

  test('needs nothing where the package came without a lockfile', () => {
    expect(installProblem(temporaryFolder(), { dev: true })).toBeUndefined();
  });
});

describe('the build', () => {
  function built(): string {
    const folder = temporaryFolder();
    for (const name of ['src', 'src/domain', 'indexer', 'data', 'dist']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'src/domain/plan.ts'), 'export const a = 1;');
    writeFileSync(join(folder, 'tsconfig.json'), '{}');
    writeFileSync(join(folder, 'dist/build-stamp'), buildFingerprint(folder));
    return folder;
  }

  test('is up to date after it was made', () => {
    expect(isBuildStale(built())).toBe(false);
  });

  test.each<[string, (folder: string) => void]>([
    ['a source is written', (folder) => writeFileSync(join(folder, 'src/domain/plan.ts'), 'export const a = 1; ')],
    ['a source is touched', (folder) => utimesSync(join(folder, 'src/domain/plan.ts'), 1, 1)],
    ['a source is added', (folder) => writeFileSync(join(folder, 'indexer/main.ts'), '')],
    ['a source is removed', (folder) => rmSync(join(folder, 'src/domain/plan.ts'))],
    ['curated data is added', (folder) => writeFileSync(join(folder, 'data/errnos.json'), '[]')],
    ['the configuration changes', (folder) => writeFileSync(join(folder, 'tsconfig.json'), '{ }')],
    ['dist is removed', (folder) => rmSync(join(folder, 'dist'), { recursive: true })],
    ['it was interrupted', (folder) => writeFileSync(join(folder, 'dist/build-stamp'), '')],
  ])('is stale when %s', (_what, change) => {
    const folder = built();
    change(folder);
    expect(isBuildStale(folder)).toBe(true);
  });

  test('does not depend on the packs', () => {
    const folder = built();
    mkdirSync(join(folder, 'data/packs'));
    writeFileSync(join(folder, 'dist/build-stamp'), buildFingerprint(folder));
    writeFileSync(join(folder, 'data/packs/6.1.192.pack'), '');
    expect(isBuildStale(folder)).toBe(false);
  });

  test('is never made in a copy that has no sources', () => {
    expect(isBuildStale(temporaryFolder())).toBe(false);
  });
});

describe('the project', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;

  test('pins every dependency to one version, the one of the lockfile', () => {
    const pinned = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.keys(pinned).length).toBeGreaterThan(5);
    for (const [name, version] of Object.entries(pinned)) {
      expect(lock[`node_modules/${name}`].version, name).toBe(version);
    }
  });

  test('allows the install scripts that it needs, and no other', () => {
    const scripted = Object.keys(lock).filter((path) => lock[path].hasInstallScript && !lock[path].optional);
    expect(scripted.map((path) => path.replace('node_modules/', ''))).toEqual(Object.keys(manifest.allowScripts));
  });

  test('locks the packages of every platform, so that npm ci works on all of them', () => {
    const missing = Object.keys(lock).flatMap((path) =>
      Object.keys(lock[path].optionalDependencies ?? {}).filter(
        (name) => lock[`node_modules/${name}`] === undefined && lock[`${path}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });

  test('names no registry in its lockfile', () => {
    expect(Object.keys(lock).filter((path) => lock[path].resolved !== undefined)).toEqual([]);
  });

  test('runs its continuous integration in a script that bash can read', () => {
    expect(spawnSync('bash', ['-n', join(root, '.ci/run')], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});
