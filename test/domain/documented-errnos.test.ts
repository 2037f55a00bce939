/** What the manual documents is read from its pages and kept as facts. */
import { describe, expect, test } from 'vitest';
import { documentedErrnos, linkTarget, parsePage } from '../../data/build/documented-errnos.mjs';
import documentedRows from '../../data/documented-errnos.json' with { type: 'json' };
import { isDocumented } from '../../src/domain/documented-errnos.js';
import { errnoByName } from '../../src/domain/errno.js';

/** A page with a NAME and an ERRORS section. */
function page(names: string, errors: string): string {
  return `.TH x 2\n.SH NAME\n${names} \\- do a thing\n.SH DESCRIPTION\n.TP\n.B EIO\nNot in the list.\n.SH ERRORS\n${errors}\n.SH NOTES\n.TP\n.B ENOSYS\n`;
}

/** The errnos of a function of a page, sorted. */
function errnosOf(name: string, text: string): string[] {
  return [...(parsePage(text).errnos.get(name) ?? [])].sort();
}

describe('parsePage', () => {
  test('takes the tags of the ERRORS section, and no errno from text', () => {
    const text = page(
      'grow',
      '.TP\n.B ENOSPC\nFull; unlike\n.BR EDQUOT .\n.TP\n.BR EAGAIN " or " EWOULDBLOCK\nBusy.\n.TP\n.B E2BIG\nBig.',
    );
    expect(errnosOf('grow', text)).toEqual(['E2BIG', 'EAGAIN', 'ENOSPC', 'EWOULDBLOCK']);
  });

  test('takes several tags of one paragraph', () => {
    expect(errnosOf('grow', page('grow', '.TP\n.B EAGAIN\n.TQ\n.B EINTR\nLater.'))).toEqual(['EAGAIN', 'EINTR']);
  });

  test('covers every function of the page, but for entries on some of them', () => {
    const text = page('grow, growat', '.TP\n.B EIO\nDisk.\n.TP\n.B EBADF\n.RB ( growat ())\n.I fd\nis bad.');
    expect(errnosOf('grow', text)).toEqual(['EIO']);
    expect(errnosOf('growat', text)).toEqual(['EBADF', 'EIO']);
  });

  test('counts announced entries for the functions that are announced', () => {
    const text = page(
      'grow, fgrow, lgrow',
      'The errors for\n.BR grow ()\nare:\n.TP\n.B ENOENT\nNo.\n.PP\nThe errors for\n.BR fgrow ()\nare:\n.TP\n.B EBADF\nNo.',
    );
    expect(errnosOf('grow', text)).toEqual(['ENOENT']);
    expect(errnosOf('fgrow', text)).toEqual(['EBADF']);
    expect(errnosOf('lgrow', text)).toEqual(['EBADF', 'ENOENT']);
  });

  test('keeps additional errors to the functions that are named', () => {
    const text = page(
      'grow, growat',
      '.TP\n.B EIO\nNo.\n.PP\nThe following additional errors can occur for\n.BR growat ():\n.TP\n.B EBADF\nNo.',
    );
    expect([errnosOf('grow', text), errnosOf('growat', text)]).toEqual([['EIO'], ['EBADF', 'EIO']]);
  });

  test('names the pages whose errors apply too', () => {
    const { also } = parsePage(page('grow', 'Errors are as for\n.BR stretch (2).\nSee also\n.BR shrink (2).'));
    expect(also).toEqual([{ page: 'stretch', names: ['grow'] }]);
    expect(parsePage(page('grow', 'See\n.BR stretch (2).')).also).toEqual([{ page: 'stretch', names: ['grow'] }]);
  });

  test('takes an errno that stands first without .TP', () => {
    expect(errnosOf('grow', page('grow', '.B EAGAIN\nLater.\n.TP\n.B EIO\nDisk.'))).toEqual(['EAGAIN', 'EIO']);
  });

  test('finds nothing in a page without ERRORS', () => {
    expect(parsePage('.SH NAME\ngrow \\- x\n').errnos).toEqual(new Map([['grow', new Set()]]));
    expect(parsePage('').names).toEqual([]);
  });
});

describe('documentedErrnos', () => {
  const canonical = new Map([
    ['EAGAIN', 'EAGAIN'],
    ['EWOULDBLOCK', 'EAGAIN'],
    ['EIO', 'EIO'],
  ]);

  test('follows links, applies other pages, joins aliases and drops what is no errno', () => {
    const pages = new Map([
      ['grow', page('grow', '.TP\n.B EWOULDBLOCK\nx\n.TP\n.B EAGAIN\nx\n.TP\n.B EXAMPLE\nx')],
      ['grow64', '.so man2/grow.2\n'],
      ['stretch', page('stretch', 'Errors are as for\n.BR grow (2).\n.TP\n.B EIO\nx')],
      ['ioctl_grow', page('ioctl_grow', '.TP\n.B EIO\nx')],
      ['lost', '.so man2/nowhere.2\n'],
    ]);
    expect(documentedErrnos(pages, canonical)).toEqual({
      grow: ['EAGAIN'],
      grow64: ['EAGAIN'],
      ioctl: ['EIO'],
      stretch: ['EAGAIN', 'EIO'],
    });
  });

  test('counts the pages of operations for the syscalls that their synopsis calls, under whatever names they have', () => {
    const operation = (synopsis: string): string =>
      page('G_FAST', '.TP\n.B EIO\nx').replace('.SH DESCRIPTION', `.SH SYNOPSIS\n${synopsis}\n.SH DESCRIPTION`);
    const pages = new Map([
      ['grow', page('grow', '.TP\n.B EAGAIN\nx')],
      ['grow64', page('grow', '.TP\n.B EAGAIN\nx')],
      ['shrink', page('shrink', '')],
      ['G_FAST.2const', operation('.BI "int\\~grow(int\\~" how ", G_FAST, sizeof(int));"')],
      ['S_FAST.2const', operation('.BI "long syscall(SYS_shrink, S_FAST, QCMD(" a "));"')],
      ['X_FAST.2const', operation('.BI "int unknown(int " how ", X_FAST);"')],
    ]);
    expect(documentedErrnos(pages, canonical)).toEqual({
      grow: ['EAGAIN', 'EIO'],
      grow64: ['EAGAIN', 'EIO'],
      shrink: ['EIO'],
    });
  });

  test('takes a page that starts with .so for a link', () => {
    expect(linkTarget('.so man2/open.2\n')).toBe('open');
    expect(linkTarget('.SH NAME\n')).toBeNull();
  });
});

describe('the table', () => {
  test('holds sorted canonical errnos alone', () => {
    for (const [syscall, text] of Object.entries(documentedRows)) {
      const errnos = text.split(' ');
      expect(errnos, syscall).toEqual([...new Set(errnos)].sort());
      for (const errno of errnos) expect(errnoByName(errno)?.name, `${syscall} ${errno}`).toBe(errno);
    }
  });

  test('knows what a manual page says', () => {
    expect(isDocumented('openat', 'EMFILE')).toBe(true);
    expect(isDocumented('inotify_add_watch', 'ENOSPC')).toBe(true);
    expect(isDocumented('open', 'ENOTCONN')).toBe(false);
    expect(isDocumented('openat', 'EBADF')).toBe(true);
    expect(isDocumented('open', 'EBADF')).toBe(false);
    expect(isDocumented('fcntl', 'EDEADLK')).toBe(true);
    expect(isDocumented('fsconfig', 'ENOTBLK')).toBe(true);
    expect(isDocumented('io_uring_setup', 'EMFILE')).toBe(true);
  });

  test('has null for a syscall whose page lists no errors, and for none at all', () => {
    expect(isDocumented('getpid', 'EPERM')).toBeNull();
    expect(isDocumented('toString', 'EPERM')).toBeNull();
  });

  test('finds later widths of a syscall under the first', () => {
    expect(isDocumented('clock_gettime64', 'EFAULT')).toBe(true);
    expect(isDocumented('pread64', 'ESPIPE')).toBe(true);
  });
});
