/** The page that shows what a question comes to. */
import type { AskAnswer } from '../schemas/ask.js';
import type { KernelRef } from '../schemas/names.js';
import type { Target } from './place.js';

/** Undefined where no page shows it: an output is explained where it was asked. */
export function targetOf({ answer, understood, kernel: read }: AskAnswer): Target | undefined {
  if (answer === null) return undefined;
  const { arch: named, cmd, family, fs } = understood;
  const arch = named === null ? {} : { arch: named };
  const given = { ...(cmd !== null && { cmd }), ...(family !== null && { family }), ...(fs !== null && { fs }) };
  switch (answer.kind) {
    case 'origins': {
      const { kernel, syscall, errno } = answer.body;
      return { page: 'answer', kernel: nameOf(kernel), syscall, errno: errno.name, ...arch, given };
    }
    case 'plan': {
      const { kernel, syscall, errno } = answer.body;
      const failure = { kernel: nameOf(kernel), errno: errno.name, ...arch };
      return syscall === null ? { page: 'errno', ...failure } : { page: 'answer', ...failure, syscall, given };
    }
    case 'errno':
      return { page: 'errno', kernel: read === null ? 'latest' : nameOf(read), errno: answer.body.name, ...arch };
    case 'syscall':
      return { page: 'syscall', kernel: nameOf(answer.body.kernel), syscall: answer.body.name, ...arch };
    case 'function':
      return { page: 'function', kernel: nameOf(answer.body.kernel), name: answer.body.name, ...arch };
    case 'tunable':
      return { page: 'tunable', kernel: nameOf(answer.body.kernel), name: answer.body.name, ...arch };
    case 'diff': {
      const { from, to, syscall, errno } = answer.body;
      return {
        ...{ page: 'diff', from: nameOf(from), to: nameOf(to) },
        ...(syscall !== null && { syscall }),
        ...(errno !== null && { errno: errno.name }),
      };
    }
    case 'cause':
      return { page: 'causes', id: answer.body.id };
    case 'tunables':
    case 'explain':
      return undefined;
  }
}

/** The kernel as an address names it: one that stays the same when a newer one is indexed. */
function nameOf({ id, requested }: KernelRef): string {
  return requested === 'latest' ? id : requested;
}
