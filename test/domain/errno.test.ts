/** Errnos are understood however they are written, and their numbers are those of each arch. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import errnoRows from '../../data/errnos.json' with { type: 'json' };
import {
  ERRNOS,
  type Errno,
  errnoByName,
  errnoByNumber,
  errnoNumber,
  MAX_ERRNO,
  parseErrno,
  parseErrnoNumber,
} from '../../src/domain/errno.js';
import { ErrnoRow } from '../../src/schemas/errno-row.js';

test.each(errnoRows)('$name is a row as the schema has it', (row) => {
  expect(ErrnoRow.parse(row)).toEqual(row);
});

function nameOf(text: string, arch?: string): string {
  const result = parseErrno(text, arch);
  return result.ok ? result.errno.name : `unknown: ${result.reason}`;
}

function known(name: string): Errno {
  const errno = errnoByName(name);
  if (errno === undefined) throw new Error(`${name} is not in the table`);
  return errno;
}

describe('parseErrno', () => {
  test.each([
    'ENOSPC',
    'enospc',
    ' ENOSPC ',
    '-ENOSPC',
    '28',
    '-28',
    '0x1c',
    '-0x1c',
    '0xffffffe4',
    'ffffffe4',
    'FFFFFFE4',
    'ffffffffffffffe4',
    '0xffffffffffffffe4',
    '18446744073709551588',
    '4294967268',
    'No space left on device',
    'no space left  on DEVICE.',
    'errno 28',
    'errno=28',
  ])('reads %j as ENOSPC', (text) => {
    expect(nameOf(text)).toBe('ENOSPC');
  });

  test.each([
    ['Resource temporarily unavailable', 'EAGAIN'],
    ['Input/output error', 'EIO'],
    ['I/O error', 'EIO'],
    ['Disk quota exceeded', 'EDQUOT'],
    ['Quota exceeded', 'EDQUOT'],
    ['Cannot allocate memory', 'ENOMEM'],
    ['Out of memory', 'ENOMEM'],
    ['Symbolic link loop', 'ELOOP'],
    ['Unknown error 524', 'ENOTSUPP'],
    ['unknown error -512', 'ERESTARTSYS'],
  ])('reads the message %j of glibc or musl as %s', (text, name) => {
    expect(nameOf(text)).toBe(name);
  });

  test.each([
    ['EWOULDBLOCK', 'EAGAIN'],
    ['EDEADLOCK', 'EDEADLK'],
    ['efscorrupted', 'EUCLEAN'],
    ['EFSBADCRC', 'EBADMSG'],
    ['ENOTSUP', 'EOPNOTSUPP'],
    ['ENOATTR', 'ENODATA'],
  ])('reads the alias %s as %s', (alias, name) => {
    expect(parseErrno(alias)).toMatchObject({ ok: true, form: 'alias', errno: { name } });
  });

  test('reads a number by the arch that printed it', () => {
    expect(nameOf('45')).toBe('EL2NSYNC');
    expect(nameOf('45', 'mips')).toBe('EDEADLK');
    expect(nameOf('-1133', 'mips')).toBe('EDQUOT');
    expect(nameOf('58', 'powerpc')).toBe('EDEADLK');
    expect(nameOf('28', 'mips')).toBe('ENOSPC');
    expect(nameOf('ffffffd3', 'mips')).toBe('EDEADLK');
  });

  test('suggests the nearest names for a misspelt one', () => {
    expect(parseErrno('ENOSPACE')).toMatchObject({ ok: false, suggestions: expect.arrayContaining(['ENOSPC']) });
    expect(parseErrno('no space left on devise')).toMatchObject({ ok: false, suggestions: ['ENOSPC'] });
  });

  test.each([
    '',
    '   ',
    '0',
    '5000',
    '-5000',
    '0x0',
    '99999999999999999999',
    'toString',
    '__proto__',
    'E',
    'x'.repeat(201),
  ])('refuses %j and says why', (text) => {
    const result = parseErrno(text);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.reason).not.toBe('');
  });

  test('never throws, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => typeof parseErrno(text).ok === 'boolean'),
    );
  });
});

describe('parseErrnoNumber', () => {
  test('reads every way in which a result prints, for every errno', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_ERRNO }), (number) => {
        const as64 = BigInt.asUintN(64, BigInt(-number));
        const as32 = BigInt.asUintN(32, BigInt(-number));
        const forms = [number, -number, as32, as64, as32.toString(16), as64.toString(16), `0x${as32.toString(16)}`];
        for (const form of forms) expect(parseErrnoNumber(String(form))).toBe(number);
      }),
    );
  });

  test.each(['', '0', '4096', '-4096', 'fffff000', '1c', 'ffff', '1.5', '0x', 'ENOSPC'])('is null for %j', (text) => {
    expect(parseErrnoNumber(text)).toBeNull();
  });
});

describe('the table', () => {
  /** Facts of `arch/{arch}/include/uapi/asm/errno.h`, the same from 6.1 to 6.12. */
  const FACTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    alpha: { EDEADLK: 11, EAGAIN: 35, EINPROGRESS: 36, ENAMETOOLONG: 63, ENOSYS: 78, EILSEQ: 116, EHWPOISON: 139 },
    mips: { ENOMSG: 35, EDEADLK: 45, EDEADLOCK: 56, ENOSYS: 89, ELOOP: 90, EUCLEAN: 135, ETIMEDOUT: 145, EDQUOT: 1133 },
    parisc: { EILSEQ: 47, ENODATA: 51, EREMOTE: 71, EUCLEAN: 177, EOPNOTSUPP: 223, ENOSYS: 251, ECANCELED: 253 },
    powerpc: { EDEADLK: 35, EDEADLOCK: 58, ENOSYS: 38 },
    sparc: { EPROCLIM: 67, EDEADLK: 78, ERREMOTE: 81, ENOSYS: 90, EDEADLOCK: 108, ENODATA: 111, EHWPOISON: 135 },
    x86_64: { EPERM: 1, EDEADLK: 35, ENOSYS: 38, EUCLEAN: 117, EDQUOT: 122, EHWPOISON: 133 },
  };

  test.each(Object.entries(FACTS))('has the numbers of %s', (arch, facts) => {
    for (const [name, number] of Object.entries(facts)) {
      expect(errnoByNumber(number, arch)?.name, `${name} on ${arch}`).toBe(known(name).name);
      if (known(name).name === name) expect(errnoNumber(known(name), arch), `${name} on ${arch}`).toBe(number);
    }
  });

  test('gives no number of an arch to two errnos', () => {
    for (const arch of Object.keys(FACTS)) {
      const numbers = ERRNOS.map((errno) => errnoNumber(errno, arch)).filter((number) => number !== null);
      expect(new Set(numbers).size, arch).toBe(numbers.length);
    }
  });

  test('has all 132 numbers of 1 to 134 that Linux uses, and the internal codes from 512', () => {
    const common = ERRNOS.filter(({ number }) => number !== null && number < 512).map(({ number }) => number);
    const expected = Array.from({ length: 134 }, (_, i) => i + 1).filter((number) => number !== 41 && number !== 58);
    expect(common).toEqual(expected);
    expect(ERRNOS.filter(({ internal }) => internal).map(({ number }) => number)).toEqual([
      512, 513, 514, 515, 516, 517, 518, 519, 521, 522, 523, 524, 525, 526, 527, 528, 529, 530, 531,
    ]);
  });

  test('joins internal codes to what user space sees', () => {
    for (const name of ['ERESTARTSYS', 'ERESTARTNOINTR', 'ERESTARTNOHAND', 'ERESTART_RESTARTBLOCK']) {
      expect(known(name)).toMatchObject({ internal: true, userVisible: 'EINTR' });
    }
    expect(known('ENOIOCTLCMD').userVisible).toBe('ENOTTY');
    expect(known('ENOTSUPP')).toMatchObject({ number: 524, userVisible: null });
    for (const errno of ERRNOS) if (errno.userVisible !== null) expect(known(errno.userVisible).internal).toBe(false);
  });

  test('has a message for every errno, and no message for two', () => {
    const messages = ERRNOS.map(({ message }) => message.toLowerCase());
    expect(messages).not.toContain('');
    expect(new Set(messages).size).toBe(messages.length);
  });
});
