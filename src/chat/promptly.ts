/** An answer now if it is ready soon, else a receipt now and the answer later. */

/** Chats wait 3 s; some of it is spent on the way. */
export const SOON_MS = 1500;

const LATE = Symbol('late');

/**
 * @param work - makes the answer
 * @param later - told of an answer that was not ready soon
 * @param soon - in ms
 * @param keep - keeps the process at it where it would end with the response (Workers)
 * @returns undefined where the answer comes later
 */
export async function promptly<T>(
  work: Promise<T>,
  later: (answer: T) => Promise<unknown>,
  keep: (promise: Promise<unknown>) => void,
  soon: number,
): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), soon);
  });
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  if (first !== LATE) return first;
  keep(work.then(later));
  return undefined;
}
