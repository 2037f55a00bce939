import { describe, expect, it } from 'vitest';
import type { Cell } from './cell.js';
import { type Evidence, judge } from './judge.js';

const CELL: Cell = {
  kernel: '6.1',
  scenario: 'mount-max',
  step: 'one-shot',
  tool: 'bpftrace',
  command: 'bpftrace …',
  before: 'traced',
  status: 0,
  output: 'Attaching 3 probes...\r\nlab-provoker mount count_mounts -28\r\n',
  quiet: 23,
  ended: true,
  seconds: 9,
  witnessed: true,
};

const EVIDENCE: Evidence = {
  syscall: { name: 'mount', number: 165, entry: '__x64_sys_mount' },
  origin: { function: 'count_mounts', file: 'fs/namespace.c' },
  comm: 'lab-provoker',
  explained: ['count_mounts'],
};

describe('a command that shows where an errno comes from', () => {
  it('is right where its output, explained, names the origin', () => {
    expect(judge(CELL, EVIDENCE)).toEqual({ attached: 'yes', saw: 'yes', origin: 'yes', own: 'no', why: '' });
  });

  it('is right where that names the function into which the compiler put the origin, whatever its suffix', () => {
    const origin = { function: 'pick_link', inside: 'step_into', file: 'fs/namei.c' };
    expect(judge(CELL, { ...EVIDENCE, origin, explained: ['step_into.isra.0'] }).origin).toBe('yes');
  });

  it('is wrong where another function is named, and says which', () => {
    expect(judge(CELL, { ...EVIDENCE, explained: ['security_sb_mount'] })).toMatchObject({
      origin: 'no',
      why: 'named security_sb_mount',
    });
  });

  it('is not right by an explanation alone: its output has to show the call', () => {
    const blind = judge({ ...CELL, output: 'Attaching 3 probes...\r\n' }, EVIDENCE);
    expect(blind).toMatchObject({ attached: 'yes', saw: 'no', origin: 'no' });
  });

  it('has not seen the call by what it printed before that', () => {
    const output = 'Attaching count_mounts for lab-provoker\r\n';
    expect(judge({ ...CELL, output, quiet: output.length }, EVIDENCE).saw).toBe('no');
  });
});

describe('a one-shot script', () => {
  const block = (function_: string) =>
    `errnopath 14:03:22 mount ENOSPC returned -28 pid 3 tid 3 comm x\r\n  deepest ${function_} returned -28\r\n`;

  it('names the origin itself where it calls that the deepest', () => {
    expect(judge({ ...CELL, output: block('count_mounts'), quiet: 0 }, EVIDENCE).own).toBe('yes');
    expect(judge({ ...CELL, output: block('path_mount'), quiet: 0 }, EVIDENCE).own).toBe('no');
  });

  it('is right to name none where the errno is set beside the body of the call', () => {
    const evidence = { ...EVIDENCE, origin: { ...EVIDENCE.origin, outside: true } as const };
    const output = 'errnopath 14:03:22 mkdir EPERM returned -1 pid 3 tid 3 comm x\r\n  deepest none\r\n';
    expect(judge({ ...CELL, output, quiet: 0 }, evidence).own).toBe('yes');
    expect(judge({ ...CELL, output: block('vfs_mkdir'), quiet: 0 }, evidence).own).toBe('no');
    expect(judge({ ...CELL, output, quiet: 0 }, EVIDENCE).own).toBe('no');
  });

  it('is held to the first call that it saw', () => {
    const output = `${block('path_mount')}${block('count_mounts')}`;
    expect(judge({ ...CELL, output, quiet: 0 }, EVIDENCE).own).toBe('no');
  });
});

describe('a command that did not attach', () => {
  it('is one that ended before the call', () => {
    const output = 'stdin:1:1-33: ERROR: tracepoint not found: raw_syscalls:sys_exit\r\n';
    expect(judge({ ...CELL, before: 'ended', output, quiet: output.length, status: 1 }, EVIDENCE)).toEqual({
      attached: 'no',
      saw: 'no',
      origin: 'no',
      own: 'no',
      why: 'stdin:1:1-33: ERROR: tracepoint not found: raw_syscalls:sys_exit',
    });
  });

  it('is one that ended in silence, too', () => {
    expect(judge({ ...CELL, before: 'ended', output: '', quiet: 0, status: 1 }, EVIDENCE).attached).toBe('no');
  });

  it('is one that goes on after a complaint in colours', () => {
    const output = '\x1b[31mnot attached: lab/x\x1b[0m\r\n';
    expect(judge({ ...CELL, output, quiet: output.length }, EVIDENCE).why).toBe('not attached: lab/x');
  });

  it('is one that never tells that it traces, or that Ctrl-C does not end', () => {
    expect(judge({ ...CELL, before: 'late' }, EVIDENCE).attached).toBe('no');
    expect(judge({ ...CELL, ended: false }, EVIDENCE).attached).toBe('no');
  });
});

describe('a command that counts', () => {
  it('tells who failed, and nothing of an origin', () => {
    const output = 'Tracing… \r\n[unknown: 165]    3\r\n';
    const judged = judge({ ...CELL, step: 'who-fails', tool: 'syscount-bpfcc', output, quiet: 10 }, EVIDENCE);
    expect(judged).toEqual({ attached: 'yes', saw: 'yes', origin: 'none', own: 'none', why: '' });
  });
});

describe('a command that only reads', () => {
  const reader: Cell = { ...CELL, step: 'check-knobs', tool: 'sysctl', before: 'ended' };

  it('has to end without a complaint', () => {
    const output = 'fs.mount-max = 10\r\n';
    expect(judge({ ...reader, output, quiet: output.length }, EVIDENCE).attached).toBe('yes');
  });

  it('fails where the shell does not understand it or a file is missing', () => {
    for (const output of ['sh: 1: Syntax error: ")" unexpected', 'cat: /x: No such file or directory']) {
      expect(judge({ ...reader, output, quiet: output.length }, EVIDENCE)).toMatchObject({
        attached: 'no',
        why: output,
      });
    }
  });
});
