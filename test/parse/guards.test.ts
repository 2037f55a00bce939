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
  [
    'both ways to a label that is also run into, where both have a condition',
    'if (a)\n\tgoto full;\nif (b < 3)\n\treturn 0;\nfull:\nundo(a);\nreturn -EDQUOT;',
    ['EDQUOT | !(b < 3)'],
  ],
  [
    'the test that would have set another result, behind one that only asks whether there is one',
    'int err = -ENOMEM;\nif (a <= b)\n\terr = f(a);\nunlock();\nif (err)\n\treturn err;\nreturn g(a);',
    ['ENOMEM | !(a <= b)'],
  ],
  ['the negated condition of an else', 'if (a)\n\tf(b);\nelse\n\treturn -EIO;\nreturn 0;', ['EIO | !(a)']],
  [
    'the call that gives the bound, where an allocator of numbers found none',
    'int n = idr_alloc(&boxes, 0, 1, MAX + 1, 0);\nif (n < 0)\n\treturn n;\nreturn 0;',
    ['ENOSPC | idr_alloc(&boxes, 0, 1, MAX + 1, 0) | idr_alloc'],
  ],
  [
    'the end of a do-while that can be left otherwise',
    'do {\n\tif (found(a))\n\t\treturn 0;\n\ta = next(a);\n} while (a != b);\nreturn -ENOENT;',
    ['ENOENT | !(a != b)'],
  ],
  [
    'the test that breaks out of a do-while without an end',
    'do {\n\tif (tired(a))\n\t\tbreak;\n\tif (found(a))\n\t\treturn 0;\n} while (1);\nreturn -ENOENT;',
    ['ENOENT | tired(a) | tired'],
  ],
  [
    'the test that did not leave a do-while that runs once',
    'do {\n\tif (found(a))\n\t\treturn 0;\n} while (0);\nreturn -ENOENT;',
    ['ENOENT | !(found(a)) | found'],
  ],
  [
    'what is written, characters included',
    "if (a == '/' /* a slash */ && b)\n\treturn -EINVAL;\nreturn 0;",
    ["EINVAL | a == '/' && b"],
  ],
])('is %s', (_what, body, expected) => {
  expect(guards(body)).toEqual(expected);
});

/** The guard of the first literal of the one function: kind and text, those around it, and those of other ways. */
function chain(body: string): string[] {
  const { functions } = extractFile('fs/rooms.c', new TextEncoder().encode(`int room(int a, int b)\n{\n${body}\n}\n`));
  const literal = functions[0]?.literals[0];
  const { guard, others = [] } = literal ?? {};
  if (!guard) return [];
  return [
    `${guard.kind ?? 'if'} ${guard.text}`,
    ...(guard.around ?? []).map(([kind, text]) => `in ${kind} ${text}`),
    ...others.map(({ kind = 'if', text }) => `or ${kind} ${text}`),
  ];
}

test.each([
  [
    'each test that leaves with it is a way of its own',
    'int err = -ENOSPC;\nif (a)\n\tgoto out;\nif (full(b))\n\tgoto out;\nerr = 0;\nout:\nreturn err;',
    ['if a', 'or if full(b)'],
  ],
  ['a test before it that did not leave', 'if (!full(a))\n\treturn 0;\nreturn -ENOSPC;', ['left full(a)']],
  ['an else', 'if (!a)\n\tf(b);\nelse\n\treturn -EIO;\nreturn 0;', ['else a']],
  [
    'a case with what is switched, and the labels that fall through to it',
    'switch (a) {\ncase 1:\ncase TWO:\n\tif (b)\n\t\treturn -EIO;\n}\nreturn 0;',
    ['if b', 'in case switch (a) case 1, TWO'],
  ],
  ['a default', 'switch (a) {\ncase 1:\n\treturn 0;\ndefault:\n\treturn -EIO;\n}', ['default switch (a) default']],
  [
    'a switch of which no case led out',
    'switch (a) {\ncase 1:\n\treturn 0;\n}\nreturn -EIO;',
    ['default switch (a) default'],
  ],
  [
    'a loop that ran to its end',
    'for (i = 0; i < a; i++)\n\tif (free(i))\n\t\treturn i;\nreturn -ENOSPC;',
    ['exit !(i < a)'],
  ],
  [
    'a loop of a macro that ran to its end, and the test in it',
    'list_for_each_entry(p, &rooms, list) {\n\tif (p->id == a)\n\t\treturn p->size;\n}\nreturn -ENOENT;',
    ['exit end of list_for_each_entry(p, &rooms, list)', 'in left !(p->id == a)'],
  ],
  [
    'what stands around it, the innermost first',
    'if (a) {\n\twhile (more(b)) {\n\t\tif (bad(b))\n\t\t\treturn -EIO;\n\t}\n}\nreturn 0;',
    ['if bad(b)', 'in loop more(b)', 'in if a'],
  ],
  [
    'a value that was not set again',
    'int err = -ENOENT;\nif (found(a))\n\terr = 0;\nreturn err;',
    ['else !(found(a))'],
  ],
  ['a branch of ?:', 'return a ? -EIO : 0;', ['if a']],
  [
    'a break out of an endless loop',
    'int err;\nfor (;;) {\n\terr = -EINTR;\n\tif (signal(a))\n\t\tbreak;\n\terr = f(a);\n}\nreturn err;',
    ['if signal(a)'],
  ],
  [
    'each jump to a ladder of labels',
    'if (a)\n\tgoto out;\nif (b)\n\tgoto undo;\nreturn 0;\nundo:\nf(a);\nout:\nreturn -ENOMEM;',
    ['if a', 'or if b'],
  ],
  [
    'a jump out of a case',
    'int err = 0;\nswitch (a) {\ncase 1:\n\terr = -ENXIO;\n\tif (b)\n\t\tgoto out;\n\tbreak;\n}\nreturn 0;\nout:\nreturn err;',
    ['if b', 'in case switch (a) case 1'],
  ],
  [
    'none of a chain of tests',
    'if (a == 1)\n\treturn f(b);\nelse if (a == 2)\n\treturn g(b);\nreturn -EINVAL;',
    ['left !(a == 2)', 'in left !(a == 1)'],
  ],
  [
    'a loop that goes round again without it',
    'int err = -ENOENT;\nfor (i = 0; i < a; i++) {\n\tif (skip(i))\n\t\tcontinue;\n\terr = f(i);\n\tif (err)\n\t\tgoto out;\n}\nout:\nreturn err;',
    ['exit !(i < a)', 'in left !(err)'],
  ],
  [
    'a macro that jumps',
    'unsafe_put_user(a, b, efault);\nreturn 0;\nefault:\nreturn -EFAULT;',
    ['jump unsafe_put_user(a, b, efault)'],
  ],
  [
    'each jump to a label that nothing else reaches',
    'if (a)\n\tgoto full;\nif (b)\n\tgoto full;\nreturn 0;\nfull:\nreturn -EDQUOT;',
    ['if a', 'or if b'],
  ],
  [
    'an errno that is passed on asks for nothing',
    'int err = 0;\nif (a)\n\terr = -EIO;\nif (err)\n\treturn err;\nreturn 0;',
    ['if a'],
  ],
])('how it holds: %s', (_what, body, expected) => {
  expect(chain(body)).toEqual(expected);
});

test('names in a guard are resolved, and what is read behind them is told', () => {
  const source =
    'int room(struct house *h, int n)\n{\n\tint max = READ_ONCE(sysctl_rooms);\n\n\tmax -= h->used;\n\tif (n > max)\n\t\treturn -ENOSPC;\n\treturn 0;\n}\n';
  const guard = extractFile('fs/rooms.c', new TextEncoder().encode(source)).functions[0]?.literals[0]?.guard;
  expect(guard?.from).toEqual([
    ['max', 'max -= h->used', 5],
    ['max', 'READ_ONCE(sysctl_rooms)', 3],
  ]);
  expect(guard?.reads).toEqual(['G:sysctl_rooms', 'P:1', 'S:house.used']);
});

test('what is stored through a parameter once, before any test, has no guard; what is set again, has one', () => {
  const guardOf = (body: string): string | undefined => {
    const text = `void *open_room(int key, int *err)\n{\n${body}\n}\n`;
    return extractFile('fs/rooms.c', new TextEncoder().encode(text)).functions[0]?.literals[0]?.guard?.text;
  };
  expect(guardOf('*err = -EPERM;\nif (!key)\n\treturn NULL;\nreturn room(key);')).toBeUndefined();
  expect(guardOf('*err = -EPERM;\nif (!key)\n\treturn NULL;\n*err = 0;\nreturn room(key);')).toBe('!key');
});
