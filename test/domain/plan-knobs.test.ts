/** The first step of a plan: what it reads, in which order, and that nothing in a pack reaches a shell. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkKnobs } from '../../src/domain/plan-knobs.js';
import type { Origin, Tunable } from '../../src/schemas/origin.js';
import { mountOrigins } from '../fixtures/small-kernel.js';

function originsWith(tunables: readonly Tunable[], causes: Origin['causes'] = undefined): readonly Origin[] {
  const [best, ...rest] = mountOrigins();
  if (best === undefined) throw new Error('the fixture has origins');
  const sites = best.sites.map((site) => ({ ...site, tunables: [...tunables] }));
  return [{ ...best, sites, ...(causes && { causes }) }, ...rest];
}

const commands = (origins: readonly Origin[], pid?: number): string[] =>
  (checkKnobs(origins, pid)?.commands ?? []).map(({ command }) => command);

const cause = {
  id: 'too-many-rooms',
  title: 'The tree is full',
  summary: 'Every room counts.',
  tunables: ['fs.rooms-max'],
  checks: [{ command: `echo "$(wc -l < /proc/\${PID:-self}/rooms)"`, proves: 'Rooms in use.' }],
};

describe('checkKnobs', () => {
  test('there is no step where nothing can be read', () => {
    expect(checkKnobs(mountOrigins())).toBeUndefined();
    expect(checkKnobs(originsWith([{ kind: 'constant', name: 'MAX_ROOMS' }]))).toBeUndefined();
  });

  test('reads each kind of tunable in its way', () => {
    const origins = originsWith([
      { kind: 'sysctl', name: 'fs.rooms-max', path: '/proc/sys/fs/rooms-max', default: '100' },
      { kind: 'sysctl', name: 'net.*.rooms', path: '/proc/sys/net/*/rooms' },
      { kind: 'rlimit', name: 'RLIMIT_ROOMS', path: '/proc/PID/limits' },
      { kind: 'module', name: 'house.rooms', path: '/sys/module/house/parameters/rooms' },
      { kind: 'cgroup', name: 'rooms.max', path: '/sys/fs/cgroup/GROUP/rooms.max' },
      { kind: 'boot', name: 'rooms=' },
    ]);
    expect(commands(origins, 42)).toEqual([
      'sudo sysctl fs.rooms-max',
      `sudo sh -c 'grep -sH "" /proc/sys/net/*/rooms'`,
      'sudo cat /proc/42/limits',
      `sudo sh -c 'grep -sH "" /sys/module/house/parameters/rooms'`,
      `sudo sh -c 'grep -sH "" "/sys/fs/cgroup$(sed -n "s/^0:://p" /proc/42/cgroup)/rooms.max"'`,
      'sudo cat /proc/cmdline',
    ]);
    expect(checkKnobs(origins)?.commands[0]?.proves).toBe(
      'fs.rooms-max, which count_rooms depends on; the default is 100.',
    );
  });

  test('takes the checks of a cause first, and leaves out the tunables that it speaks of', () => {
    const step = checkKnobs(originsWith([{ kind: 'sysctl', name: 'fs.rooms-max' }], [cause]));
    expect(step?.commands.map(({ proves }) => proves)).toEqual(['The tree is full: Rooms in use.']);
    expect(step?.why).toContain('The tree is full');
  });

  test('checks known causes further down than settings', () => {
    const [best] = originsWith([{ kind: 'sysctl', name: 'fs.rooms-max' }]);
    if (best === undefined) throw new Error('the fixture has origins');
    const quiet = Array.from({ length: 12 }, () => ({ ...best, sites: [] }));
    expect(commands([...quiet, best])).toEqual([]);
    expect(commands([...quiet, { ...best, causes: [cause] }], 7)).toHaveLength(1);
    expect(commands([...quiet, ...quiet, ...quiet, { ...best, causes: [cause] }])).toEqual([]);
  });

  test('puts the process in that is named, and says where else to', () => {
    const origins = originsWith([], [cause]);
    expect(commands(origins, 42)).toEqual([`sudo sh -c 'echo "$(wc -l < /proc/42/rooms)"'`]);
    expect(commands(origins)).toEqual([`sudo sh -c 'echo "$(wc -l < /proc/\${PID:-self}/rooms)"'`]);
    expect(checkKnobs(origins)?.expect).toContain('PID');
  });

  test('reads nothing twice, and no more than anybody would', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ kind: 'sysctl', name: `fs.room${i % 40}` }));
    const read = commands(originsWith(many));
    expect(read).toHaveLength(24);
    expect(new Set(read).size).toBe(24);
  });

  test('says what has to be installed', () => {
    const [sysctl] = checkKnobs(originsWith([{ kind: 'sysctl', name: 'fs.rooms-max' }]))?.commands ?? [];
    expect(sysctl).toMatchObject({ tool: 'sysctl', argv: ['sysctl', 'fs.rooms-max'], requires: 'procps' });
  });

  test('no name or path of a pack can add to a command', () => {
    const hostile = fc.constantFrom('$(reboot)', '`reboot`', '; reboot', '\nreboot', '"; reboot; "', "'; reboot; '");
    fc.assert(
      fc.property(
        fc.constantFrom('sysctl', 'rlimit', 'module', 'cgroup', 'boot', 'proc', 'mount'),
        hostile,
        hostile,
        (kind, name, path) => {
          const origins = originsWith([{ kind, name: `fs.${name}`, path: `/proc/sys/${path}` }]);
          expect(commands(origins).join('\n')).not.toContain('reboot');
        },
      ),
      { seed: 28 },
    );
  });
});
