/** Plans for the small kernel: the steps in order, the exact lines to paste, and what a plan may attach to. */
import { describe, expect, test } from 'vitest';
import { type Json, post } from './app-fixture.js';

async function plan(request: Json = {}): Promise<Json> {
  const { response, body } = await post('/v1/plan', { kernel: '6.1', syscall: 'mount', errno: 'ENOSPC', ...request });
  expect(response.status).toBe(200);
  return body;
}

const ids = (answer: Json): string[] => answer.steps.map(({ id }: Json) => id);
const commands = (answer: Json, step: string): string[] =>
  (answer.steps.find(({ id }: Json) => id === step)?.commands ?? []).map(({ command }: Json) => command);
const arguments_ = (answer: Json): string => JSON.stringify(answer.steps.flatMap((step: Json) => step.commands));

/** What the step body-ran reads with, whatever tracers are chosen. */
const READING = ['grep', 'cat', 'journalctl', 'ausearch'];

describe('a plan for a syscall and an errno', () => {
  test('names what was understood, and holds the steps of an investigation in order', async () => {
    const answer = await plan();
    expect(answer).toMatchObject({
      kernel: { id: '6.1.192', requested: '6.1', exact: false },
      arch: 'x86_64',
      syscall: 'mount',
      entry: '__x64_sys_mount',
      errno: { name: 'ENOSPC', number: 28, message: 'No space left on device' },
    });
    expect(ids(answer)).toEqual([
      'who-fails',
      'body-ran',
      'entry-children',
      'return-values',
      'one-shot',
      'read-answer',
    ]);
    for (const step of answer.steps) {
      for (const text of [step.title, step.why, step.expect]) expect(text).not.toBe('');
      for (const { command, tool, requires } of step.commands) {
        expect(command).toMatch(step.id === 'read-answer' ? /^errnopath explain / : /^sudo \S/);
        expect([tool, requires]).not.toContain('');
      }
    }
  });

  test('traces the chain from the entry down to the origin, past what is inlined', async () => {
    const answer = await plan();
    expect(commands(answer, 'return-values')[0]).toMatchInlineSnapshot(
      `"sudo trace-bpfcc 'r::__x64_sys_mount ((int)retval == -28) "%d", retval' 'r::path_room ((int)retval == -28) "%d", retval' 'r::attach_room ((int)retval == -28) "%d", retval' 'r::count_rooms ((int)retval == -28) "%d", retval'"`,
    );
    // It comes behind what helps it where nothing can be mounted.
    expect(commands(answer, 'entry-children')[0]).toMatch(/ funcgraph-perf -m 3 __x64_sys_mount$/);
  });

  test('watches every candidate in one script', async () => {
    const answer = await plan({
      symbols: ['__x64_sys_mount', 'path_room', 'attach_room', 'count_rooms', 'small_fill'],
    });
    const [bpftrace = '', shell = ''] = commands(answer, 'one-shot');
    const targets = [...bpftrace.matchAll(/^kretprobe:(\w+),kretprobe:\w+\.\* /gm)].map(([, symbol]) => symbol);
    expect(targets).toEqual(['count_rooms', 'small_fill', '__x64_sys_mount', 'path_room', 'attach_room']);
    expect(
      [...shell.matchAll(/^(?:probes='\\'')?(\w+) \d+ ret==-28(?:'\\'')?$/gm)].map(([, symbol]) => symbol),
    ).toEqual(targets);
  });

  test('asks whether the body ran: what may stand before it, and calls that fail without it', async () => {
    const answer = await plan({ pid: 42, tools: ['bpftrace'] });
    expect(commands(answer, 'body-ran')).toMatchInlineSnapshot(`
      [
        "sudo sh -c 'grep -E "^(Name|NoNewPrivs|Seccomp|Seccomp_filters):" /proc/42/status'",
        "sudo cat /sys/kernel/security/lsm /proc/42/attr/current",
        "sudo sh -c 'journalctl -k --no-pager -n 20 -g '\\''apparmor="DENIED"|avc: +denied|type=1326'\\'''",
        "sudo ausearch -m AVC,SECCOMP -ts recent",
        "sudo sh -c 'is_there='\\''
      is_there() {
        [ -r /sys/kernel/debug/tracing/trace ] && return
        [ -e /sys/kernel/debug/tracing ] && return 1
        [ -r /sys/kernel/tracing/trace ] || mount -t tracefs tracefs /sys/kernel/tracing 2> /dev/null
      }
      '\\''
      apart='\\''
      umount -l /sys/kernel/debug 2> /dev/null
      while ! is_there && read -r id parent device root place rest; do
        case $place in / | /proc | /sys | /dev | /usr | /usr/* | /bin | /lib*) ;; *) umount -l "$place" ;; esac
      done < /proc/self/mountinfo
      '\\''
      eval "$is_there"
      if is_there; then exec "$0" "$@"; fi
      exec unshare -m sh -c "$is_there$apart"'\\''exec "$0" "$@"'\\'' "$0" "$@"' bpftrace -e 'kprobe:__x64_sys_mount { @body[tid] = 1; }
      tracepoint:syscalls:sys_exit_mount {
        if (args->ret == -28 && pid == 42) {
          if (@body[tid]) { @body_ran[comm, pid] = count(); } else { @body_did_not_run[comm, pid] = count(); }
        }
        delete(@body[tid]);
      }
      END { clear(@body); }'",
      ]
    `);
    expect(answer.steps.find(({ id }: Json) => id === 'body-ran').commands[0].proves).toMatch(/Seccomp: 2/);
  });

  test('lists everything that it attaches to, each once, entry first', async () => {
    expect((await plan()).symbols).toEqual([
      '__x64_sys_mount',
      'path_room',
      'attach_room',
      'count_rooms',
      'small_fill',
    ]);
  });

  test('warns of inlined functions, of names with several definitions, and of the other syscalls behind the complaint', async () => {
    const { warnings } = await plan();
    expect(warnings).toEqual([
      'do_room is probably inlined into path_room: its result shows there',
      'defined in several files: attach_room; a probe by name may attach to the wrong one, or be refused as ambiguous',
      expect.stringMatching(/another syscall \(move_mount, fsmount, fsconfig, fsopen\)/),
    ]);
  });

  test('has the entry of another arch', async () => {
    const answer = await plan({ arch: 'aarch64' });
    expect(answer.symbols[0]).toBe('__arm64_sys_mount');
    expect(commands(answer, 'entry-children')[0]).toMatch(/ funcgraph-perf -m 3 __arm64_sys_mount$/);
    expect(arguments_(answer)).toContain('sys_enter_mount');
  });

  test('keeps to the process that is named', async () => {
    const answer = await plan({ pid: 42, comm: 'dockerd', tools: ['trace', 'bpftrace'] });
    expect(commands(answer, 'return-values')[0]).toMatch(/^sudo trace-bpfcc -p 42 '--name=dockerd' /);
    expect(commands(answer, 'one-shot')[0]).toContain('sys_enter_mount /pid == 42 && comm == "dockerd"/');
  });

  test('attaches to no more origins than it is told', async () => {
    const answer = await plan({ limit: 1 });
    expect(answer.symbols).not.toContain('small_fill');
  });

  test('says that it is a guess where the line is not indexed', async () => {
    const { kernel, warnings } = await plan({ kernel: '5.15.0-105-generic' });
    expect(kernel.exact).toBe(false);
    expect(warnings[0]).toMatch(/^5\.15\.0-105-generic is not indexed; this plan is made for 6\.1\.192/);
  });
});

describe('a plan with chosen tools', () => {
  test('uses those only, and says which steps they cannot do', async () => {
    const answer = await plan({ tools: ['bpftrace'] });
    expect(ids(answer)).toEqual(['who-fails', 'body-ran', 'return-values', 'one-shot', 'read-answer']);
    expect(answer.warnings).toContain('none of the chosen tools (bpftrace) can do the step entry-children');
    const tools = answer.steps.flatMap((step: Json) => step.commands.map(({ tool }: Json) => tool));
    expect(new Set(tools)).toEqual(new Set(['bpftrace', ...READING, 'errnopath']));
  });

  test('calls them as another distribution does', async () => {
    const answer = await plan({ distribution: 'fedora' });
    expect(commands(answer, 'who-fails')[0]).toMatch(/ \/usr\/share\/bcc\/tools\/syscount -e ENOSPC -P$/);
  });
});

describe('a plan for a kernel and versions of tools', () => {
  const traces = (answer: Json): string[] =>
    (answer.steps.find(({ id }: Json) => id === 'return-values')?.commands ?? []).map(({ tool }: Json) => tool);

  test('has no command that cannot run there, and says why', async () => {
    const told = { kernel: '7.3', tools: ['trace@0.26', 'bpftrace@0.17'] };
    const answer = await plan(told);
    expect(traces(answer)).toEqual(['bpftrace']);
    expect(answer.warnings).toContainEqual(expect.stringMatching(/^no command of trace-bpfcc for return-values: /));
    expect(traces(await plan({ ...told, tools: ['trace@0.31'] }))).toEqual(['trace-bpfcc']);
  });

  test('takes what is installed, and a shell', async () => {
    const answer = await plan({ installed: ['kprobe-perf'] });
    expect(new Set(traces(answer))).toEqual(new Set(['kprobe-perf', 'sh']));
  });

  test('ends with how the output is explained', async () => {
    const answer = await plan({ kernel: '6.1.0-55-cloud-amd64' });
    expect(commands(answer, 'read-answer')).toEqual([
      'errnopath explain --kernel 6.1.0-55-cloud-amd64 --arch x86_64 --errno ENOSPC --syscall mount -',
    ]);
  });

  test('says what to install', async () => {
    const [first] = (await plan()).steps[0].commands;
    expect(first.install).toMatchObject({ arch: expect.stringMatching(/^sudo pacman -S bcc-tools/) });
  });
});

describe('a plan without an origin', () => {
  test('with only an errno, asks first who fails', async () => {
    const answer = await plan({ syscall: undefined });
    expect(answer).toMatchObject({ syscall: null, entry: null, symbols: [], warnings: [] });
    expect(ids(answer)).toEqual(['who-fails', 'read-answer']);
    expect(commands(answer, 'who-fails')).toEqual([
      expect.stringMatching(/ syscount-bpfcc -e ENOSPC -P$/),
      expect.stringMatching(/ syscount-bpfcc -e ENOSPC$/),
      expect.stringMatching(/ bpftrace -e 'tracepoint:raw_syscalls:sys_exit .args->ret == -28. [^']*'$/),
      expect.stringMatching(/^sudo sh -c .* raw_syscalls\/sys_exit '' 'ret == -28'$/s),
    ]);
  });

  test('an internal code is counted as what user space sees', async () => {
    const answer = await plan({ syscall: undefined, errno: 'ERESTARTSYS' });
    expect(answer.errno).toMatchObject({ name: 'ERESTARTSYS', number: 512 });
    expect(commands(answer, 'who-fails')[0]).toBe('sudo syscount-bpfcc -e EINTR -P');
  });

  test('where none is known, still watches the entry', async () => {
    const answer = await plan({ errno: 'EXDEV' });
    expect(answer.symbols).toEqual(['__x64_sys_mount']);
    expect(ids(answer)).toEqual([
      'who-fails',
      'body-ran',
      'entry-children',
      'return-values',
      'one-shot',
      'read-answer',
    ]);
  });

  test('a syscall can be given as a number, an errno as what a result shows', async () => {
    expect(await plan({ syscall: 165, errno: -28 })).toMatchObject({ syscall: 'mount', errno: { name: 'ENOSPC' } });
  });
});
