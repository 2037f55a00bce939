/** The guard of a site: the condition that made the errno leave, not one that only asks whether there was one. */

import { expect, test } from 'vitest';
import { extractFile } from '../../indexer/parse/extract-file.js';

/** Errno, guard and tested callees of every literal of the one function. */
function guards(body: string): string[] {
  const { functions } = extractFile('fs/rooms.c', new TextEncoder().encode(`int room(int a, int b)\n{\n${body}\n}\n`));
  const [fn] = functions;
  return (fn?.literals ?? []).map(({ errno, guard }) => {
    const calls = (guard?.calls ?? []).map((index) => fn?.calls[index]?.[0]);
    return [errno, guard?.text ?? '-', ...calls].join(' | ');
  });
}

test.each([
  ['the condition around it', 'if (a > b)\n\treturn -EIO;\nreturn 0;', ['EIO | a > b']],
  ['nothing where nothing holds', 'f(a);\nreturn -EIO;', ['EIO | -']],
  [
    'each test that leaves with a default takes the first',
    'int err = -ENOSPC;\nif (a)\n\tgoto out;\nif (full(b))\n\tgoto out;\nerr = 0;\nout:\nreturn err;',
    ['ENOSPC | a'],
  ],
  [
    'its own condition, not the test of the variable that follows',
    'int err = f(a);\nif (!err && hidden(b))\n\terr = -EPERM;\nif (err)\n\treturn err;\nreturn 0;',
    ['EPERM | !err && hidden(b) | f | hidden'],
  ],
  [
    'its own condition, not that of a retry',
    'int err = 0;\nretry:\nif (locked(a))\n\terr = -EROFS;\nif (again(b))\n\tgoto retry;\nreturn err;',
    ['EROFS | locked(a) | locked'],
  ],
  [
    'why the code behind a label is reached',
    'if (a > b)\n\tgoto full;\nreturn 0;\nfull:\nundo(a);\nreturn -EDQUOT;',
    ['EDQUOT | a > b'],
  ],
  ['nothing behind a label that is also run into', 'if (a)\n\tgoto out;\nf(b);\nout:\nreturn -EIO;', ['EIO | -']],
  ['the negated condition of an else', 'if (a)\n\tf(b);\nelse\n\treturn -EIO;\nreturn 0;', ['EIO | !(a)']],
  [
    'the call that gives the bound, where an allocator of numbers found none',
    'int n = idr_alloc(&boxes, 0, 1, MAX + 1, 0);\nif (n < 0)\n\treturn n;\nreturn 0;',
    ['ENOSPC | idr_alloc(&boxes, 0, 1, MAX + 1, 0) | idr_alloc'],
  ],
  [
    'what is written, characters included',
    "if (a == '/' /* a slash */ && b)\n\treturn -EINVAL;\nreturn 0;",
    ["EINVAL | a == '/' && b"],
  ],
])('is %s', (_what, body, expected) => {
  expect(guards(body)).toEqual(expected);
});
