/** Quoting, proven by a real shell: what is quoted comes out as it went in, and nothing else happens. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { quoteArgument, quoteCommand } from '../../src/domain/shell.js';
import { makeStubs } from '../fixtures/stub-programs.js';

const stubs = makeStubs(['show', 'reboot']);
afterAll(() => stubs.remove());

const HOSTILE = [
  '',
  ' ',
  "'",
  "''; reboot; '",
  '"; reboot; "',
  '$(reboot)',
  '`reboot`',
  '\\',
  "\\'",
  'a\nreboot\n',
  '\r\n',
  '-rf',
  '--',
  '*',
  '~',
  '#comment',
  '!!',
  'a=b',
  '$HOME',
  '&& reboot',
  '| reboot',
  '> /tmp/x',
  'ünïcödé ☃ 😀',
  '\u001b[31m',
  '%s%n',
];

describe('quoteCommand', () => {
  test('leaves plain words as they are', () => {
    expect(quoteCommand(['syscount-bpfcc', '-e', 'ENOSPC', '/usr/share/bcc/tools/trace'])).toBe(
      'syscount-bpfcc -e ENOSPC /usr/share/bcc/tools/trace',
    );
  });

  test('a shell gives every hostile argument to the program as it was', () => {
    const { calls, stderr } = stubs.run(quoteCommand(['show', ...HOSTILE]));
    expect(calls).toEqual([['show', ...HOSTILE]]);
    expect(stderr).toBe('');
  });

  test('so it does with anything at all', () => {
    const argument = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'\'"`$(){}\\;&|<>*?[]#~=%! \n\t-a') }),
    );
    const argumentList = fc.array(
      // A lone surrogate has no UTF-8 form, so no process can be given one.
      argument.filter((text) => !text.includes('\0') && text.isWellFormed()),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(argumentList, (given) => {
        expect(stubs.run(quoteCommand(['show', ...given])).calls).toEqual([['show', ...given]]);
      }),
      { numRuns: 25, seed: 28 },
    );
  });

  test('a word that looks like an assignment stays a word', () => {
    expect(quoteCommand(['A=reboot', 'show'])).toBe("'A=reboot' show");
  });

  test('NUL is refused: no argument can hold it', () => {
    expect(() => quoteArgument('a\0b')).toThrow(RangeError);
  });
});
