/** Finds a failing call in the graph: its syscall, the functions that were seen in the order of their calls, the deepest. */
import { errnoIds } from '../count-origins.js';
import { functionOfSymbol } from '../symbols.js';
import { syscallFamily } from '../syscall-families.js';
import { type Syscall, syscallsOf } from '../syscalls.js';
import type { ExplainQuery } from './explain.js';
import type { Failure } from './failures.js';
import { costsUp, type Flow } from './flow.js';
import { type Ordered, ordered, type Seen } from './order.js';
import { resolveSymbol, resolveSyscall } from './resolve.js';

export interface Located {
  readonly syscall: Syscall | undefined;
  /** Whether the output, or the user, says which syscall it was. */
  readonly told: boolean;
  /** Syscalls that the functions can be reached from, where it was not told. */
  readonly syscalls: readonly string[];
  /** Functions that were seen, callers first, as far as the graph joins them. */
  readonly chain: readonly Seen[];
  readonly aside: readonly Seen[];
  /** The name of the deepest function that was seen. */
  readonly deepest: string | undefined;
  /** Whether that function returned the errno itself, for certain. */
  readonly returned: boolean;
  /** Whether what returned was called by the deepest function, which is known from the stack alone. */
  readonly passing: boolean;
  /** The way from the body of the syscall to the deepest function; undefined where the graph holds none. */
  readonly edges: readonly number[] | undefined;
}

interface Question extends Omit<ExplainQuery, 'errno'> {
  /** A canonical name. */
  readonly errno: string;
  readonly failure: Failure | undefined;
  readonly told: Syscall | undefined;
}

/** Functions that are looked for in the graph: a longer stack is told by its deepest part. */
const MOST_SEEN = 40;
const MOST_SYSCALLS = 8;

/** A syscall whose way is this much less likely than the best is not named. */
const FAR = 6;

/** What one call more on the way costs at most, where it is the only way on. */
const STEP = 1.5;

/** A place behind every frame of a stack. */
const BELOW_STACKS = 1000;

/** From a function that left no frame to the next. */
const BETWEEN = 0.01;

export async function locate(question: Question): Promise<Located> {
  const { pack, arch, failure, errno, observed } = question;
  const nothing = { chain: [], aside: [], deepest: undefined, returned: false, passing: false, edges: undefined };
  if (failure === undefined) return { ...nothing, syscall: question.told, told: true, syscalls: [] };
  const named = await namesOf(question, failure);
  const syscall = (await tracedSyscall(question, failure)) ?? named.syscall ?? question.told;
  const silent = new Set<number>();
  for (const symbol of observed.attached)
    if (!failure.functions.has(symbol) && silent.size < BELOW_STACKS)
      for (const id of (await resolveSymbol(pack, symbol, arch)).functions) silent.add(id);
  const [errnoId = -1] = errnoIds(pack, errno);
  const flow: Flow = { pack, arch, errno: errnoId, silent };
  if (named.seen.length === 0) return { ...nothing, syscall, told: syscall !== undefined, syscalls: [] };
  const body = syscall?.function ?? undefined;
  let order: Ordered = ordered(flow, named.seen, body);
  const joined = body !== undefined && order.chain.length > 0;
  if (!joined) order = ordered(flow, named.seen, undefined);
  const [top] = order.chain;
  if (joined || top === undefined)
    return { ...resultOf(failure, order, joined), syscall, told: syscall !== undefined, syscalls: [] };
  if (syscall !== undefined) return { ...resultOf(failure, order, false), syscall, told: true, syscalls: [] };
  const above = await syscallsAbove(question, flow, top.node);
  const [best] = above;
  if (best?.function === undefined || best.function === null)
    return { ...resultOf(failure, order, false), syscall: undefined, told: false, syscalls: [] };
  const whole = ordered(flow, named.seen, best.function);
  return {
    ...resultOf(failure, whole, whole.chain.length > 0),
    ...{ syscall: best, told: false, syscalls: above.map(({ name }) => name) },
  };
}

function resultOf(
  failure: Failure,
  { chain, aside, edges }: Ordered,
  joined: boolean,
): Omit<Located, 'syscall' | 'told' | 'syscalls'> {
  const last = chain.at(-1);
  const seen =
    last === undefined
      ? undefined
      : [...failure.functions].find(([name]) => functionOfSymbol(name).split('.')[0] === last.name)?.[1];
  return {
    ...{ chain, aside, deepest: last?.name },
    returned: last?.returned === true && seen?.orCaller !== true,
    passing: last !== undefined && !last.returned,
    edges: joined ? edges : undefined,
  };
}

/** The functions of a failing call, from its lines and its first stack; and the syscall whose entry is among them. */
async function namesOf(
  { pack, arch, observed }: Pick<ExplainQuery, 'pack' | 'arch' | 'observed'>,
  { functions, stacks }: Failure,
): Promise<{ readonly seen: readonly Seen[]; readonly syscall: Syscall | undefined }> {
  const seen = new Map<number, Seen>();
  let syscall: Syscall | undefined;
  const note = async (symbol: string, returned: boolean, place: number, loose: boolean): Promise<void> => {
    const resolved = await resolveSymbol(pack, symbol, arch, loose);
    syscall ??= resolved.syscall;
    const name = symbol.split('.')[0] ?? symbol;
    for (const node of resolved.functions)
      if (!seen.get(node)?.returned) seen.set(node, { node, name, returned, place: seen.get(node)?.place ?? place });
  };
  const stack = stacks.toSorted((a, b) => b.length - a.length)[0] ?? [];
  for (const [at, symbol] of stack.slice(0, MOST_SEEN).entries())
    await note(symbol, false, BELOW_STACKS - at - 1, false);
  // The one-shot scripts print what returned in its order, callers last.
  const inOrder = observed.recognised === 'errnopath';
  let before: number | undefined;
  for (const [symbol, { loose, stack: own }] of [...functions].slice(0, MOST_SEEN)) {
    const onStack = stack.indexOf(symbol);
    const caller = stack.indexOf(own[0] ?? '');
    if (onStack >= 0) before = BELOW_STACKS - onStack - 1;
    else if (own !== stack && caller >= 0) before = BELOW_STACKS - caller - 1 + BETWEEN;
    else before = inOrder && before !== undefined ? before - BETWEEN : BELOW_STACKS;
    await note(symbol, true, before, loose);
  }
  return { seen: [...seen.values()], syscall };
}

async function tracedSyscall(
  { pack, arch }: Pick<ExplainQuery, 'pack' | 'arch'>,
  { syscalls }: Failure,
): Promise<Syscall | undefined> {
  for (const name of syscalls) {
    const found = await resolveSyscall(pack, name, arch);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The syscalls whose bodies can have the errno from a function, nearest first. */
async function syscallsAbove(
  { pack, arch }: Pick<ExplainQuery, 'pack' | 'arch'>,
  flow: Flow,
  node: number,
): Promise<readonly Syscall[]> {
  const known = await syscallsOf(pack, arch);
  const bodies = new Map<number, Syscall>();
  for (const one of known) if (one.function !== null && !bodies.has(one.function)) bodies.set(one.function, one);
  const costs = [...costsUp(flow, node, new Set(bodies.keys()))].sort((a, b) => a[1] - b[1]);
  const least = costs[0]?.[1] ?? 0;
  const near = costs
    .filter(([, cost]) => cost <= least + FAR)
    .slice(0, MOST_SYSCALLS)
    .flatMap(([body, cost]) => {
      const syscall = bodies.get(body);
      return syscall === undefined ? [] : [{ syscall, cost }];
    });
  // Of calls that do the same job the usual one is likelier than one that is a step nearer.
  const usual = syscallFamily(near[0]?.syscall.name ?? '')?.usual ?? [];
  const first = usual
    .flatMap((name) => near.filter(({ syscall, cost }) => syscall.name === name && cost <= least + STEP))
    .map(({ syscall }) => syscall)[0];
  const all = near.map(({ syscall }) => syscall);
  return first === undefined ? all : [first, ...all.filter((one) => one !== first)];
}
