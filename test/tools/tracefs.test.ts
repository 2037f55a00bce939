/** What a shell is given to watch through tracefs, and what it leaves behind. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { linesBy, writtenBy } from './written.js';

const probes = ['path_mount', 'foo.isra.0'].map((symbol) => ({ symbol, errno: 28 }));
const job = { probes, window: { name: 'mount' }, beside: [], possible: [] };

/** The arguments behind the text of the program. */
function argumentsOf(argv: readonly string[] | undefined): readonly string[] {
  return argv?.slice(4) ?? [];
}

describe('what tracefs is asked for', () => {
  test('failing calls, by the tracepoint of all syscalls', () => {
    const [command] = writtenBy('tracefs', 'who-fails', { errno: 28, name: 'ENOSPC', pid: 42, comm: 'dockerd' });
    expect(argumentsOf(command?.argv)).toEqual([
      ...['42', 'raw_syscalls/sys_exit', '', '(ret == -28) && comm == "dockerd"'],
    ]);
  });

  test('results along a chain', () => {
    const [command] = writtenBy('tracefs', 'return-values', job);
    expect(argumentsOf(command?.argv)).toEqual([
      ...['', 'path_mount', 'path_mount ret=$retval:s32', 'ret == -28'],
      ...['foo_isra_0', 'foo.isra.0 ret=$retval:s32', 'ret == -28'],
    ]);
  });

  test('what a function calls', () => {
    const [command] = writtenBy('tracefs', 'entry-children', { symbol: '__x64_sys_mount', depth: 3, chain: [] });
    expect(argumentsOf(command?.argv)).toEqual(['__x64_sys_mount', '3', '']);
  });

  test('no name that the language of filters cannot hold', () => {
    const [line] = linesBy('tracefs', 'who-fails', { errno: 28, name: 'ENOSPC', comm: 'a"b' });
    expect(line).toMatch(/ 'ret == -28'$/);
  });
});

describe('the programs, on a folder that stands for tracefs', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'errnopath-tracefs-'));
    for (const folder of ['instances', 'options']) mkdirSync(join(root, folder));
    const files = ['trace', 'trace_pipe', 'kprobe_events', 'set_graph_function', 'max_graph_depth', 'set_ftrace_pid'];
    for (const name of files) writeFileSync(join(root, name), '');
    writeFileSync(join(root, 'current_tracer'), 'nop\n');
    for (const option of ['funcgraph-tail', 'funcgraph-retval']) writeFileSync(join(root, 'options', option), '0\n');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const read = (name: string): string => readFileSync(join(root, name), 'utf8');

  /** Runs a command on the folder; where it waits for the pipe, `whenUp` is called and the group gets the signal of Ctrl-C. */
  function run(
    argv: readonly string[],
    whenUp?: () => void,
    { reader, ready } = { reader: 'sleep 60', ready: '' },
  ): Promise<{ out: string; err: string }> {
    const text = (argv[2] ?? '').replaceAll('/sys/kernel/tracing', root).replace('cat "$1" &', `${reader} &`);
    const child = spawn('sh', ['-c', text, ...argv.slice(3)], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (!out.includes(ready)) return;
      whenUp?.();
      if (whenUp !== undefined && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    });
    return new Promise((done) => child.on('close', () => done({ out, err })));
  }

  test('the function tracer is set up for one function, and put back on Ctrl-C', async () => {
    const [command] = writtenBy('tracefs', 'entry-children', { symbol: 'path_mount', depth: 3, chain: [] });
    const up: Record<string, string> = {};
    const watched = ['current_tracer', 'set_graph_function', 'max_graph_depth', 'options/funcgraph-retval'];
    const { out, err } = await run(command?.argv ?? [], () => {
      for (const name of watched) up[name] = read(name).trim();
    });
    expect({ out, err }).toEqual({ out: 'errnopath attached 1 of 1 symbols\n', err: '' });
    expect(Object.values(up)).toEqual(['function_graph', 'path_mount', '3', '1']);
    expect(watched.map((name) => read(name).trim())).toEqual(['nop', '', '0', '0']);
    expect(existsSync(join(root, 'options/funcgraph-proc'))).toBe(false);
  });

  test('what brings the lines to the terminal is left out, unless one process is watched', async () => {
    writeFileSync(join(root, 'set_ftrace_notrace_pid'), '');
    const job = { symbol: '__x64_sys_write', depth: 3, chain: [] };
    let left: readonly string[] = [];
    const look = (): void => {
      left = read('set_ftrace_notrace_pid').trim().split('\n');
    };
    await run(writtenBy('tracefs', 'entry-children', job)[0]?.argv ?? [], look);
    expect(left).toContain(`${process.pid}`);
    expect(left).not.toContain('1');
    expect(read('set_ftrace_notrace_pid').trim()).toBe('');
    await run(writtenBy('tracefs', 'entry-children', { ...job, pid: process.pid })[0]?.argv ?? [], look);
    expect(left).toEqual(['']);
    expect(read('set_ftrace_pid').trim()).toBe('');
  });

  test('the function tracer is put back when its reader is gone, however long that takes to end', async () => {
    const seen = 'trap "" TERM; sleep 0.5; cp current_tracer seen; exit';
    writeFileSync(join(root, 'reader'), `trap '${seen}' TERM\necho reading\nwhile :; do sleep 0.1; done\n`);
    const [command] = writtenBy('tracefs', 'entry-children', { symbol: 'path_mount', depth: 3, chain: [] });
    await run(command?.argv ?? [], () => {}, { reader: 'sh reader', ready: 'reading' });
    expect([read('seen'), read('current_tracer')]).toEqual(['function_graph\n', 'nop\n']);
  });

  test('a tracer that is in use is left alone', async () => {
    writeFileSync(join(root, 'current_tracer'), 'function\n');
    const [command] = writtenBy('tracefs', 'entry-children', { symbol: 'path_mount', depth: 3, chain: [] });
    const { out, err } = await run(command?.argv ?? []);
    expect({ out, err }).toEqual({ out: '', err: 'a tracer is in use: function\n' });
    expect(read('current_tracer')).toBe('function\n');
  });

  test('where no event can be made, it says so and leaves nothing', async () => {
    const [command] = writtenBy('tracefs', 'return-values', job);
    const { out, err } = await run(command?.argv ?? []);
    expect(out).toBe('errnopath attached 0 of 2 symbols\n');
    expect(err).toBe('not attached: path_mount\nnot attached: foo_isra_0\n');
    expect(readdirSync(join(root, 'instances'))).toEqual([]);
    const [first = '', second = '', ...rest] = read('kprobe_events').trim().split('\n');
    expect(first).toMatch(/^r:errnopath_\d+\/path_mount path_mount ret=\$retval:s32$/);
    expect(second).toMatch(/^r:errnopath_\d+\/foo_isra_0 foo\.isra\.0 ret=\$retval:s32$/);
    expect(rest).toEqual([first, second].map((line) => line.replace(/^r:(\S+) .*/, '-:$1')));
  });
});
