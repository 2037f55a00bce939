/** What is read of a machine, from a folder that stands for its root. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { installedTracers, thisMachine } from '../../src/node/this-machine.js';
import { TRACERS } from '../../src/tools/index.js';

const folder = mkdtempSync(join(tmpdir(), 'errnopath-machine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let roots = 0;
/** A root with these files. */
function rootWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = join(folder, String(roots++));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
const machine = (files: Readonly<Record<string, string | Uint8Array>>, arch = 'x64') =>
  thisMachine({ root: rootWith(files), release: '6.1.0-56-amd64', arch });

describe('a machine', () => {
  test('as root, with everything there', async () => {
    const found = await machine({
      'sys/kernel/tracing/available_filter_functions': 'path_mount\n',
      'proc/kallsyms': '0 T path_mount\n',
      'boot/config-6.1.0-56-amd64': 'CONFIG_A=y\n',
      'proc/self/mountinfo':
        '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 0:5 / /p rw shared:1 - proc proc rw\n24 22 0:6 / /f rw - fuse.sshfs h rw\n',
      'proc/modules': 'xfs 1 0 - Live 0x0\next4 1 0 - Live 0x0\n',
      'etc/os-release': 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n',
    });
    expect(found).toEqual({
      release: '6.1.0-56-amd64',
      arch: 'x86_64',
      symbols: { path: '/sys/kernel/tracing/available_filter_functions', text: 'path_mount\n' },
      config: { path: '/boot/config-6.1.0-56-amd64', text: 'CONFIG_A=y\n' },
      mounted: ['ext4', 'fuse', 'proc'],
      modules: ['ext4', 'xfs'],
      distribution: 'debian',
    });
  });

  test('without root falls back to kallsyms, and unpacks the configuration that the kernel has of itself', async () => {
    const found = await machine({
      'proc/kallsyms': '0 T path_mount\n',
      'proc/config.gz': gzipSync('CONFIG_B=m\n'),
      'etc/os-release': 'ID="rocky"\nID_LIKE="rhel centos fedora"\n',
    });
    expect([found.symbols?.path, found.config?.text, found.distribution]).toEqual([
      '/proc/kallsyms',
      'CONFIG_B=m\n',
      'fedora',
    ]);
  });

  test('that shows nothing still has its release and arch', async () => {
    expect(await machine({}, 'arm64')).toEqual({
      ...{ release: '6.1.0-56-amd64', arch: 'arm64', symbols: undefined, config: undefined },
      ...{ mounted: [], modules: [], distribution: 'upstream' },
    });
  });

  test.each([
    ['opensuse-leap', 'suse opensuse', 'suse'],
    ['sles', 'suse', 'suse'],
    ['manjaro', 'arch', 'arch'],
    ['alpine', '', 'alpine'],
    ['almalinux', 'rhel centos fedora', 'fedora'],
    ['gentoo', '', 'upstream'],
  ])('of %s like "%s" has the packages of %s', async (id, like, distribution) => {
    const found = await machine({ 'etc/os-release': `ID="${id}"\nID_LIKE="${like}"\n` });
    expect(found.distribution).toBe(distribution);
  });

  test('of an arch that nothing is known of is refused by its name', async () => {
    await expect(machine({}, 'vax')).rejects.toThrow(/vax/);
  });
});

test('only tracers that can be started are installed', async () => {
  const root = rootWith({ 'bin/bpftrace': '#!/bin/sh\n', 'bin/trace-bpfcc': 'no program\n' });
  chmodSync(join(root, 'bin/bpftrace'), 0o755);
  chmodSync(join(root, 'bin/trace-bpfcc'), 0o644);
  const installed = await installedTracers(TRACERS, 'debian', join(root, 'bin'));
  expect(installed.map(({ id }) => id)).toEqual(['bpftrace']);
});
