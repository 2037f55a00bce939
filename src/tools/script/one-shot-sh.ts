/** `plan.sh`: the one script that needs no tool, for one syscall and errno. */
import { quoteArgument } from '../../domain/shell.js';
import { bySymbol } from '../probe-event.js';
import type { StepJobs } from '../tracer.js';
import { READ_EVENTS, TRACE_CALLS } from './tracefs-script.js';

/**
 * The script. Everything that is told of the failure stands in variables at its top, quoted; the rest is the same for all. It
 * is one function that the last line calls, so that a download that breaks off runs nothing.
 */
export function oneShotShell({
  probes,
  twins = [],
  rivals = [],
  window,
  exits,
  name,
  entry = '',
  pid,
  comm = '',
}: StepJobs['one-shot']): string {
  const lines = [...bySymbol([...probes, ...twins])].map(([symbol, errnos]) => {
    const group = rivals.findIndex((symbols) => symbols.includes(symbol)) + 1;
    return `${symbol} ${group} ${errnos.map(isErrno).join('||')}`;
  });
  return `trace_failing_calls() {
syscall=${quoteArgument(window.name)} errno=${quoteArgument(name)} entry=${quoteArgument(entry)}
exits=${quoteArgument(exits.map(isErrno).join('||'))} pid=${pid ?? ''} comm=${quoteArgument(comm)} stack_pointer=sp
probes=${quoteArgument(lines.join('\n'))}
read_events=${quoteArgument(READ_EVENTS)}
${TRACE_CALLS}}
trace_failing_calls "$@"
`;
}

/** A condition of the kernel's filters (Documentation/trace/events.rst), as one word. */
function isErrno(errno: number): string {
  return `ret==-${errno}`;
}
