/** Causes: found by what is known, and matched with origins by function, errno, guard, syscall and release. */
import { describe, expect, test } from 'vitest';
import { CAUSES, causesOfFunction, findCause, searchCauses, withCauses } from '../../src/domain/causes.js';
import type { Origin } from '../../src/schemas/origin.js';

const ids = (causes: readonly { readonly id: string }[] | undefined): string[] => (causes ?? []).map(({ id }) => id);

function origin(name: string, errno: string, guard: string | null = null, reasons: readonly string[] = []): Origin {
  const reason = { depth: 1, file: 'f.c', line: 1, gave: 'false', guard: null };
  return {
    rank: 1,
    score: 1,
    function: name,
    file: 'fs/namespace.c',
    line: 1,
    errno,
    sites: [
      { line: 1, guard, config: null, tunables: [], reasons: reasons.map((one) => ({ ...reason, function: one })) },
    ],
    path: [],
    alternatives: [],
    probe: { symbol: name, likelihood: 1, evidence: 'predicted' },
  };
}

const asked = { release: '6.1.192', errno: 'ENOSPC', syscall: 'mount' };

describe('the causes of an origin', () => {
  test('are those that name its function and errno', () => {
    const found = withCauses(origin('count_mounts', 'ENOSPC'), asked);
    expect(found.causes?.[0]).toMatchObject({ id: 'mount-max', tunables: ['fs.mount-max'] });
    expect(found.causes?.[0]?.checks[0]?.command).toContain('mount-max');
  });

  test('are none, and no field, where errno, syscall or release do not fit', () => {
    expect(withCauses(origin('count_mounts', 'ENOMEM'), asked)).not.toHaveProperty('causes');
    expect(withCauses(origin('count_mounts', 'ENOSPC'), { ...asked, syscall: 'read' })).not.toHaveProperty('causes');
    expect(withCauses(origin('count_mounts', 'ENOSPC'), { ...asked, release: '4.4' })).not.toHaveProperty('causes');
  });

  test('are those of another syscall for the same job, too', () => {
    const found = withCauses(origin('count_mounts', 'ENOSPC'), { ...asked, syscall: 'fsmount' });
    expect(ids(found.causes)).toEqual(['mount-max']);
    const seeking = { release: '6.1.192', errno: 'EACCES', syscall: 'stat64' };
    expect(ids(withCauses(origin('avc_denied', 'EACCES'), seeking).causes)).toEqual(['selinux-denied']);
  });

  test('are told apart by the guard of the site', () => {
    const clone = { release: '6.1.192', errno: 'EAGAIN', syscall: 'clone' };
    const limited = withCauses(origin('copy_process', 'EAGAIN', '!capable(CAP_SYS_RESOURCE)'), clone);
    expect(ids(limited.causes)).toEqual(['nproc-limit']);
    const full = withCauses(origin('copy_process', 'EAGAIN', 'nr_threads >= max_threads'), clone);
    expect(ids(full.causes)).toEqual(['threads-max']);
  });

  test('are found where the function is a reason of the site', () => {
    const revealing = origin('do_new_mount_fc', 'EPERM', '!error && mount_too_revealing(sb)', ['mount_too_revealing']);
    expect(ids(withCauses(revealing, { ...asked, errno: 'EPERM' }).causes)).toEqual(['mount-too-revealing']);
    const other = origin('do_new_mount_fc', 'EPERM', '!error', ['security_sb_kern_mount']);
    expect(ids(withCauses(other, { ...asked, errno: 'EPERM' }).causes)).toEqual([]);
  });

  test('are found where the errno is rewritten on the way to the program', () => {
    const idr = { release: '6.12.117', errno: 'EBUSY', syscall: 'mkdir' };
    expect(ids(withCauses(origin('mem_cgroup_alloc', 'EBUSY'), idr).causes)).toEqual(['memcg-ids']);
  });
});

describe('the causes of a function', () => {
  const namespace = { name: 'count_mounts', file: 'fs/namespace.c' };

  test('need no question', () => {
    const sites = [{ errno: 'ENOSPC', guard: 'mounts > max', reason: null }];
    expect(ids(causesOfFunction('6.1.192', namespace, sites).causes)).toEqual(['mount-max']);
    expect(causesOfFunction('6.1.192', namespace, [{ errno: 'EIO', guard: null, reason: null }])).toEqual({});
  });

  test('are shown on the page of the function that says no, too', () => {
    const revealing = { name: 'mount_too_revealing', file: 'fs/namespace.c' };
    expect(ids(causesOfFunction('6.1.192', revealing, []).causes)).toEqual(['mount-too-revealing']);
  });
});

describe('searchCauses', () => {
  test('takes everything that is known together', () => {
    expect(ids(searchCauses({ errno: 'ENOSPC', syscall: 'inotify_add_watch' }))).toEqual(['inotify-watches']);
    expect(ids(searchCauses({ errno: 'EPERM', syscall: 'prlimit' }))).toEqual(['hard-limit', 'nr-open']);
    expect(ids(searchCauses({ function: 'count_mounts' }))).toEqual(['mount-max']);
    expect(ids(searchCauses({ tunable: 'FS.MOUNT-MAX' }))).toEqual(['mount-max']);
    expect(ids(searchCauses({ tunable: 'net.ipv4.neigh.default.gc_thresh3' }))).toEqual(['neighbour-table-full']);
    expect(ids(searchCauses({ q: 'Overlay DEPTH' }))).toContain('overlay-depth');
    expect(searchCauses({ q: 'overlay zebra' })).toEqual([]);
    expect(searchCauses({})).toHaveLength(CAUSES.length);
  });

  test.each([
    [
      'docker: Error response from daemon: error creating overlay mount to /var/lib/docker/overlay2/1/merged: no space left on device.',
      'mount-max',
    ],
    ['Error: ENOSPC: System limit for number of file watchers reached, watch /app', 'inotify-watches'],
    ['runtime: failed to create new OS thread (have 9 already; errno=11)', 'pids-max'],
    ['FATAL:  could not create shared memory segment: Invalid argument', 'shm-max'],
    ['kernel: nf_conntrack: nf_conntrack: table full, dropping packet', 'conntrack-full'],
    ['bwrap: Creating new namespace failed: No space left on device', 'userns-max'],
    [
      'level=error msg="unable to join session keyring: unable to create session key: disk quota exceeded"',
      'key-quota',
    ],
    ['max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]', 'max-map-count'],
    [
      'EXT4-fs warning (device sda1): ext4_dx_add_entry:2544: Directory (ino: 2) index full, reach max htree level :2',
      'ext4-directory-full',
    ],
    ["npm ERR! EXDEV: cross-device link not permitted, rename '/app/a' -> '/app/b'", 'overlay-rename'],
  ])('knows what prints "%s"', (message, id) => {
    expect(ids(searchCauses({ message })).slice(0, 3)).toContain(id);
  });

  test('puts first what says most of a message', () => {
    const [first] = searchCauses({ message: 'mount: /mnt: No space left on device' });
    expect(first?.id).toBe('mount-max');
  });
});

test('findCause names what is near a wrong id', () => {
  expect(findCause('mount-max')).toMatchObject({ ok: true, cause: { id: 'mount-max' } });
  expect(findCause('mount-mx')).toMatchObject({ ok: false, suggestions: expect.arrayContaining(['mount-max']) });
  expect(findCause('inotify')).toMatchObject({ ok: false, suggestions: ['inotify-instances', 'inotify-watches'] });
});
