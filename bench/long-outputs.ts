/** Outputs of 4 MB, made up: each tool's own, and what is meant to take long. */

/** The longest output that is taken. */
export const LONGEST = 4 * 1024 * 1024;

/** The same numbers in each run: a linear congruential generator. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

/** What `part` gives for 0, 1, … until it makes up the size. */
function filled(size: number, part: (number: number) => string, end = '\n'): string {
  const parts: string[] = [];
  for (let length = 0, at = 0; length < size; at++) {
    const one = part(at) + end;
    parts.push(one);
    length += one.length;
  }
  // Joined and copied: a text that was sent is flat, too.
  return Buffer.from(parts.join('').slice(0, size)).toString();
}

/** A name that no other line has: letters of its own, so that no two lines look alike. */
function word(at: number): string {
  let rest = at;
  let letters = '';
  for (let i = 0; i < 4; i++) {
    letters += String.fromCharCode(97 + (rest % 26));
    rest = Math.floor(rest / 26);
  }
  return letters;
}

/** Characters that the forms of tools look for, at random. */
function noise(size: number, letters: string, shortest: number, longest: number): string {
  const next = numbers(28);
  return filled(size, () =>
    Array.from({ length: shortest + next(longest - shortest) }, () => letters[next(letters.length)]).join(''),
  );
}

/** Lines of 1,900 characters, of a word of their own and the same few again and again. */
const longLine =
  (...words: readonly string[]) =>
  (at: number): string =>
    `${word(at)} ${(words[at % words.length] ?? '').repeat(1900)}`.slice(0, 1900);

const MARKED = 'abcdefghijklmnop_ =|()[]:@+<>0123456789"\'%-ABCDE.,/';

/** Every errno that a line has in turn. */
const errno = (at: number): number => 1 + (at % 130);

const frames = (at: number, line: (name: string) => string): string =>
  Array.from({ length: 12 }, (_, depth) => line(`some_${word(at * 12 + depth)}_call`)).join('\n');

const graph = (at: number, result: string): string =>
  [
    ` ${at % 4})               |  do_${word(at)}_mount() {`,
    ` ${at % 4})               |    attach_${word(at)}() {`,
    ` ${at % 4})   0.${100 + (at % 900)} us    |      count_${word(at)}();${result}`,
    ` ${at % 4})   1.${100 + (at % 900)} us    |    }${result}`,
    ` ${at % 4})   9.${100 + (at % 900)} us    |  }${result}`,
  ].join('\n');

const TOOLS: Readonly<Record<string, (at: number) => string>> = {
  strace: (at) =>
    `[pid ${1000 + (at % 5000)}] openat(AT_FDCWD, "/srv/${word(at)}", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)`,
  'strace with times': (at) =>
    `${4000 + at} 12:00:${10 + (at % 50)}.${100000 + at} mount("${word(at)}", "/mnt", "tmpfs", 0, NULL) = -1 ENOSPC (No space left on device) <0.000${at % 999}>`,
  'trace (BCC)': (at) =>
    `${1000 + (at % 30000)}    ${2000 + at}    worker-${at % 300}   some_${word(at)}_${at % 5000} -${errno(at)}`,
  'trace -K (BCC)': (at) =>
    `${1000 + at}    ${1000 + at}    mount   count_mounts -${errno(at)}\n${frames(at, (name) => `        ${name}+0x1 [kernel]`)}\n`,
  'syscount (BCC), processes': (at) =>
    `${String(1000 + at).padEnd(6)} ${`worker-${at % 3000}`.padEnd(18)} ${String(1 + (at % 7)).padStart(5)}`,
  'funccount (BCC)': (at) => `some_${word(at)}_function                 ${1 + (at % 900)}`,
  'stackcount (BCC)': (at) => `${frames(at, (name) => `  ${name}`)}\n    ${1 + (at % 9)}\n`,
  'argdist (BCC)': (at) =>
    `r::${word(at)}_mounts():int:$retval\n\tCOUNT      EVENT\n\t${1 + (at % 9)}          $retval = -${errno(at)}`,
  'opensnoop (BCC)': (at) => `${1000 + at}   ${word(at)}               -1   2 /usr/lib/${word(at)}`,
  bpftrace: (at) => `worker ${word(at)}_mounts -${errno(at)}`,
  'bpftrace, probes': (at) => `kretprobe:${word(at)}_mounts worker-${at % 9} pid ${at} ret=-${errno(at)}`,
  'bpftrace, stacks': (at) =>
    `mount 220 count_mounts -${errno(at)}\n${frames(at, (name) => `    ${name}+${at % 900}`)}\n`,
  'bpftrace, maps': (at) => `@e[${word(at)}, ${errno(at)}, -${errno(at)}]: ${1 + (at % 9)}`,
  'bpftrace, maps of stacks': (at) => `@[\n${frames(at, (name) => `    ${name}+${at % 900}`)}\n]: ${1 + (at % 9)}`,
  function_graph: (at) => graph(at, ''),
  'function_graph with results': (at) => graph(at, ` /* = -${errno(at)} */`),
  'kprobe events': (at) =>
    `           ${word(at)}-${1000 + at}     [000] .N...    75.${610000 + (at % 9999)}: r_${word(at)}_0: (attach_${word(at)}+0x27d/0x420 <- count_${word(at)}) arg1=-${errno(at)}`,
  'perf script': (at) =>
    `${word(at)}   ${280 + at} [000]   145.${123516 + (at % 9999)}: probe:count_${word(at)}__return: (ffffffff8137c0a0 <- ffffffff8137bbfd) ret=-${errno(at)}\n${frames(at, (name) => `\tffffffff8137bbfd ${name}+0x27d ([kernel.kallsyms])`)}\n`,
  'perf trace': (at) =>
    `     ${at}.000 ( 6.762 ms): ${word(at)}/289 mount(dev_name: 0x${at}, type: ${word(at)}, flags: NOSUID|NODEV) = -1 ENOSPC (No space left on device)`,
  'audit log': (at) =>
    `type=SYSCALL msg=audit(17643${at}.123:${at}): arch=c000003e syscall=165 success=no exit=-${errno(at)} a0=55d a1=55e a2=0 a3=0 items=1 ppid=1 pid=${at} auid=0 comm="${word(at)}" exe="/usr/bin/${word(at)}" key=(null)`,
  retsnoop: (at) =>
    `06:07:12.333561 -> 06:07:12.349685 TID/PID ${656 + at}/${656 + at} (mount/mount):\n\n${frames(at, (name) => `    12us [-ENOSPC]  ${name}+0x87`)}\n`,
  'retsnoop -T': (at) =>
    `${' '.repeat(4 * (at % 9))}→ ${word(at)}_call\n${' '.repeat(4 * (at % 9))}← ${word(at)}_call              [-ENOSPC]                9.094us`,
  'one-shot script': (at) =>
    `errnopath 14:03:22 mount ENOSPC returned -28 pid ${3000 + at} tid ${3000 + at} comm ${word(at)}\n  deepest count_${word(at)} returned -28\n  then attach_${word(at)} returned -28\n  stack\n${frames(at, (name) => `    ${name}+0x27d`)}\n`,
  SystemTap: (at) => `${word(at)} pid ${3000 + at} tid ${3000 + at} count_${word(at)} returned -${errno(at)}`,
  drgn: (at) => `>>> prog["${word(at)}_max"]\n(unsigned int)${at}`,
  'compiler warnings': (at) =>
    `/lib/modules/6.1.0/include/linux/${word(at)}.h:${1 + (at % 900)}:3: warning: '${word(at)}' macro redefined [-Wmacro-redefined]`,
  'kernel log': (at) =>
    `[  ${100 + (at % 900)}.${100000 + at}] EXT4-fs error (device ${word(at)}): ${word(at)}_inode: error -${errno(at)}`,
  'program messages': (at) => `${word(at)}: cannot create directory '/srv/${word(at)}': No space left on device`,
  'lines of a script': (at) => `count_${word(at)} = -${errno(at)}`,
  'refused probes': (at) =>
    `WARNING: ${word(at)}_mounts is not traceable (probably it is "inlined" or marked as "notrace")`,
};

const HEADS: Readonly<Record<string, string>> = {
  'syscount (BCC), processes':
    'Tracing syscalls, printing top 10... Ctrl+C to quit.\n[14:02:11]\nPID    COMM               COUNT\n',
  'funccount (BCC)':
    'Tracing 900 functions for "b\'*\'"... Hit Ctrl-C to end.\n\nFUNC                                    COUNT\n',
  'stackcount (BCC)': 'Tracing 1 functions for "count_mounts"... Hit Ctrl-C to end.\n',
  'opensnoop (BCC)': 'PID    COMM               FD ERR PATH\n',
  bpftrace: 'Attaching 9 probes...\n',
  'bpftrace, probes': 'Attaching 9 probes...\n',
  'bpftrace, stacks': 'Attaching 9 probes...\n',
  'bpftrace, maps': 'Attaching 9 probes...\n',
  'trace (BCC)': 'PID     TID     COMM            FUNC             -\n',
};

/** Texts of a size by what they are; each is made when it is asked for. */
export function longOutputs(size: number): readonly (readonly [about: string, make: () => string])[] {
  const tools = Object.entries(TOOLS).map(
    ([tool, part]) => [tool, () => ((HEADS[tool] ?? '') + filled(size, part)).slice(0, size)] as const,
  );
  const strace = TOOLS.strace as (at: number) => string;
  return [
    ...tools,
    ['noise with all marks', () => noise(size, MARKED, 20, 80)],
    ['noise in short lines', () => noise(size, MARKED, 2, 8)],
    ['noise in lines of capitals and digits', () => noise(size, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789-', 20, 80)],
    ['noise of letters and blanks', () => noise(size, 'abcdefghijklmnopqrstuvwxyz  ', 20, 80)],
    ['noise beyond ASCII', () => noise(size, 'äöüßéèñ→←↔⌇\ufffd漢字 -28:()', 20, 80)],
    ['a million short lines', () => filled(size, (at) => `${at % 10} x`)],
    [
      'words of errnos',
      () => filled(size, (at) => `E${word(at).toUpperCase()} E${word(at + 1).toUpperCase()} ENO -28x`),
    ],
    [
      'blanks, and a character',
      () => filled(size, (at) => `${' '.repeat(at % 60)}${word(at)}${' '.repeat(at % 40)}-28`),
    ],
    ['long lines of what tools complain of', () => filled(size, longLine('lost ', 'device or resource busy '))],
    ['long lines of words of errnos', () => filled(size, longLine('EAB ', 'errno ', '-28x '))],
    ['long messages of programs', () => filled(size, longLine('No space left on device: failed to open ', 'mkdir: '))],
    ['long lines of marks', () => filled(size, longLine('a=1 (', ' -> 0x', '[pid', ': '))],
    ['one line', () => filled(size, (at) => `${word(at)} -28 `, '')],
    ['one line of blanks', () => ' '.repeat(size)],
    ['line ends', () => '\n'.repeat(size)],
    ['NULs', () => '\0'.repeat(size)],
    ['lines with NULs', () => filled(size, (at) => `\0\0${word(at)}\0mount\0-28\0`)],
    ['colours', () => filled(size, (at) => `\u001b[1;31m${strace(at)}\u001b[0m`)],
    ['colours alone', () => filled(size, (at) => `\u001b[${at % 108}m`, '')],
    ['a progress bar', () => filled(size, (at) => `\r${word(at)} ${at % 100}% [=====>    ]`, '')],
    ['CRLF', () => filled(size, strace, '\r\n')],
    ['half of UTF-8', () => filled(size, (at) => `${strace(at).slice(0, 40)}\ufffd\ufffd${word(at)} = -1 ENOENT`)],
    [
      'two outputs, line by line',
      () => filled(size, (at) => (at % 2 === 0 ? strace(at) : (TOOLS['kprobe events'] as typeof strace)(at))),
    ],
    [
      'all outputs, line by line',
      () => filled(size, (at) => Object.values(TOOLS)[at % Object.keys(TOOLS).length]?.(at) ?? ''),
    ],
  ];
}
