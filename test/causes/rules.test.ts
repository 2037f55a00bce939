/** Each rule finds what it is there for, and is silent about a cause that keeps to it. */
import { describe, expect, test } from 'vitest';
import { Cause } from '../../src/schemas/cause.js';
import { makePack } from '../fixtures/pack.js';
import type { Rule } from './rule.js';
import { checksOnlyRead } from './rules/checks-only-read.js';
import { commandsParse } from './rules/commands-parse.js';
import { heldEverywhere } from './rules/held-everywhere.js';
import { RULES } from './rules/index.js';
import { knownNames } from './rules/known-names.js';
import { knownPlaceholders } from './rules/known-placeholders.js';
import { originsExist } from './rules/origins-exist.js';
import { originsReturnErrno } from './rules/origins-return-errno.js';
import { prose } from './rules/prose.js';
import { tunablesAreRead } from './rules/tunables-are-read.js';
import { tunablesExist } from './rules/tunables-exist.js';

const pack = makePack({
  id: '6.1.192',
  errnos: { ENOSPC: 28, EPERM: 1 },
  functions: [
    {
      name: 'count_rooms',
      file: 'fs/tree.c',
      line: 100,
      sites: [{ errno: 'ENOSPC', line: 112, guard: 'rooms > max' }],
    },
    { name: 'has_room', file: 'fs/tree.c', line: 130 },
    { name: 'sys_mount', file: 'fs/tree.c', line: 500 },
  ],
  edges: [{ from: 'sys_mount', to: 'count_rooms', line: 512 }],
  tunables: [
    { kind: 'sysctl', name: 'fs.rooms-max' },
    { kind: 'rlimit', name: 'RLIMIT_NOFILE' },
  ],
  syscalls: [{ arch: 'x86_64', abi: '64', name: 'mount', number: 165, entry: '__x64_sys_mount', body: 'sys_mount' }],
});

const good: Cause = Cause.parse({
  id: 'too-many-rooms',
  topic: 'mounts',
  title: 'The tree holds as many rooms as fs.rooms-max allows',
  summary: 'Every room counts.',
  errnos: ['ENOSPC'],
  syscalls: ['mount'],
  messages: ['no room for *'],
  origins: [{ function: 'count_rooms', guard: 'rooms > max', kernels: '>=6.1 <6.2' }],
  tunables: ['fs.rooms-max', 'RLIMIT_NOFILE'],
  checks: [
    { command: 'sysctl fs.rooms-max', proves: 'The limit.' },
    { command: `echo "$(wc -l < /proc/\${PID:-self}/limits)" | sort | tail -1`, proves: 'Rooms in use.' },
  ],
  fixes: [{ lasts: 'temporary', does: 'Raise it.', command: 'sysctl -w fs.rooms-max=2' }],
  siblings: [],
  sources: ['https://example.org/rooms'],
});

const problems = (rule: Rule, changed: Partial<Cause>) => rule.problems({ ...good, ...changed }, { packs: [pack] });
const check = (command: string) => ({ checks: [{ command, proves: 'Something.' }] });

test.each(RULES.map((rule) => [rule.name, rule] as const))('a good cause %s', async (_, rule) => {
  expect(await problems(rule, {})).toEqual([]);
});

test('an errno or a syscall that does not exist', async () => {
  expect(await problems(knownNames, { errnos: ['ENOROOM'], syscalls: ['mont'] })).toEqual([
    'ENOROOM is no errno',
    'mont is no syscall of a bundled kernel',
  ]);
  expect(await problems(knownNames, { errnos: ['EWOULDBLOCK'] })).toEqual(['EWOULDBLOCK is no errno']);
});

test('a kernel without an origin, and an origin outside the range', async () => {
  const late = { origins: [{ function: 'count_rooms', kernels: '>=6.2' }] };
  expect(await problems(heldEverywhere, late)).toEqual(['no origin holds in 6.1.192']);
  expect(await problems(heldEverywhere, { ...late, kernels: '>=6.2' })).toEqual([]);
  expect(await problems(heldEverywhere, { kernels: '>=6.2' })).toEqual([
    'an origin holds in 6.1.192, which is not in ">=6.2"',
  ]);
});

test('an origin that a kernel of its range does not have', async () => {
  expect(await problems(originsExist, { origins: [{ function: '__x64_sys_mount' }] })).toEqual([
    '__x64_sys_mount is no function of 6.1.192',
  ]);
  expect(await problems(originsExist, { origins: [{ function: 'count_room' }] })).toEqual([
    'count_room is no function of 6.1.192',
  ]);
  expect(await problems(originsExist, { origins: [{ function: 'count_rooms', file: 'fs/other.c' }] })).toEqual([
    'count_rooms is not in fs/other.c of 6.1.192',
  ]);
  expect(await problems(originsExist, { origins: [{ function: 'has_room', reason_of: 'gone' }] })).toEqual([
    'gone is no function of 6.1.192',
  ]);
});

test('a range in which no bundled kernel lies, so that nothing is proven', async () => {
  expect(await problems(originsExist, { origins: [{ function: 'count_rooms', kernels: '<6.1' }] })).toEqual([
    'count_rooms: no bundled kernel lies in "<6.1"',
  ]);
});

test('an origin that does not return the errno there', async () => {
  const wrong = [
    { function: 'count_rooms', errno: 'EPERM' },
    { function: 'count_rooms', guard: 'beds' },
    { function: 'has_room', reason_of: 'count_rooms' },
  ];
  expect(await problems(originsReturnErrno, { origins: wrong })).toEqual([
    'count_rooms gives no EPERM in 6.1.192',
    'count_rooms gives no ENOSPC where the guard has "beds" in 6.1.192',
    'has_room gives no ENOSPC as a reason of count_rooms in 6.1.192',
  ]);
});

test('a tunable that no indexer found', async () => {
  expect(await problems(tunablesExist, { tunables: ['fs.room-max', 'zebra'] })).toEqual([
    'fs.room-max is no tunable of a bundled kernel; fs.rooms-max is',
    'zebra is no tunable of a bundled kernel',
  ]);
});

test('a sysctl or a limit that no check reads', async () => {
  expect(await problems(tunablesAreRead, check('cat /proc/version'))).toEqual([
    'no check reads fs.rooms-max',
    'no check reads RLIMIT_NOFILE',
  ]);
});

describe('a check that may change something', () => {
  test.each([
    ['rm -rf /tmp/x', 'not among the programs'],
    ['cat /etc/passwd > /tmp/x', '">" is not allowed'],
    ['cat /etc/passwd >> /tmp/x', '">" is not allowed'],
    ['sysctl -w fs.rooms-max=2', 'more than read'],
    ['sysctl fs.rooms-max=2', 'more than read'],
    ['sysctl -e fs.rooms-max=2', 'more than read'],
    ['sysctl -p', 'more than read'],
    ['cat a; reboot', '"reboot" is not'],
    ['cat a && reboot', '"reboot" is not'],
    ['cat a || reboot', '"reboot" is not'],
    ['cat a | tee /etc/x', '"tee" is not'],
    ['cat "$(reboot)"', '"reboot" is not'],
    ['cat $(echo $(reboot))', '"reboot" is not'],
    ['cat `reboot`', 'not allowed'],
    ['cat "`reboot`"', 'not allowed'],
    ['reboot &', 'not allowed'],
    ['(reboot)', 'not allowed'],
    ['find / -delete', 'more than read'],
    ['find / -exec rm {} +', 'more than read'],
    ["sed -i 's/a/b/' f", 'more than read'],
    ["sed -n 's/a/b/w /etc/x' f", 'more than read'],
    ["awk '{ print > $1 }' f", 'more than read'],
    ["awk '{ system($1) }' f", 'more than read'],
    ['ip link delete eth0', 'more than read'],
    ['nft flush ruleset', 'more than read'],
    ['dmesg -C', 'more than read'],
    ['journalctl --vacuum-size=1M', 'more than read'],
    ['systemctl stop ssh', 'more than read'],
    ['btrfs subvolume delete /x', 'more than read'],
    ['prlimit --pid 1 --nofile=1', 'more than read'],
    ['sort -o f f', 'more than read'],
    ["cat 'x", 'not closed'],
    ['cat "x', 'not closed'],
  ])('%s', async (command, objection) => {
    expect(await problems(checksOnlyRead, check(command))).toEqual([expect.stringContaining(objection)]);
  });

  test.each([
    'grep -c "^a" /proc/[0-9]*/fdinfo/* 2>/dev/null | sort -n | tail -3',
    "awk '{ print $5 }' /proc/self/mountinfo",
    'sed -n "s/^0:://p" /proc/self/cgroup',
    `cat "/sys/fs/cgroup$(sed -n "s/^0:://p" /proc/\${PID:-self}/cgroup)/pids.max"`,
    'ip -6 route show default',
    'systemctl show --property=X user.slice',
  ])('but not %s', async (command) => {
    expect(await problems(checksOnlyRead, check(command))).toEqual([]);
  });
});

test('a value that nobody knows, or that has no default', async () => {
  expect(await problems(knownPlaceholders, check(`cat /proc/\${WHO:-self}/limits`))).toEqual([
    expect.stringContaining('is no known value'),
  ]);
  expect(await problems(knownPlaceholders, check(`cat /proc/\${PID}/limits /proc/$PID/stat`))).toEqual([
    expect.stringContaining('has no default'),
    expect.stringContaining('has no default'),
  ]);
  const fixes = [{ lasts: 'temporary' as const, does: 'It.', command: `kill \${PID}` }];
  expect(await problems(knownPlaceholders, { fixes })).toEqual([expect.stringContaining('neither a default')]);
});

test('a command that no shell can parse', async () => {
  expect(await problems(commandsParse, check('echo "$(cat /proc/version"'))).toEqual([expect.stringMatching(/\S/)]);
  expect(await problems(commandsParse, check("echo 'a"))).toEqual([expect.stringMatching(/\S/)]);
});

test('a sentence without an end, a title with one, and what stands there twice', async () => {
  const changed = { title: 'The tree is full.', summary: 'Every room counts', messages: ['a', 'b', 'a'] };
  expect(await problems(prose, changed)).toEqual([
    'the title ends like a sentence',
    'no end: "Every room counts"',
    'twice: "a"',
  ]);
});
