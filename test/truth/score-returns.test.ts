/** What functions return, scored on sets small enough to count by hand. */

import { describe, expect, test } from 'vitest';
import type { CallsExport, ReturnsExport, SitesExport } from './exports.js';
import { type ReturnsRow, returnsRow } from './rows.js';
import { scoreReturns } from './score-returns.js';

const truth = (name: string, errnos: string[], more: Partial<ReturnsRow> = {}): ReturnsRow =>
  returnsRow.parse({ file: 'fs/a.c', function: name, errnos, ...more });
const returned = (name: string, errno?: string, own = false, file = 'fs/a.c'): ReturnsExport => ({
  file,
  function: name,
  ...(errno !== undefined && { errno, own }),
});

function score(
  rows: readonly ReturnsRow[],
  returns: readonly ReturnsExport[],
  calls: readonly CallsExport[] = [],
  sites: readonly SitesExport[] = [],
) {
  return scoreReturns(rows, returns, { calls, sites });
}

describe('recall and precision', () => {
  test('count pairs of function and errno, those behind other files apart', async () => {
    const { cases, figures } = await score(
      [truth('a', ['EIO', 'ENOMEM'], { deep: ['ENOMEM'] }), truth('b', ['EPERM'])],
      [returned('a', 'EIO', true), returned('b', 'EPERM'), returned('b', 'EBUSY'), returned('c', 'EBUSY')],
    );
    expect(cases).toBe(3);
    expect(figures).toEqual({ recall: 0.6667, deep: 0, precision: 0.6667 });
  });

  test('leave out of precision, and only of it, functions whose set is not known completely', async () => {
    const { figures } = await score(
      [truth('a', ['EIO'], { unknown: true })],
      [returned('a', 'EIO'), returned('a', 'EBUSY')],
    );
    expect(figures).toEqual({ recall: 1, deep: 0, precision: 0 });
  });

  test('leave out EPERM where the function has a plain -1, and count it where a callee has', async () => {
    const own = await score([truth('a', ['EPERM', 'EIO'], { minus1: 'own' })], [returned('a', 'EPERM')]);
    expect(own).toMatchObject({ cases: 1, figures: { recall: 0, precision: 0 } });
    const callee = await score([truth('a', ['EPERM'], { minus1: 'callee' })], [returned('a')]);
    expect(callee.misses).toMatchObject([{ reason: 'recall, shallow: a plain -1 of a callee' }]);
  });

  test('know an errno by any of its names, and a syscall by any of its layers', async () => {
    const { figures } = await score(
      [truth('__do_sys_mount', ['EAGAIN']), truth('__se_sys_mount', ['EIO'])],
      [returned('sys_mount', 'EWOULDBLOCK'), returned('__x64_sys_mount', 'EIO')],
    );
    expect(figures).toMatchObject({ recall: 1, precision: 1 });
  });

  test('tell functions of one name by their file', async () => {
    const { figures } = await score([truth('a', ['EIO'])], [returned('a', 'EIO', true, 'fs/b.c')]);
    expect(figures.recall).toBe(0);
  });
});

describe('a miss says', () => {
  const call = (callee: string, via: string): CallsExport => ({
    ...{ caller: 'a', caller_file: 'fs/a.c', callee, callee_file: 'fs/b.c', via },
  });
  const deep = truth('a', ['EIO'], { deep: ['EIO'], lines: { EIO: [7] }, type: 'int' });
  const reasonOf = async (...given: Parameters<typeof score>) =>
    (await score(...given)).misses.map(({ reason }) => reason);

  test('that the function is unknown, or that nothing below it returns the errno', async () => {
    expect(await reasonOf([deep], [])).toEqual(['recall, deep: unknown function']);
    expect(await reasonOf([deep], [returned('a')], [call('b', 'call')])).toEqual([
      'recall, deep: no site, and no known callee returns it',
    ]);
  });

  test('that a site has no way to the return', async () => {
    const site = { file: 'fs/a.c', function: 'a', errno: 'EIO', line: 3 };
    expect(await reasonOf([truth('a', ['EIO'])], [returned('a')], [], [site])).toEqual([
      'recall, shallow: a site of its own is known, and no way from it to the return',
    ]);
  });

  test('which callee returns it, one that is called rather than one of a table', async () => {
    const b = returned('b', 'EIO', true, 'fs/b.c');
    const c = returned('c', 'EIO', true, 'fs/b.c');
    const table = await score([deep], [returned('a'), b, c], [call('b', 'ops')]);
    expect(table.misses).toEqual([
      {
        reason: 'recall, deep: one of an ops table returns it',
        subject: 'a EIO',
        text: 'fs/a.c:7 (int), from b of fs/b.c',
      },
    ]);
    const called = await score([deep], [returned('a'), b, c], [call('b', 'ops'), call('c', 'call'), call('c', 'ops')]);
    expect(called.misses).toMatchObject([
      { reason: 'recall, deep: a callee returns it', text: 'fs/a.c:7 (int), from c of fs/b.c' },
    ]);
  });

  test('where an errno too many comes from', async () => {
    const returns = [
      ...[returned('a', 'EIO', true), returned('a', 'EBUSY'), returned('a', 'EINTR'), returned('a', 'EXDEV')],
      ...[returned('b', 'EBUSY', true, 'fs/b.c'), returned('c', 'EINTR', true, 'fs/b.c')],
    ];
    expect(await reasonOf([truth('a', [])], returns, [call('b', 'call'), call('c', 'ops')])).toEqual([
      'precision: from a site of its own',
      'precision: from a callee',
      'precision: from one of an ops table',
      'precision: from elsewhere',
    ]);
  });
});
