/** One return probe of the kernel's own on the origin that a scenario tells: does it return the errno there? */
import type { Guest } from '../guest/guest.js';
import { PROVOKER } from '../scenarios/scenario.js';
import type { Provoker } from './provoker.js';

const PROBE = 'lab/origin';

/** Int results are the low half of what is read; an error pointer or a long fills both. */
export async function sawOrigin(guest: Guest, provoker: Provoker, symbol: string, errno: number): Promise<boolean> {
  const tracing = '/sys/kernel/tracing';
  const { status } = await guest.run(
    `cd ${tracing} && echo 'r64:${PROBE} ${symbol} low=$retval:s32' >>kprobe_events &&
     mkdir instances/lab && echo 'low == -${errno}' >instances/lab/events/${PROBE}/filter && echo 1 >instances/lab/events/${PROBE}/enable`,
  );
  try {
    if (status !== 0) return false;
    await provoker.provoke(1);
    const { output } = await guest.run(`cat ${tracing}/instances/lab/trace`);
    return output.includes(PROVOKER) && output.includes(`low=-${errno}`);
  } finally {
    await guest.run(
      `cd ${tracing}; [ -d instances/lab ] && { echo 0 >instances/lab/events/${PROBE}/enable; rmdir instances/lab; }; echo '-:${PROBE}' >>kprobe_events`,
    );
  }
}
