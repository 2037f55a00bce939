/** Generated outputs of tools: samples that were cut, mixed and mended, made-up lines of their forms, and noise. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

const FOLDER = join(import.meta.dirname, '../samples');

/** Lines of each sample; the first of a long one. */
const SAMPLES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => readFileSync(join(FOLDER, file), 'utf8').split('\n').slice(0, 400))
  .filter((lines) => lines.length > 1);

const WORDS = [
  ...[
    '-28',
    'ffffffe4',
    '0xffffffffffffffe4',
    '4294967268',
    '-1',
    '0',
    '?',
    'ENOSPC',
    '-ENOSPC',
    '[-ENOSPC]',
    'ret=-28',
  ],
  ...[
    'count_mounts',
    'path_mount+0xa01/0xae0',
    '__x64_sys_mount',
    'kretprobe:path_mount',
    '@[',
    ']: 3',
    '@e[a, -28]: 1',
    'type=SYSCALL msg=audit(1.2:3): arch=c000003e syscall=165 exit=-28',
    'sys_mount -> 0xffffffffffffffe4',
  ],
  ...[
    'mount(',
    ') = ',
    '<unfinished ...>',
    '<... mount resumed>',
    '(a+0x1/0x2 <- b)',
    '|  f() {',
    '|  } /* = -28 */',
    ' 0)',
  ],
  ...[
    '→ f',
    '← f',
    '↔ f [-ENOSPC]',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '<',
    '>',
    ':',
    '=',
    '%',
    '"',
    "'",
    '\\',
    '/*',
    '*/',
    '^C',
  ],
  ...[
    '\u001b[31m',
    '\u001b]0;x',
    '\r',
    '\b',
    '\t',
    '\u0000',
    '\ud800',
    'é',
    '😀',
    'No space left on device',
    'errno=28',
  ],
  ...[
    'PID',
    'TID',
    'COMM',
    'FUNC',
    'SYSCALL',
    'COUNT',
    '# tracer: nop',
    'Attaching 5 probes...',
    'errnopath',
    'returned',
  ],
  ...[
    'not traceable',
    'deepest',
    'then',
    'stack',
    'mount-12',
    '[000]',
    '1.000001:',
    'pid',
    '3010',
    '99999999999999999999',
  ],
] as const;

const sampleLines = fc
  .record({ sample: fc.nat(SAMPLES.length - 1), from: fc.nat(399), count: fc.integer({ min: 1, max: 24 }) })
  .map(({ sample, from, count }) => {
    const lines = SAMPLES[sample] ?? [];
    const start = from % Math.max(1, lines.length);
    return lines.slice(start, start + count);
  });

const madeLine = fc.array(fc.constantFrom(...WORDS), { maxLength: 10 }).map((words) => words.join(' '));

/** What is done to the lines: `at` chooses where. */
const change = fc.record({
  kind: fc.constantFrom('cut', 'drop', 'double', 'swap', 'insert', 'colour', 'join', 'crlf'),
  at: fc.nat(10_000),
  text: fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary', maxLength: 8 })),
});

function changed(lines: readonly string[], { kind, at, text }: { kind: string; at: number; text: string }): string[] {
  const place = at % Math.max(1, lines.length);
  const line = lines[place] ?? '';
  const column = at % (line.length + 1);
  const put = (...instead: string[]): string[] => lines.toSpliced(place, 1, ...instead);
  switch (kind) {
    case 'cut':
      return put(line.slice(0, column));
    case 'drop':
      return put();
    case 'double':
      return put(line, line);
    case 'swap':
      return [...lines.slice(place), ...lines.slice(0, place)];
    case 'insert':
      return put(line.slice(0, column) + text + line.slice(column));
    case 'colour':
      return put(`\u001b[1m${line}\u001b[0m`);
    case 'join':
      return lines.toSpliced(place, 2, `${line}${lines[place + 1] ?? ''}`);
    default:
      return lines.map((one) => `${one}\r`);
  }
}

const mixed = fc
  .record({
    first: sampleLines,
    second: fc.oneof(sampleLines, fc.array(madeLine, { maxLength: 8 })),
    changes: fc.array(change, { maxLength: 6 }),
    interleaved: fc.boolean(),
  })
  .map(({ first, second, changes, interleaved }) => {
    const lines = interleaved ? first.flatMap((line, at) => [line, second[at] ?? '']) : [...first, ...second];
    return changes.reduce<string[]>(changed, lines).join('\n');
  });

/** Any output: mostly of known forms, some of it noise. */
export const anyOutput: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: mixed, weight: 6 },
  { arbitrary: fc.array(madeLine, { maxLength: 20 }).map((lines) => lines.join('\n')), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 200 }), weight: 1 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...WORDS), fc.integer({ min: 1, max: 2000 }))
      .map(([word, times]) => word.repeat(times)),
    weight: 1,
  },
);
