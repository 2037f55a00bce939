/** Which build a release stands for, and which one a kernel without a build is most like. */
import { describe, expect, test } from 'vitest';
import type { Arch } from '../../src/domain/arch.js';
import { chooseBuild, kinBuild } from '../../src/domain/choose-build.js';

const build = (release: string, kernel: string | null, arch: Arch = 'x86_64') => ({ release, kernel, arch });
const builds = [
  build('6.1.0-55-cloud-amd64', '6.1.192'),
  build('6.1.0-56-amd64', '6.1.192'),
  build('6.1.0-56-arm64', '6.1.192', 'arm64'),
  build('6.1.0-56-cloud-amd64', '6.1.192'),
  build('6.12.117+deb12-amd64', '6.12.117'),
  build('6.8.0-45-generic', null),
];

describe('a release', () => {
  test.each([
    ['6.1.0-55-cloud-amd64', '6.1.0-55-cloud-amd64', true],
    [' 6.1.0-56-amd64\n', '6.1.0-56-amd64', true],
    ['6.1.0-54-cloud-amd64', '6.1.0-55-cloud-amd64', false],
    ['6.1.0-99-cloud-amd64', '6.1.0-56-cloud-amd64', false],
    ['6.12.9+deb13-amd64', '6.12.117+deb12-amd64', false],
    ['6.1.0-0.deb11.21-amd64', '6.1.0-56-amd64', false],
    ['6.8.0-31-generic', '6.8.0-45-generic', false],
  ])('%j is answered from %s', (requested, release, exact) => {
    const chosen = chooseBuild(builds, requested, undefined);
    expect([chosen?.build.release, chosen?.exact]).toEqual([release, exact]);
  });

  test.each([
    '6.1',
    '6.1.192',
    'latest',
    '6.1.0-56-rt-amd64',
    '6.5.0-1-amd64',
    '6.8.12-300.fc40.x86_64',
    '',
    '-',
    'x'.repeat(9000),
  ])('%j has no build', (requested) => {
    expect(chooseBuild(builds, requested, undefined)).toBeUndefined();
  });

  test('has none for another arch', () => {
    expect(chooseBuild(builds, '6.1.0-56-amd64', 'arm64')).toBeUndefined();
    expect(chooseBuild(builds, '6.1.0-56-arm64', 'arm64')?.exact).toBe(true);
  });
});

describe('a kernel without a build', () => {
  test.each([
    ['6.1.192', 'x86_64', '6.1.0-56-amd64'],
    ['6.12.100', 'x86_64', '6.12.117+deb12-amd64'],
    ['7.2.1', 'x86_64', '6.12.117+deb12-amd64'],
    ['5.10.0', 'arm64', '6.1.0-56-arm64'],
    ['6.1.192', 'riscv', undefined],
  ] as const)('%s on %s is most like %s', (kernel, arch, release) => {
    expect(kinBuild(builds, kernel, arch)?.release).toBe(release);
  });
});
