/** How long an answer may take: what runs longer stops, and says how to ask for less. */
import type { Context } from 'hono';
import type { AppDeps } from './app-deps.js';
import { ProblemError } from './problems.js';

/** In ms, unless told. */
const TIME_LIMIT = 10_000;

/**
 * Runs work that can stop: it is told to when its time is over, or when the client has gone.
 * @param hint - how to ask for less
 * @throws ProblemError 503 where it took too long; 408, which nobody reads, where the client has gone
 */
export async function withinTime<T>(
  c: Context,
  { timeLimit = TIME_LIMIT }: AppDeps,
  hint: string,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(timeLimit);
  const gone = c.req.raw.signal;
  try {
    return await work(AbortSignal.any([late, gone]));
  } catch (error) {
    if (gone.aborted) throw new ProblemError('gone-client', 'The client did not wait for the answer.');
    if (!late.aborted) throw error;
    throw new ProblemError('too-slow', `The answer would take longer than ${timeLimit / 1000} s. ${hint}`);
  }
}
