/** Lists of symbols as text, the banner of a kernel, and the names in BTF. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBtf, readBtf } from '../../indexer/build/btf.js';
import { findBanner, upstreamRelease } from '../../indexer/build/kernel-banner.js';
import { isText, readSymbolText } from '../../indexer/build/symbol-text.js';
import { IndexError } from '../../indexer/index-error.js';
import { btf } from './made-btf.js';
import { BANNER } from './made-kernel.js';

describe('lists of symbols', () => {
  test('are read in any mixture, and what is neither is passed over', () => {
    const text = [
      'ffffffff81000100 T do_mount',
      '0000000000000000 t nft_add [nf_tables]',
      'ffffffff81000200 d jiffies',
      'security_sb_mount',
      'ext4_open [ext4]',
      'ffffffffc0001000 ext4_sync [ext4]',
      '__ftrace_invalid_address___64',
      'CONFIG_EXT4_FS=m',
      'CONFIG_CMDLINE="a b=c"',
      '# CONFIG_RT_GROUP_SCHED is not set',
      '',
      'what is this? $(rm -rf /)',
      `ffffffff81000300 t ${'x'.repeat(600)}`,
    ].join('\n');
    const { symbols, traceable, options } = readSymbolText(Buffer.from(text));
    expect(symbols).toEqual([
      { name: 'do_mount', type: 'T', address: 0xfffff81000100, module: null },
      { name: 'nft_add', type: 't', address: 0, module: 'nf_tables' },
      { name: 'jiffies', type: 'd', address: 0xfffff81000200, module: null },
    ]);
    expect([...traceable.keys()]).toEqual(['security_sb_mount', 'ext4_open [ext4]', 'ext4_sync [ext4]']);
    expect([...options]).toEqual([
      ['CONFIG_EXT4_FS', 'm'],
      ['CONFIG_CMDLINE', '"a b=c"'],
    ]);
  });

  test('are told from binary files', () => {
    expect(isText(Buffer.from('ffffffff81000100 T do_mount\r\n\t'))).toBe(true);
    expect(isText(Buffer.from('MZ\0\0'))).toBe(false);
    expect(isText(Buffer.alloc(0))).toBe(false);
  });

  test('never fail, whatever they hold', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readSymbolText(bytes)));
  });
});

describe('a banner', () => {
  test('tells the release, and what a distribution says of upstream', () => {
    expect(findBanner(Buffer.from(`\0Linux version %s (%s)\n\0${BANNER}`))).toEqual({
      release: '6.1.0-99-test-amd64',
      kernel: '6.1.192',
    });
    expect(findBanner(Buffer.from('no such thing'))).toBeNull();
  });

  test.each([
    [
      '6.8.0-45-generic',
      'Linux version 6.8.0-45-generic (x) #45-Ubuntu SMP (Ubuntu 6.8.0-45.45-generic 6.8.12)',
      '6.8.12',
    ],
    ['6.1.0-56-amd64', '6.1.192-2', '6.1.192'],
    ['6.8.0-45-generic', '6.8.0-45.45', null],
    ['6.11.4-300.fc41.x86_64', '', '6.11.4'],
    ['6.12.117+deb12-cloud-amd64', '', '6.12.117'],
    ['6.1.0-56-amd64', '6.12.117-1', null],
  ])('of %s with %j gives %s', (release, line, kernel) => {
    expect(upstreamRelease(release, line)).toBe(kernel);
  });
});

describe('BTF', () => {
  test('names the functions of the kernel, and of a module whose strings continue the kernel’s', () => {
    const kernel = readBtf(btf(['do_mount', 'vfs_read'], null), 'vmlinux');
    expect(kernel).toMatchObject({ isModule: false, stringBytes: 19 });
    expect(kernel.functions(0)).toEqual(['do_mount', 'vfs_read']);
    const module = readBtf(btf(['ext4_open', 'ext4_sync'], kernel.stringBytes), 'ext4');
    expect(module.isModule).toBe(true);
    expect(module.functions(kernel.stringBytes)).toEqual(['ext4_open', 'ext4_sync']);
  });

  test('that is cut short or altered gives names or one clear error', () => {
    const whole = btf(['do_mount', 'vfs_read'], null);
    const read = (bytes: Uint8Array): void => {
      try {
        if (isBtf(bytes)) readBtf(bytes, 'vmlinux').functions(0);
      } catch (error) {
        expect(error).toBeInstanceOf(IndexError);
      }
    };
    for (let end = 0; end < whole.length; end++) read(whole.subarray(0, end));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const altered = Buffer.from(whole);
        altered[at] = byte;
        read(altered);
      }),
    );
  });
});
