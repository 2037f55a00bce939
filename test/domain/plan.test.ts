/** A plan whatever the names in a pack or in a request are: nothing hostile reaches a command. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ERRNOS, errnoByName } from '../../src/domain/errno.js';
import { makePlan } from '../../src/domain/plan.js';
import type { PlanQuery } from '../../src/domain/plan-query.js';
import { isSymbol } from '../../src/domain/symbols.js';
import { syscallFamily } from '../../src/domain/syscall-families.js';
import { ALL_TOOLS } from '../../src/tools/index.js';
import { mountOrigins } from '../fixtures/small-kernel.js';
import { makeStubs } from '../fixtures/stub-programs.js';

const stubs = makeStubs(['sudo', 'reboot', 'errnopath']);
afterAll(() => stubs.remove());

const [errno] = ERRNOS.filter(({ name }) => name === 'ENOSPC');
if (errno === undefined) throw new Error('ENOSPC is an errno');

const query: PlanQuery = {
  errno,
  arch: 'x86_64',
  evidence: 'predicted',
  watched: {},
  toolbox: { tools: ALL_TOOLS, use: 'best' },
  machine: { distribution: 'debian', kernel: '6.1.192' },
  limit: 500,
  ambiguous: new Map(),
};

const bpftraceOnly: PlanQuery['toolbox'] = {
  tools: ALL_TOOLS.filter(({ tracer }) => tracer.id === 'bpftrace'),
  use: 'all',
};

/** The origins of the small kernel with every name replaced. */
function targetWith(rename: (name: string) => string): NonNullable<PlanQuery['target']> {
  const origins = mountOrigins().map((origin) => ({
    ...origin,
    function: rename(origin.function),
    probe: { ...origin.probe, symbol: rename(origin.probe.symbol) },
    path: origin.path.map((frame) => ({
      ...frame,
      function: rename(frame.function),
      probe: { ...frame.probe, symbol: rename(frame.probe.symbol) },
    })),
  }));
  return { syscall: 'mount', entry: '__x64_sys_mount', entrySymbol: '__x64_sys_mount', origins };
}

describe('makePlan', () => {
  test('goes by sudo, unless that fails of the same errno: then it says so', () => {
    const named = (name: string) =>
      makePlan({ ...query, errno: errnoByName(name) ?? errno, target: targetWith((one) => one) });
    const lines = (name: string) => named(name).steps.flatMap(({ commands }) => commands.map(({ command }) => command));
    expect(lines('ENOSPC').filter((line) => !line.startsWith('sudo '))).toEqual(
      lines('ENOSPC').filter((line) => line.startsWith('errnopath ')),
    );
    expect(lines('ENFILE').filter((line) => line.startsWith('sudo '))).toEqual([]);
    expect(lines('ENFILE').length).toBeGreaterThan(5);
    expect(named('ENFILE').warnings[0]).toContain('sudo opens no file either');
    expect(named('ENOSPC').warnings.join()).not.toContain('sudo');
  });

  const hostile = fc.oneof(
    fc.constantFrom(
      "'; reboot; '",
      '$(reboot)',
      '`reboot`',
      '-x',
      'a b',
      'a\nb',
      '"',
      '\\',
      'a,kprobe:b',
      'a/b',
      'a*',
      '',
    ),
    fc.string({ unit: 'binary' }),
  );

  test('attaches to valid symbols only, whatever the names in the pack are', () => {
    fc.assert(
      fc.property(hostile, (suffix) => {
        const plan = makePlan({
          ...query,
          target: targetWith((name) => (name.startsWith('__') ? name : name + suffix)),
        });
        for (const symbol of plan.symbols) expect(isSymbol(symbol)).toBe(true);
        const text = JSON.stringify(plan.steps.map(({ commands }) => commands));
        if (!isSymbol(`count_rooms${suffix}`)) expect(text).not.toContain('count_rooms');
      }),
      { seed: 28 },
    );
  });

  test('attaches to nothing whose probe is said to be impossible', () => {
    fc.assert(
      fc.property(
        fc.subarray(['__x64_sys_mount', 'path_room', 'attach_room', 'count_rooms', 'small_fill']),
        (there) => {
          const { origins, ...target } = targetWith((name) => name);
          const known = <P extends { readonly symbol: string; readonly likelihood: number }>(probe: P): P => ({
            ...probe,
            likelihood: there.includes(probe.symbol) ? 1 : 0,
          });
          const judged = origins.map((origin) => ({
            ...origin,
            probe: known(origin.probe),
            path: origin.path.map((frame) => ({ ...frame, probe: known(frame.probe) })),
          }));
          const entrySymbol = there.includes(target.entry) ? target.entry : undefined;
          const plan = makePlan({ ...query, evidence: 'symbols', target: { ...target, entrySymbol, origins: judged } });
          for (const symbol of plan.symbols) expect(there).toContain(symbol);
        },
      ),
      { seed: 28 },
    );
  });

  test('attaches to no name that the kernel itself lists for several functions, and says which and where', () => {
    const ambiguous = new Map([['count_rooms', ['0xffffffff81000000', '0xffffffff82000000']]]);
    const asked = { ...query, ambiguous, target: targetWith((name) => name) };
    const plan = makePlan({ ...asked, evidence: 'symbols' });
    expect(plan.symbols).not.toContain('count_rooms');
    const named = plan.steps.flatMap(({ id, commands }) =>
      commands.filter(({ command }) => command.includes('count_rooms')).map(({ tool }) => `${id} ${tool}`),
    );
    expect(named).toEqual(['one-shot sh']);
    expect([
      plan.oneShot?.twins?.map(({ symbol }) => symbol),
      plan.oneShot?.probes.some(({ symbol }) => symbol === 'count_rooms'),
    ]).toEqual([['count_rooms'], false]);
    expect(plan.warnings).toContain(
      'left out but by the one-shot script for tracefs, which attaches to addresses, as several functions are called so: count_rooms (0xffffffff81000000, 0xffffffff82000000); a probe by name may attach to the wrong one, or be refused as ambiguous',
    );
    expect(makePlan(asked).symbols).toContain('count_rooms');
    const counting = { tools: ALL_TOOLS.filter(({ tracer }) => tracer.id === 'funccount'), use: 'all' } as const;
    const counts = (ambiguous: PlanQuery['ambiguous']) =>
      makePlan({ ...asked, ambiguous, evidence: 'symbols', toolbox: counting }).steps.flatMap(({ commands }) =>
        commands.filter(({ command }) => command.includes('count_rooms')),
      );
    expect([counts(ambiguous).length, counts(new Map()).length]).toEqual([0, 1]);
  });

  test('every line does in a shell what its arguments say, and nothing else', () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => !text.includes('\0') && text.isWellFormed()),
        (comm) => {
          const plan = makePlan({ ...query, target: targetWith((name) => name), watched: { comm, pid: 1 } });
          const commands = plan.steps.flatMap((step) => step.commands);
          const { calls } = stubs.run(commands.map(({ command }) => command).join('\n'));
          expect(calls).toEqual(commands.map(({ argv }) => (argv[0] === 'errnopath' ? argv : ['sudo', ...argv])));
        },
      ),
      { numRuns: 6, seed: 28 },
    );
  });

  test('a name with NUL, which no command can hold, is refused', () => {
    expect(() => makePlan({ ...query, target: targetWith((name) => name), watched: { comm: 'a\0b' } })).toThrow(
      RangeError,
    );
  });

  test('filters each function on the errno that it returns, where it is rewritten on the way', () => {
    const [best, ...rest] = mountOrigins();
    if (best === undefined) throw new Error('the fixture has origins');
    const path = best.path.map((frame) => (frame.function === 'count_rooms' ? { ...frame, errno: 'EAGAIN' } : frame));
    const target = {
      syscall: 'mount',
      entry: '__x64_sys_mount',
      entrySymbol: '__x64_sys_mount',
      origins: [{ ...best, path, errno: 'EAGAIN' }, ...rest],
    };
    const [chain] = makePlan({ ...query, target }).steps.find(({ id }) => id === 'return-values')?.commands ?? [];
    expect(chain?.argv.slice(-2)).toEqual([
      'r::attach_room ((int)retval == -28) "%d", retval',
      'r::count_rooms ((int)retval == -11) "%d", retval',
    ]);
  });

  test('joins the other routes to the chain, and offers what may be inlined only to tools that leave out what is missing', () => {
    const [best, ...rest] = mountOrigins();
    if (best === undefined) throw new Error('the fixture has origins');
    const added = (name: string, likelihood: number) => ({
      function: name,
      file: 'fs/rooms.c',
      line: 1,
      via: 'call' as const,
      probe: likelihood >= 0.5 ? { symbol: name, likelihood } : { symbol: '__x64_sys_mount', likelihood: 1 },
      probeable: likelihood,
    });
    const [entry, ...below] = best.path;
    if (entry === undefined) throw new Error('a path starts at the entry');
    const alternatives = [[entry, added('other_door', 0.9), added('inlined_door', 0.3), ...below]];
    const entrySymbol = '__x64_sys_mount';
    const origins = [{ ...best, alternatives }, ...rest];
    const target = { syscall: 'mount', entry: entrySymbol, entrySymbol, origins };
    const { steps } = makePlan({ ...query, target });
    const commands = steps.find(({ id }) => id === 'return-values')?.commands ?? [];
    const line = (tool: string): string => commands.find((one) => one.tool.startsWith(tool))?.argv.join(' ') ?? '';
    expect(line('trace')).toMatch(/r::__x64_sys_mount .*r::other_door .*r::count_rooms /);
    expect(line('trace')).not.toContain('inlined_door');
    expect(line('bpftrace')).toContain('kretprobe:inlined_door');
  });

  test('watches the next origins, too: those that may be missing only with tools that leave them out', () => {
    const linesFor = (likelihood: number, evidence: 'predicted' | 'symbols') => {
      const [best, ...rest] = mountOrigins();
      if (best === undefined) throw new Error('the fixture has origins');
      const others = rest.map((origin) => ({
        ...origin,
        probe: { ...origin.probe, symbol: origin.function, likelihood },
      }));
      const target = { ...targetWith((name) => name), origins: [best, ...others] };
      const { steps } = makePlan({ ...query, evidence, target, toolbox: { tools: ALL_TOOLS, use: 'all' } });
      const commands = steps.filter(({ id }) => ['entry-children', 'return-values'].includes(id));
      const text = (tool: string) =>
        commands.flatMap((step) => step.commands.filter((one) => one.tool === tool)).map(({ argv }) => argv.join(' '));
      return (tool: string) => text(tool).some((line) => line.includes('small_fill'));
    };
    const strict = ['trace-bpfcc', 'argdist-bpfcc'];
    const lenient = ['bpftrace', 'sh', 'perf', 'stap'];
    const one = ['kprobe-perf', 'stackcount-bpfcc', 'funccount-bpfcc'];
    const surely = linesFor(0.9, 'symbols');
    expect([...strict, ...lenient].filter((tool) => !surely(tool))).toEqual([]);
    expect(one.filter(surely)).toEqual([]);
    const perhaps = linesFor(0.9, 'predicted');
    expect(strict.filter(perhaps)).toEqual([]);
    expect(lenient.filter((tool) => !perhaps(tool))).toEqual([]);
    expect(strict.filter((tool) => !linesFor(0.99, 'predicted')(tool))).toEqual([]);
  });

  test('keeps the whole path to the best origin, however long the other routes are', () => {
    const [best] = mountOrigins();
    if (best === undefined) throw new Error('the fixture has origins');
    const detour = Array.from({ length: 30 }, (_, i) => ({
      ...{ function: `detour_${i}`, file: 'fs/rooms.c', line: 1, via: 'call' as const, probeable: 1 },
      probe: { symbol: `detour_${i}`, likelihood: 1 },
    }));
    const alternatives = [[...best.path.slice(0, 1), ...detour, ...best.path.slice(1)]];
    const entrySymbol = '__x64_sys_mount';
    const target = { syscall: 'mount', entry: entrySymbol, entrySymbol, origins: [{ ...best, alternatives }] };
    const [first] = makePlan({ ...query, target }).steps.find(({ id }) => id === 'return-values')?.commands ?? [];
    expect(first?.argv.at(-1)).toMatch(/^r::count_rooms /);
    expect(first?.argv.join(' ')).not.toContain('detour_');
  });

  test('takes the number of the arch', () => {
    const deadlock = ERRNOS.find(({ name }) => name === 'EDEADLK') ?? errno;
    const [first] = makePlan({ ...query, errno: deadlock, arch: 'mips', toolbox: bpftraceOnly }).steps;
    expect(first?.commands[0]?.argv[2]).toContain('args->ret == -45');
  });
});

describe('syscallFamily', () => {
  test('names the other syscalls behind a complaint', () => {
    expect(syscallFamily('mount')?.others).toContain('move_mount');
    expect(syscallFamily('move_mount')?.others).toContain('mount');
    expect(syscallFamily('getpid')).toBeUndefined();
  });
});
