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
  expect(await toolVersions([bpftrace], 'debian', failing)).toEqual([
    { id: 'bpftrace', program: 'bpftrace', version: null },
  ]);
  expect((await asked('debian', ''))[0]).toBeNull();
});

test('each package manager prints it in its own way', async () => {
  expect((await asked('arch', 'bpftrace 0.24.1-2\n'))[0]).toBe('0.24.1-2');
  expect((await asked('alpine', 'bpftrace-0.19.1-r1 = 0.19.1-r1\n'))[0]).toBe('0.19.1-r1');
  expect((await asked('debian', 'trace-cmd\t1:3.1.6-1\n'))[0]).toBe('3.1.6-1');
});

test('where the package manager knows nothing of it, the program is asked, unless it tells none', async () => {
  const calls: string[] = [];
  const ask: Run = async (program) => {
    calls.push(program);
    return program === 'dpkg-query' ? '' : `${program} v1.2`;
  };
  const tools = TRACERS.filter(({ id }) => id === 'retsnoop' || id === 'strace' || id === 'trace');
  const versions = await toolVersions(tools, 'debian', ask);
  expect(Object.fromEntries(versions.map(({ id, version }) => [id, version]))).toEqual({
    ...{ strace: '1.2', trace: null, retsnoop: '1.2' },
  });
  expect(calls.sort()).toEqual(['dpkg-query', 'dpkg-query', 'retsnoop', 'strace']);
});
