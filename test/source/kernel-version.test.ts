/** The release of a tree, from its top Makefile. */

import { describe, expect, test } from 'vitest';
import { parseKernelVersion } from '../../indexer/source/kernel-version.js';

const makefile = (extra: string, sublevel = '192') =>
  `# SPDX-License-Identifier: GPL-2.0\nVERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = ${sublevel}\nEXTRAVERSION =${extra}\nNAME = Curry Ramen\n`;

const release = (version: number, patchlevel: number, sublevel: number) =>
  `VERSION = ${version}\nPATCHLEVEL = ${patchlevel}\nSUBLEVEL = ${sublevel}\nEXTRAVERSION =\n`;

describe('a release is read', () => {
  test.each([
    ['a stable release', makefile(''), { id: '6.1.192', line: '6.1', extraversion: '' }],
    ['a release candidate', makefile(' -rc2', '0'), { id: '6.1.0-rc2', line: '6.1', extraversion: '-rc2' }],
    ['a name given to a build', makefile(' -mine'), { id: '6.1.192', line: '6.1', extraversion: '-mine' }],
    [
      'lines that end in CR LF',
      makefile('').replaceAll('\n', '\r\n'),
      { id: '6.1.192', line: '6.1', extraversion: '' },
    ],
    ['no EXTRAVERSION', 'VERSION=5\nPATCHLEVEL=10\nSUBLEVEL=0\n', { id: '5.10.0', line: '5.10', extraversion: '' }],
    ['the oldest', release(4, 17, 0), { id: '4.17.0', line: '4.17', extraversion: '' }],
    ['a variable set again below', `${makefile('')}VERSION = 9\n`, { id: '6.1.192', line: '6.1', extraversion: '' }],
  ])('of %s', (_, text, version) => {
    expect(parseKernelVersion(text)).toEqual(version);
  });
});

describe('a Makefile is refused', () => {
  test.each([
    ['without VERSION', 'all:\n', /sets no VERSION; give the top folder/],
    ['without PATCHLEVEL', 'VERSION = 6\n', /sets no PATCHLEVEL/],
    ['without SUBLEVEL', 'VERSION = 6\nPATCHLEVEL = 1\n', /sets no SUBLEVEL/],
    ['with a number that is none', 'VERSION = six\n', /sets VERSION to 'six', which is no number/],
    ['with a path for a number', 'VERSION = 6\nPATCHLEVEL = 1/../..\n', /sets PATCHLEVEL to '1\/\.\.\/\.\.'/],
    [
      'of a program that counts years',
      'VERSION = 2024\nPATCHLEVEL = 01\nSUBLEVEL =\n',
      /VERSION to 2024, which no Linux/,
    ],
    [
      'of Linux 4.16',
      release(4, 16, 18),
      /names release 4\.16\.18, and Linux 4\.17 is the oldest that can be read; give the top/,
    ],
    ['of Linux 3.18', release(3, 18, 140), /release 3\.18\.140, and Linux 4\.17 is the oldest/],
    ['with a command in EXTRAVERSION', makefile(' $(shell id)'), /sets EXTRAVERSION to '\$\(shell id\)'.*; write/],
  ])('%s', (_, text, message) => {
    expect(() => parseKernelVersion(text)).toThrow(message);
  });
});
