/** The errnos of a release are read from its headers, with what each arch does differently. */
import { expect, test } from 'vitest';
import { type ErrnoTableRow, errnoHeaderPaths, readErrnos } from '../../indexer/tables/errnos.js';

const TREE = new Map([
  [
    'include/uapi/asm-generic/errno-base.h',
    '#ifndef _BASE_H\n#define\tEPERM\t\t 1\t/* one */\n#define\tEAGAIN\t\t11\n',
  ],
  [
    'include/uapi/asm-generic/errno.h',
    '#include <asm-generic/errno-base.h>\n#define EDEADLK 35\n# define EWOULDBLOCK EAGAIN /* same */\n#define EDEADLOCK EDEADLK\n#define ECANCELED 125\n#define ECONNREFUSED 111\n',
  ],
  ['include/linux/errno.h', '#define ERESTARTSYS\t512\n#define ENOGRACE 531\n'],
  [
    'arch/mips/include/uapi/asm/errno.h',
    '#include <asm-generic/errno-base.h>\n#define EDEADLK 45\n#define EDEADLOCK 56\n#define EINIT 141\n#define EWOULDBLOCK EAGAIN\n',
  ],
  [
    'arch/parisc/include/uapi/asm/errno.h',
    '#define ECANCELLED 253\n#define ECANCELED ECANCELLED\n#define ECONNREFUSED 239\n#define EREFUSED ECONNREFUSED\n',
  ],
  ['arch/powerpc/include/uapi/asm/errno.h', '#undef EDEADLOCK\n#define EDEADLOCK 58\n'],
]);

function row(name: string, rows: readonly ErrnoTableRow[] = readErrnos(TREE)): ErrnoTableRow | undefined {
  return rows.find((errno) => errno.name === name);
}

test('announces every path it reads', () => {
  expect([...TREE.keys()].every(errnoHeaderPaths)).toBe(true);
  expect(errnoHeaderPaths('tools/include/uapi/asm-generic/errno.h')).toBe(false);
});

test('gives name, number, place and the curated message', () => {
  expect(row('EPERM')).toMatchObject({
    number: 1,
    numbers: {},
    message: 'Operation not permitted',
    file: 'include/uapi/asm-generic/errno-base.h',
    line: 2,
    aliasOf: null,
  });
  expect(row('ERESTARTSYS')).toMatchObject({ number: 512, file: 'include/linux/errno.h', line: 1 });
});

test('gives the numbers of the arches that differ', () => {
  expect(row('EDEADLK')).toMatchObject({ number: 35, numbers: { mips: 45 } });
  expect(row('EDEADLOCK')).toMatchObject({ number: 35, aliasOf: 'EDEADLK', numbers: { mips: 56, powerpc: 58 } });
  expect(row('ECANCELED')).toMatchObject({ number: 125, numbers: { parisc: 253 }, aliasOf: null });
});

test('joins aliases to the errno with the number', () => {
  expect(row('EWOULDBLOCK')).toMatchObject({ number: 11, aliasOf: 'EAGAIN', numbers: {} });
  expect(row('ECANCELLED')).toMatchObject({ aliasOf: 'ECANCELED' });
  expect(row('EREFUSED')).toMatchObject({ number: 111, aliasOf: 'ECONNREFUSED' });
});

test('keeps an errno that one arch alone has, without a common number', () => {
  expect(row('EINIT')).toMatchObject({ number: 0, numbers: { mips: 141 }, aliasOf: null });
});

test('takes aliases from elsewhere, through chains, and drops those that lead nowhere', () => {
  const found = (name: string, target: string) => ({ name, target, file: 'fs/a.h', line: 3 });
  const rows = readErrnos(TREE, [
    found('EMINE', 'EWOULDBLOCK'),
    found('ELOST', 'ENOWHERE'),
    found('ESELF', 'ESELF'),
    found('EA', 'EB'),
    found('EB', 'EA'),
    found('EPERM', 'EAGAIN'),
  ]);
  expect(row('EMINE', rows)).toMatchObject({ number: 11, aliasOf: 'EAGAIN', file: 'fs/a.h', line: 3 });
  for (const name of ['ELOST', 'ESELF', 'EA', 'EB']) expect(row(name, rows)).toBeUndefined();
  expect(row('EPERM', rows)).toMatchObject({ number: 1, aliasOf: null });
});

test('numbers the rows in the order of number and name, whatever the order of the files', () => {
  const rows = readErrnos(TREE);
  expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => index));
  const order = rows.map(({ number, name }) => [number, name] as const);
  expect(order).toEqual([...order].sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)));
  expect(readErrnos(new Map([...TREE].reverse()))).toEqual(rows);
});

test('refuses a tree with more errnos than a pack can number, and reads one with none', () => {
  const many = Array.from({ length: 300 }, (_, number) => `#define EX${number} ${number + 1}`).join('\n');
  expect(() => readErrnos(new Map([['include/linux/errno.h', many]]))).toThrow(/300 errnos.*224/);
  expect(readErrnos(new Map())).toEqual([]);
});
