/** The chain of an explanation: the origin's path, with what the output shows of each function. */
import type { ExplainFrame } from '../../schemas/explain.js';
import type { Observed } from '../../tools/read/observed.js';
import { layersOf } from '../entry-layers.js';
import type { Explanation } from './explain.js';

export function framesOf(
  { failure, located, origin, syscall }: Explanation,
  { entered }: Observed,
): readonly ExplainFrame[] {
  const values = new Map([...(failure?.functions ?? [])].map(([symbol, { value }]) => [bare(symbol), value]));
  const stack = new Set(failure?.stacks.flatMap((frames) => frames.map(bare)));
  const shown = (name: string): Pick<ExplainFrame, 'seen' | 'value'> => {
    const layer = layersOf(name).find((one) => values.has(one));
    if (layer !== undefined) return { seen: 'returned', value: values.get(layer) ?? null };
    if (layersOf(name).some((one) => stack.has(one))) return { seen: 'stack', value: null };
    return { seen: entered.has(name) ? 'entered' : null, value: null };
  };
  if (origin === undefined) {
    const seen = (located?.chain ?? []).map(({ name }) => name);
    const names =
      seen.length > 0 ? seen : [...namesWithoutPack(failure, syscall?.entry), ...enteredAlone(entered, syscall?.entry)];
    return names.map((name) => ({ function: name, file: null, line: null, ...shown(name) }));
  }
  const frames = origin.path.map(({ function: name, file, line }) => ({ function: name, file, line, ...shown(name) }));
  // Which syscall it was is not known: what was seen is.
  const first = located?.told === false ? frames.findIndex(({ seen }) => seen !== null) : 0;
  return frames.slice(Math.max(0, first));
}

/** What the pack does not hold, as the stack or the lines have it. */
function namesWithoutPack(failure: Explanation['failure'], entry: string | undefined): readonly string[] {
  const [stack = []] = failure?.stacks ?? [];
  const names = [...[...(failure?.functions.keys() ?? [])].slice(0, 1), ...stack].reverse();
  return names.length > 0 || entry === undefined || failure === undefined ? names : [];
}

/** The functions at the top of a call graph, and down from there as long as each calls one other: a stack is such a graph. */
function enteredAlone(entered: Observed['entered'], entry: string | undefined): readonly string[] {
  const children = new Map<string | undefined, string[]>();
  for (const { name, parent } of entered.values()) {
    const below = children.get(parent);
    if (below === undefined) children.set(parent, [name]);
    else below.push(name);
  }
  const names = new Set<string>();
  for (let [only, other] = children.get(undefined) ?? []; only !== undefined && other === undefined; ) {
    if (names.has(only)) break;
    names.add(only);
    [only, other] = children.get(only) ?? [];
  }
  const layers = entry === undefined ? [] : layersOf(entry);
  const down = [...names];
  const start = down.findIndex((name) => layers.includes(name));
  return down.slice(Math.max(0, start));
}

function bare(symbol: string): string {
  return symbol.split('.')[0] ?? symbol;
}
