/** Where Documentation speaks of a setting. */

import { expect, test } from 'vitest';
import { documentation, documentationPaths } from '../../indexer/tunables/documentation.js';

const FILES = new Map([
  [
    'Documentation/admin-guide/sysctl/fs.rst',
    'Settings\n========\n\nmax-rooms & nr-rooms\n--------------------\n\nText.\n\n3. /proc/sys/fs/shop\n~~~~~~~~~~~~~~~~~~~~\n\n``doors``\n  Text.\n',
  ],
  ['Documentation/networking/ip-sysctl.rst', 'TCP variables\n=============\n\ntcp_rooms - INTEGER\n\tText.\n'],
  [
    'Documentation/admin-guide/kernel-parameters.txt',
    '\trooms=\t[SHOP] Text\n\t\tnot_one=\n\tshop.doors=\n\tquiet\t[KNL]\n',
  ],
  ['Documentation/admin-guide/cgroup-v2.rst', 'Shop Interface Files\n~~~~~~~~~~~~~~~~~~~~\n\n  shop.max\n\tText.\n'],
  ['Documentation/filesystems/proc.rst', '3.1 /proc/<pid>/score - Adjust it\n---------------------------------\n'],
]);

test('by file and anchor', () => {
  const documents = documentation(FILES);
  const [fs = '', ip = '', boot = '', cgroup = '', proc = ''] = FILES.keys();
  expect(documents.sysctl('fs.nr-rooms')).toEqual({ file: fs, anchor: 'max-rooms-nr-rooms' });
  expect(documents.sysctl('fs.shop.doors')).toEqual({ file: fs, anchor: 'proc-sys-fs-shop' });
  expect(documents.sysctl('net.ipv4.tcp_rooms')).toEqual({ file: ip, anchor: 'tcp-variables' });
  expect(documents.sysctl('vm.max-rooms')).toBeUndefined();
  expect(documents.parameter('rooms')).toEqual({ file: boot, anchor: 'rooms=', value: true });
  expect(documents.parameter('shop.doors')?.anchor).toBe('shop.doors=');
  expect(documents.parameter('quiet')?.value).toBe(false);
  expect(documents.parameter('not_one')).toBeUndefined();
  expect(documents.cgroupFile('shop.max')).toMatchObject({ file: cgroup, anchor: 'shop-interface-files' });
  expect(documents.process('score')).toEqual({ file: proc, anchor: 'proc-pid-score-adjust-it' });
});

test('of the tree only what speaks of settings is read', () => {
  expect([...FILES.keys()].every(documentationPaths)).toBe(true);
  expect(documentationPaths('Documentation/process/howto.rst')).toBe(false);
});

test('an attribute of sysfs is documented where a path ends in its name and speaks of what its file is about', () => {
  const documents = documentation(
    new Map([
      [
        'Documentation/ABI/stable/sysfs-block',
        'What:\t\t/sys/block/<disk>/queue/rooms\nWhat:\t\t/sys/block/<disk>/open\n',
      ],
      ['Documentation/ABI/testing/sysfs-fs-shop', 'What:\t\t/sys/fs/shop/<disk>/rooms\n'],
    ]),
  );
  expect(documents.attribute('rooms', 'fs/shop/sysfs.c')?.anchor).toBe('/sys/fs/shop/<disk>/rooms');
  expect(documents.attribute('rooms', 'block/blk-sysfs.c')).toEqual({
    file: 'Documentation/ABI/stable/sysfs-block',
    anchor: '/sys/block/<disk>/queue/rooms',
  });
  expect(documents.attribute('open', 'drivers/block/zoo.c')).toBeUndefined();
  expect(documents.attribute('doors', 'fs/shop/sysfs.c')).toBeUndefined();
});

test('what a file of a control group starts with is read where it is described', () => {
  const text = 'Shop\n----\n\n  shop.max\n\tA limit.  The default is "max".\n\n  shop.min\n\tNo word of it.\n';
  const documents = documentation(new Map([['Documentation/admin-guide/cgroup-v2.rst', text]]));
  expect(documents.cgroupFile('shop.max')?.initial).toBe('max');
  expect(documents.cgroupFile('shop.min')?.initial).toBe('');
});
