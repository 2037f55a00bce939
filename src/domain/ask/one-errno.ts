/** Which errno is meant where a question names several, or a pasted call has one. */
import type { SaidErrno } from './said-errnos.js';
import type { SyscallCandidate } from './said-syscalls.js';

/** Of several the one that stands right behind what failed, else the first. */
export function errnoOf(
  text: string,
  errnos: readonly SaidErrno[],
  best: SyscallCandidate | undefined,
): SaidErrno | undefined {
  const beside = (end: number, start: number): boolean =>
    start >= end && /^[^.;:\n]{0,20}$/.test(text.slice(end, start));
  const named = best === undefined || best.end === 0 ? undefined : best;
  return (named && errnos.find(({ start, how }) => how === 'name' && beside(named.end, start))) ?? errnos[0];
}

export function errnoOfCall(name: string, text: string): SaidErrno {
  const start = Math.max(0, text.indexOf(name));
  return { name, how: 'name', text: name, start, end: start + name.length };
}

/** Two errnos in one line can be one failure: a program says why in its own words, too. */
export function sameStory(errnos: readonly SaidErrno[], text: string): boolean {
  return errnos.some(({ how }) => how === 'message') && /[:(]/.test(text);
}
