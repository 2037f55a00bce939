/** Which of the values that a body stores are followed. */

import { BESIDE_BODY, OUTSIDE_MARK, SIGNED_ERROR_FIELD } from '../external-sources.js';
import type { Term } from '../facts.js';
import type { FlowContext, StoreDraft } from './context.js';

/** Fields that carry a result by their name; into any other only what is written out is followed. */
const RESULT_FIELD = /(?:err|error|ret|retval|rc|status|result|res|code)\w*$/i;

/** Whether what is stored under a path can be an errno that somebody reads there. */
export function storeMatters(context: FlowContext, path: string, term: Term): boolean {
  const field = lastField(path);
  if (term[0] === 'L' && lastField(term[1]) === field) return path !== term[1];
  if (term[0] === 'C' || term[0] === 'L') return RESULT_FIELD.test(field);
  // A number from outside is an errno by the name of what it is kept in, where that is kept.
  if (term[0] === 'E' && context.literals[term[1]]?.errno.startsWith(OUTSIDE_MARK))
    return path === BESIDE_BODY || SIGNED_ERROR_FIELD.test(field);
  return term[0] !== 'I' || /[a-z]/.test(term[1]);
}

/** Whether it is a struct of the function's own, which is handed to a call whose result is returned. */
export function isLent({ calls, result }: FlowContext, { local }: StoreDraft): boolean {
  if (local === undefined) return false;
  return [...result].some((term) => {
    const args = term[0] === 'C' ? [...(calls[term[1]]?.args.values() ?? [])] : [];
    return args.some((terms) => terms.some((one) => one[0] === 'I' && one[1] === `&${local}`));
  });
}

function lastField(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
