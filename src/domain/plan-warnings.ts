/** What a plan cannot show, or what could mislead who follows it: one line each. */

import { ATTACHED } from './attach.js';
import { isBeside, type PlanQuery } from './plan-query.js';
import { functionOfSymbol } from './symbols.js';
import { syscallFamily } from './syscall-families.js';

/** Routes whose inlined functions are worth a warning. */
const WARNED_ORIGINS = 3;

/** Origins among which one from outside is worth a warning, and how many of a source are named. */
const SHOWN_ORIGINS = 20;
const NAMED_OUTSIDE = 3;

/** Names in a warning, after which the rest is only counted. */
const NAMED_TWINS = 10;

/** @param symbols - everything that the plan attaches to */
export function planWarnings(query: PlanQuery, symbols: readonly string[]): readonly string[] {
  return [
    ...outsideWarnings(query),
    ...inliningWarnings(query),
    ...stackWarnings(query),
    ...ambiguityWarnings(query, symbols),
    ...familyWarnings(query),
  ];
}

/** Origins in which the errno may come from outside: one line for each source, with what it means. */
function outsideWarnings({ target, errno }: PlanQuery): readonly string[] {
  const named = new Map<string, { readonly meaning: string; readonly functions: string[]; readonly beside: boolean }>();
  for (const origin of (target?.origins ?? []).slice(0, SHOWN_ORIGINS)) {
    if (origin.source === undefined) continue;
    const known = named.get(origin.source);
    if (known) known.functions.push(origin.function);
    else
      named.set(origin.source, {
        meaning: origin.source_meaning ?? '',
        functions: [origin.function],
        beside: isBeside(origin),
      });
  }
  return [...named.values()].map(({ meaning, functions, beside }) => {
    const rest = functions.length > NAMED_OUTSIDE ? ` and ${functions.length - NAMED_OUTSIDE} more` : '';
    const where = `${errno.name} may come from outside through ${functions.slice(0, NAMED_OUTSIDE).join(', ')}${rest}`;
    const tell = beside ? ' Step body-ran tells whether the body runs at all.' : '';
    return `${where}: ${meaning}${tell}`;
  });
}

/** Functions on the best ways that cannot be attached to, or whose probe misses these calls. */
function inliningWarnings({ target, evidence }: PlanQuery): readonly string[] {
  return (target?.origins ?? []).slice(0, WARNED_ORIGINS).flatMap(({ path }) =>
    path.flatMap((frame) => {
      const { symbol, likelihood } = frame.probe;
      const { function: name, probeable = 1 } = frame;
      if (likelihood > 0 && (frame.via === 'entry' || functionOfSymbol(symbol) === name)) return [];
      const where = likelihood === 0 ? 'nothing above it can either' : `its result shows in ${symbol} at best`;
      if (evidence !== 'predicted' && probeable === 0)
        return [`${name} cannot be attached to on that kernel: ${where}`];
      if (probeable < ATTACHED) return [`${name} is probably inlined into ${symbol}: its result shows there`];
      return [
        `a probe on ${name} is likely to miss these calls, which the compiler inlines or whose result is handed over: ${where}`,
      ];
    }),
  );
}

/** Functions of the best path that stacks lack although a probe on them works. */
function stackWarnings({ target }: PlanQuery): readonly string[] {
  const path = target?.origins[0]?.path ?? [];
  const left = path.flatMap((frame, i) => (frame.tail && path[i - 1] ? [path[i - 1]?.function ?? ''] : []));
  if (left.length === 0) return [];
  return [
    `stacks probably lack ${left.join(', ')}: the last that ${left.length > 1 ? 'each does' : 'it does'} is a call, which the compiler makes a jump`,
  ];
}

/** One line for all: among many candidates, many names are used twice. Those that the kernel itself lists twice are left out. */
function ambiguityWarnings({ ambiguous, evidence }: PlanQuery, symbols: readonly string[]): readonly string[] {
  const predicted = evidence === 'predicted';
  const twins = predicted ? symbols.filter((symbol) => ambiguous.has(functionOfSymbol(symbol))) : [...ambiguous.keys()];
  if (twins.length === 0) return [];
  const rest = twins.length > NAMED_TWINS ? ` and ${twins.length - NAMED_TWINS} more` : '';
  const shown = twins.slice(0, NAMED_TWINS).map((symbol) => {
    const places = ambiguous.get(symbol) ?? [];
    return places.length > 0 ? `${symbol} (${places.join(', ')})` : symbol;
  });
  const which = predicted
    ? 'defined in several files'
    : 'left out but by the one-shot script for tracefs, which attaches to addresses, as several functions are called so';
  return [
    `${which}: ${shown.join(', ')}${rest}; a probe by name may attach to the wrong one, or be refused as ambiguous`,
  ];
}

function familyWarnings({ target }: PlanQuery): readonly string[] {
  const family = target === undefined ? undefined : syscallFamily(target.syscall);
  if (family === undefined) return [];
  return [
    `the complaint may come from another syscall (${family.others.join(', ')}): ${family.note}; step who-fails tells`,
  ];
}
