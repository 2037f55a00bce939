/** How ordinary it is that a site is reached: what the conditions around it say. */

import { expect, test } from 'vitest';
import { extractFile } from '../../indexer/parse/extract-file.js';
import { SiteTrait } from '../../src/store/schema.js';

/** Errno and traits of every literal of the one function. */
function traits(body: string): string[] {
  const { functions } = extractFile('fs/rooms.c', new TextEncoder().encode(`int room(int a, int b)\n{\n${body}\n}\n`));
  return (functions[0]?.literals ?? []).map(({ errno, traits }) => {
    const names = Object.entries(SiteTrait).filter(([, bit]) => traits & bit);
    return [errno, ...names.map(([name]) => name)].join(' ');
  });
}

test.each([
  ['nothing of a plain condition', 'if (a > b)\n\treturn -EIO;\nreturn 0;', ['EIO']],
  ['that there is no condition', 'f(a);\nreturn -EIO;', ['EIO unguarded']],
  ['that the innermost is marked unlikely', 'if (unlikely(a))\n\treturn -EIO;\nreturn 0;', ['EIO unlikely']],
  ['that one around it is', 'if (unlikely(!a)) {\n\tif (b)\n\t\treturn -EIO;\n}\nreturn 0;', ['EIO outerUnlikely']],
  ['what few systems meet', 'if (WARN_ON(a))\n\treturn -EIO;\nreturn 0;', ['EIO exotic']],
  ['not that a deadline is something dead', 'if (deadline(a))\n\treturn -EIO;\nreturn 0;', ['EIO']],
  ['a test of flags', 'if (a->flags & BUSY)\n\treturn -EIO;\nreturn 0;', ['EIO flagTest']],
  [
    'the ordinary one of two ways out',
    'int err = -EIO;\nif (IS_DEAD(a))\n\tgoto out;\nif (full(b))\n\tgoto out;\nerr = 0;\nout:\nreturn err;',
    ['EIO assigned'],
  ],
  ['that a local held it from the start', 'int err = -EIO;\nif (a > b)\n\treturn err;\nreturn 0;', ['EIO assigned']],
  [
    'what every way out has',
    'int err = -EIO;\nif (IS_DEAD(a))\n\tgoto out;\nif (is_dying(b))\n\tgoto out;\nerr = 0;\nout:\nreturn err;',
    ['EIO exotic assigned'],
  ],
  [
    'its own conditions where it was set in a branch that is over',
    'int err = 0;\nif (IS_DEAD(a))\n\terr = -EIO;\nif (b)\n\tundo(a);\nreturn err;',
    ['EIO exotic assigned'],
  ],
])('is %s', (_what, body, expected) => {
  expect(traits(body)).toEqual(expected);
});
