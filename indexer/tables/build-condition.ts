/** Build conditions: alternatives of options that must all be on, as Makefiles give them. */

/**
 * Options that must be on (`CONFIG_X`) or off (`!CONFIG_X`) together, and the folders under `arch/` one of whose kernels
 * it has to be (`arch/s390`); empty means always.
 */
type Conjunction = readonly string[];

/** Any one of these; a single empty conjunction means always, no conjunction means never. */
export type Condition = readonly Conjunction[];

export const ALWAYS: Condition = [[]];

/** More alternatives than this are not worth printing; what they have in common is kept instead. */
const MOST_ALTERNATIVES = 4;

/** All of the options. */
export function all(options: readonly string[]): Condition {
  return options.length === 0 ? ALWAYS : simplify([options]);
}

/** Both conditions. */
export function both(a: Condition, b: Condition): Condition {
  if (a === ALWAYS) return b;
  if (b === ALWAYS) return a;
  const [left, ...moreLeft] = a;
  const [right, ...moreRight] = b;
  // Most are single conjunctions, and the whole tree has a hundred thousand.
  if (left !== undefined && right !== undefined && moreLeft.length + moreRight.length === 0) return join(left, right);
  return simplify(a.flatMap((one) => b.map((other) => [...one, ...other])));
}

/** Two conjunctions as one; never, if they contradict each other. */
function join(left: Conjunction, right: Conjunction): Condition {
  const added = right.filter((option) => !left.includes(option));
  if (added.length === 0) return [left];
  const joined = [...left, ...added];
  return contradicts(joined) ? [] : [joined];
}

function contradicts(options: Conjunction): boolean {
  return options.some((option) => option.startsWith('!') && options.includes(option.slice(1)));
}

/** Any of the conditions. */
export function any(conditions: readonly Condition[]): Condition {
  const [only, ...rest] = conditions;
  return only !== undefined && rest.length === 0 ? only : simplify(conditions.flat());
}

/** `CONFIG_A && CONFIG_B || CONFIG_C`, arches left out; null for a condition that always holds. */
export function conditionText(condition: Condition): string | null {
  const shown = condition.some((options) => options.some((option) => option.startsWith('arch/')))
    ? simplify(condition.map((options) => options.filter((option) => !option.startsWith('arch/'))))
    : condition;
  const text = shown.map((options) => options.join(' && ')).join(' || ');
  return text === '' ? null : text;
}

/**
 * How likely a condition holds, 0..1, when each option is on with the share that `popularity` gives it: the least
 * likely option decides an alternative, the likeliest alternative decides.
 * @param text - as {@link conditionText} writes it.
 */
export function conditionLikelihood(text: string | null, popularity: ReadonlyMap<string, number>): number {
  if (text === null) return 1;
  const option = (name: string): number => {
    return name.startsWith('!') ? 1 - (popularity.get(name.slice(1)) ?? 0) : (popularity.get(name) ?? 0);
  };
  return Math.max(...text.split(' || ').map((options) => Math.min(...options.split(' && ').map(option))));
}

/** Drops repeats, contradictions and alternatives that another one implies. */
function simplify(condition: Condition): Condition {
  const kept: Conjunction[] = [];
  const shortestFirst = condition
    .map((options) => [...new Set(options)])
    .filter((options) => !contradicts(options))
    .sort((a, b) => a.length - b.length);
  for (const options of shortestFirst) {
    if (!kept.some((other) => other.every((option) => options.includes(option)))) kept.push(options);
  }
  const [first = [], ...rest] = kept;
  if (kept.length <= MOST_ALTERNATIVES) return kept;
  return [first.filter((option) => rest.every((other) => other.includes(option)))];
}
