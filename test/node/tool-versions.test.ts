/** Versions of tracers, asked of a package manager that answers what a test says. */
import { expect, test } from 'vitest';
import { type Run, toolVersions } from '../../src/node/tool-versions.js';
import { TRACERS } from '../../src/tools/index.js';
import type { Distribution } from '../../src/tools/tracer.js';

const [bpftrace] = TRACERS.filter(({ id }) => id === 'bpftrace');
if (bpftrace === undefined) throw new Error('bpftrace is a tool');

const asked = async (distribution: Distribution, said: string) => {
  const calls: string[] = [];
  const ask: Run = async (program, argv) => {
    calls.push([program, ...argv].join(' '));
    return said;
  };
  const [version] = await toolVersions([bpftrace], distribution, ask);
  return [version?.version, ...calls];
};

test('a package manager is asked for the package, where there is one, else the program', async () => {
  expect(await asked('debian', 'bpftrace\t0.17.0-1\n')).toEqual(['0.17.0-1', 'dpkg-query --show bpftrace']);
  expect(await asked('fedora', '0.20.1-1.fc40')).toEqual([
    '0.20.1-1.fc40',
    'rpm --query --queryformat=%{VERSION}-%{RELEASE} bpftrace',
  ]);
  expect(await asked('upstream', 'bpftrace v0.21.2\n')).toEqual(['0.21.2', 'bpftrace --version']);
});

test('a program that fails or says nothing has no version', async () => {
  const failing: Run = () => Promise.reject(new Error('no such program'));
  expect(await toolVersions([bpftrace], 'debian', failing)).toEqual([{ program: 'bpftrace', version: null }]);
  expect((await asked('debian', ''))[0]).toBeNull();
});
