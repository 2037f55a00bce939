/** `plan.bt`: the one script for bpftrace, for one syscall and errno. */
import { bySymbol } from '../probe-event.js';
import type { OneShot, Watched } from '../tracer.js';

/** How long it traces, and how many failing calls it waits for, unless its arguments tell. */
export const SECONDS = 60;
export const CALLS = 1;

/**
 * The script; its positional parameters are SECONDS and CALLS. Written for 0.17 to 0.23:
 *
 * - One block a function, which notes the function as a number. With `probe` bpftrace 0.17 needs three times as long to compile
 *   each, 0.23 twice; `func` is the caller in 0.17.
 * - The pattern beside a function's name stands for its clones (`foo.isra.0`). Where a block has a pattern, a function that is
 *   missing is a warning in both; alone it ends bpftrace.
 * - Returns come deepest first. The stack pointer rises on the way up a chain, or stays where a function was left by a tail
 *   call: one that is lower than the last began a new chain, and what failed before was recovered from. At first it is the
 *   highest number, which also tells that the thread is inside the call.
 * - `retval` has 64 bits: -28 is 4294967268 from an `int`, negative from a long or an error pointer, and nothing else.
 * - A call that leaves without having been seen to enter began before, or was answered before its body, as a seccomp filter does
 *   (syscall_trace_enter, kernel/entry/common.c): it is told. The first of a thread does not count, which can be either.
 * - 0.23 warns of keys that are deleted and not there.
 */
export function oneShotBpftrace({ probes, window, name, exits, ...watched }: OneShot): string {
  const condition = conditionsOn(watched).join(' && ') || 'comm != "bpftrace"';
  const symbols = bySymbol(probes);
  const known = probes.map(({ symbol, errno }, i) => ({ symbol, errno, id: i + 1 }));
  const blocks = [...symbols.keys()].map((symbol) =>
    returnBlock(
      symbol,
      known.filter((one) => one.symbol === symbol),
    ),
  );
  const failed = exits.map((errno) => `args->ret == -${errno}`).join(' || ');
  return `tracepoint:syscalls:sys_enter_${window.name} /${condition}/ { @sp[tid] = (uint64)0xffffffffffffffff; }
${blocks.join('\n')}
tracepoint:syscalls:sys_exit_${window.name} {
  $entered = @sp[tid];
  if (${failed}) {
    if ($entered || (${condition})) {
      printf("errnopath %s ${window.name} ${name} returned %d pid %d tid %d comm %s\\n", strftime("%H:%M:%S", nsecs), args->ret, pid, tid, comm);
      $deepest = @deepest[tid];
      if ($deepest == 0) { printf("  deepest none\\n"); }
${known.map(({ symbol, errno, id }) => `      if ($deepest == ${id}) { printf("  deepest ${symbol} returned -${errno}\\n"); }`).join('\n')}
      if ($deepest != 0) { printf("  stack%s\\n", @stack[tid]); }
      if ($entered == 0) { printf("  entry not seen\\n"); }
      if ($entered != 0 || @left[tid]) { @calls = @calls + 1; } else { @left[tid] = 1; }
      if ((int64)@calls >= ($2 > 0 ? $2 : ${CALLS})) { exit(); }
    }
  }
  if (@deepest[tid]) { delete(@deepest[tid]); delete(@stack[tid]); }
  if ($entered) { delete(@sp[tid]); }
}
interval:s:1 {
  @seconds = @seconds + 1;
  if (@seconds == 1) { printf("errnopath attached ${symbols.size} of ${symbols.size} symbols\\n"); }
  if ((int64)@seconds > ($1 > 0 ? $1 : ${SECONDS})) { exit(); }
}
END { clear(@sp); clear(@deepest); clear(@stack); clear(@left); clear(@calls); clear(@seconds); }
`;
}

/** On one line, which {@link RUN_BPFTRACE} leaves out where the kernel has no such function. */
function returnBlock(symbol: string, known: readonly { readonly errno: number; readonly id: number }[]): string {
  const matches = known.map(({ errno }) => `(int64)retval == -${errno} || retval == ${2 ** 32 - errno}`).join(' || ');
  const [first, ...others] = known.map(({ errno, id }) => ({ errno, note: `@deepest[tid] = (uint64)${id};` }));
  const chosen = others.map(({ errno, note }) => ` if ((int32)retval == -${errno}) { ${note} }`).join('');
  return (
    `kretprobe:${symbol},kretprobe:${symbol}.* /${matches}/ { $last = @sp[tid]; $sp = reg("sp"); ` +
    `if ($last) { if ($sp < $last) { ${first?.note}${chosen} @stack[tid] = kstack; } @sp[tid] = $sp; } }`
  );
}

/** What narrows to a process: none where everybody is watched. */
export function conditionsOn({ pid, comm }: Watched): string[] {
  return [
    ...(pid === undefined ? [] : [`pid == ${pid}`]),
    ...(comm === undefined ? [] : [`comm == ${stringLiteral(comm)}`]),
  ];
}

/** A string of bpftrace's language, with C's escapes. */
function stringLiteral(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
