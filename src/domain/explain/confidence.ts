/** How sure an explanation is, and why. */
import type { ExplainAnswer } from '../../schemas/explain.js';
import type { Observed } from '../../tools/read/observed.js';
import { lastEntered } from './entered-origin.js';
import { besideBody, causeOf, type Explanation, overNetlink } from './explain.js';
import { isOrdinary } from './ordinary.js';

type Confidence = ExplainAnswer['confidence'];

/** An origin below with this share is not lightly passed over. */
const CLEAR = 0.75;
const EVEN = 0.5;
/** What returned the errno and writes it itself with this share is hardly ever wrong: callees that were not watched can give it, too. */
const SURE = 0.9;

/** @param guess - whether the kernel is of another line than the one that answered */
export function confidenceOf(explanation: Explanation, observed: Observed, guess: boolean): Confidence {
  const told = judged(explanation, observed);
  if (!guess || told.level === 'none') return told;
  const reason = 'the answer is from another line of kernels, where functions may have other names';
  const level = told.level === 'certain' ? 'likely' : 'possible';
  return { level, reasons: [...told.reasons, reason] };
}

function judged(explanation: Explanation, observed: Observed): Confidence {
  const { errno, syscall, origin, located, syscalls, failure } = explanation;
  if (errno === undefined) return { level: 'none', reasons: ['the output names no errno'] };
  if (overNetlink(explanation))
    return { level: 'none', reasons: ['the errno came in an answer over netlink, and not as the result of a call'] };
  if (origin === undefined)
    return {
      level: 'none',
      reasons: [
        syscall === undefined
          ? 'the output does not tell which syscall failed'
          : `no function is known in which ${errno.name} starts for ${syscall.name}`,
      ],
    };
  const reasons: string[] = [];
  const { function: name, score } = origin;
  if (located !== undefined && located.told === false && syscalls.length > 1)
    reasons.push(`the entry was not seen: it can have been ${syscalls.slice(0, 4).join(', ')}`);
  if (origin.kind === 'external')
    reasons.push(`${name} hands on what comes from outside: ${origin.source_meaning ?? ''}`);
  const { deepest } = located ?? {};
  if (deepest === undefined) {
    const last = observed.entered.size > 0 ? lastEntered(origin, observed) : undefined;
    if (last === name)
      return { level: 'possible', reasons: [...reasons, `${name} was entered, and its result was not printed`] };
    if (last !== undefined) {
      const reason = `${last} is the last function on a way of ${errno.name} that was entered, and ${name} lies below it`;
      return { level: 'possible', reasons: [...reasons, reason] };
    }
    if (besideBody(observed) && origin.path.some(({ via }) => via === 'before'))
      return {
        level: 'possible',
        reasons: [
          ...reasons,
          `no function was seen to return ${errno.name}, and ${name} gives it beside the body of the syscall`,
        ],
      };
    if (syscall !== undefined && failure !== undefined && isOrdinary(errno.name, syscall.name))
      reasons.push(
        `programs meet ${errno.name} from ${syscall.name} on purpose: it may not be the failure that matters`,
      );
    reasons.push(
      `no function was seen to return ${errno.name}: ${name} is where it most often starts (share ${share(score)})`,
    );
    const cause = causeOf(explanation);
    if (cause !== undefined) reasons.push(`the message is that of a known cause: ${cause.title}`);
    return { level: 'possible', reasons };
  }
  const joined = located?.edges !== undefined;
  if (!joined) reasons.push(`the graph holds no way from ${syscall?.name} to ${deepest}`);
  const atEntry = origin.path.length === 1;
  if (name === deepest || (atEntry && located?.chain.length === 1)) {
    if (located?.returned !== true && (located?.passing === true || score < CLEAR)) {
      reasons.push(`${name} was seen, and it is not certain that the result is its own`);
      return { level: 'possible', reasons };
    }
    reasons.unshift(`${name} was seen to return ${errno.name}, and writes it itself`);
    if (origin.kind === 'external') return { level: 'likely', reasons };
    if (score >= SURE || observed.recognised === 'errnopath') return { level: 'certain', reasons };
    reasons.push(`functions below it can give it as well (share of ${name}: ${share(score)})`);
    return { level: 'likely', reasons };
  }
  if (observed.recognised === 'errnopath' && origin.probe.symbol.split('.')[0] === deepest) {
    reasons.unshift(
      `${deepest} was seen to return ${errno.name}: the result of ${name}, which is inlined, shows there`,
    );
    return { level: 'likely', reasons };
  }
  const how = located?.returned === true ? `returned ${errno.name}` : 'is the deepest that was seen';
  reasons.unshift(
    `${deepest} ${how}, and has it from below, where nothing was seen: ${name} is the likeliest (share ${share(score)})`,
  );
  if ((failure?.functions.size ?? 0) > 0 && located?.returned === false && !located.passing)
    reasons.push('up to bpftrace 0.20 "func" in a kretprobe names the caller of what returned');
  return { level: score >= EVEN && joined ? 'likely' : 'possible', reasons };
}

function share(score: number): string {
  return `${Math.round(score * 100)} %`;
}
