/** Lets others go on in the middle of long work: between two steps of it, whoever waits gets a turn. */

/** A turn is given so often, in ms: another request waits no longer than this for one that takes seconds. */
const TURN = 15;

/** A macrotask from now; promises alone never let go of the thread. */
function turn(): Promise<void> {
  return new Promise((next) => {
    setTimeout(next, 0);
  });
}

/**
 * Makes the pause of one piece of work: to be called between its steps, it passes at once unless a turn is due.
 * Rejects with the reason of `stop` once that is aborted.
 */
export function breathing(stop?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN) return;
    await turn();
    stop?.throwIfAborted();
    last = performance.now();
  };
}
