/** The functions on a route as an answer shows them, and what to attach to in order to see each return. */

import type { PathFrame } from '../schemas/origin.js';
import { textAt } from '../store/texts.js';
import { ATTACHED, type Attaching, type Attachment } from './attach.js';
import { shownCommands } from './commands.js';
import type { FunctionRef } from './function-rows.js';
import { NODE_KINDS, VIAS, type Via } from './graph.js';
import { kindOf, labelOf, lineOf, ownerOf, slotLabelOf } from './graph-lookup.js';
import type { Pack } from './pack.js';
import { ERRNO_IDS } from './reach.js';
import { recall } from './recall.js';
import type { Step } from './search.js';
import { errnosAlong } from './turns.js';

/** What frames are written from. */
export interface FrameGround {
  readonly pack: Pack;
  /** The symbol of the syscall's entry. */
  readonly entry: string;
  /** What shows it; undefined where the kernel lists nothing of it. */
  readonly entrySymbol: string | undefined;
  readonly attaching: Attaching;
  readonly rows: ReadonlyMap<number, FunctionRef>;
  readonly names: ReadonlyMap<string, readonly number[]>;
  readonly errnoNames: ReadonlyMap<number, string>;
  /** The commands that were asked for. */
  readonly asked: ReadonlySet<number>;
}

const KIND_FUNCTION = NODE_KINDS.indexOf('function');
const VIA_CALLBACK = VIAS.indexOf('callback');

/** A frame before it is known where its result can be seen. */
interface Draft extends Pick<PathFrame, 'via' | 'line' | 'errno' | 'tail' | 'table' | 'cmd'> {
  readonly fn: number;
  /** What called it; -1 where that is not told by a call: it came through a pointer. */
  readonly caller: number;
  /** Whether it returns the errno: one that hands it over in an out-parameter or a field does not. */
  readonly returns: boolean;
}

/** How far a route is written. */
interface Written {
  /** What the last step shows: slots show nothing, a callback can show two functions. */
  readonly frames: readonly PathFrame[];
  readonly node: number;
  /** The last function, and where its result shows. */
  readonly last: number;
  readonly nearest: Attachment;
  /** What is known of the way to the next function. */
  readonly via: Via | undefined;
  readonly table: string;
  readonly line: number | null;
  readonly sets: readonly number[];
  /** The step, by {@link keyOf}; what was written last behind it, and what was behind the same step before. */
  readonly key: number;
  behind: Written | undefined;
  readonly beside: Written | undefined;
}

const NO_FRAMES: readonly PathFrame[] = [];
const NO_SETS: readonly number[] = [];

/** Writes one route: its steps, the origin at its end, and what the origin returns. */
export type RouteWriter = (route: readonly Step[], origin: number, errno: number) => PathFrame[];

/**
 * Gives frames for routes; slots between functions become the way (`via`, `table`) in which the next one is reached. Routes of
 * one answer have the same beginnings: these are written once, and their frames are the same objects.
 */
export function routeWriter(ground: FrameGround): RouteWriter {
  const { graph } = ground.pack;
  const { entry, entrySymbol } = ground;
  const start: Written = {
    frames: NO_FRAMES,
    node: -1,
    last: -1,
    nearest: { symbol: entrySymbol ?? entry, likelihood: entrySymbol === undefined ? 0 : 1 },
    via: undefined,
    table: '',
    line: null,
    sets: NO_SETS,
    key: -1,
    behind: undefined,
    beside: undefined,
  };
  return (route, origin, errno) => {
    const errnos = errnosAlong(graph, route, errno);
    const path: PathFrame[] = [];
    let written = start;
    for (let i = 0; i < route.length; i++) {
      const step = route[i] as Step;
      const result = errnos[i] as number;
      const key = keyOf(step, result);
      let next = written.behind;
      while (next !== undefined && next.key !== key) next = next.beside;
      if (next === undefined) {
        next = writtenBehind(ground, written, step, key, errnoName(ground, result));
        written.behind = next;
      }
      for (const frame of next.frames) path.push(frame);
      written = next;
    }
    if (written.last === origin) return path;
    const at = { via: 'call', line: null, errno: errnoName(ground, errno) } as const;
    const last: Draft = { fn: origin, caller: written.last, returns: true, ...at };
    path.push(probed(ground, last, written.nearest).frame);
    return path;
  };
}

/** What the writing of a step depends on beside the steps before it. */
function keyOf({ edge }: Step, errno: number): number {
  return (edge + 1) * ERRNO_IDS + errno;
}

/** Hundreds are made for an answer: they are written out, as copying properties takes most of the time. */
function writtenBehind(ground: FrameGround, before: Written, step: Step, key: number, errno: string): Written {
  const { graph } = ground.pack;
  const { node, edge } = step;
  const { last, behind: beside } = before;
  const label = edge < 0 ? '' : labelText(ground, labelOf(graph, edge));
  const edgeVia = edge < 0 ? 'entry' : (VIAS[graph.edgeVia[edge] as number] ?? 'call');
  const set = edge < 0 ? 0 : (graph.edgeCommands[edge] as number);
  const sets = set === 0 ? before.sets : [...before.sets, set];
  const line = edge < 0 ? null : (before.line ?? (lineOf(graph, edge) || null));
  const via = before.via === undefined || edgeVia === 'ops' || edgeVia === 'field' ? edgeVia : before.via;
  const fn = ownerOf(graph, node);
  if (fn < 0 || fn === last) {
    const table = fn < 0 ? labelText(ground, slotLabelOf(graph, node)) : before.table;
    const { nearest } = before;
    return { frames: NO_FRAMES, node, last, nearest, via, table, line, sets, key, behind: undefined, beside };
  }
  let { nearest } = before;
  const frames: PathFrame[] = [];
  const show = (one: Draft): void => {
    const shown = probed(ground, one, nearest);
    nearest = shown.nearest;
    frames.push(shown.frame);
  };
  const through = edgeVia === 'callback' && label !== '' ? middle(ground, last, label) : undefined;
  if (through !== undefined) show({ fn: through, caller: last, returns: true, via: 'call', line, errno });
  const cmd = sets.length === 0 ? [] : shownCommands(ground.pack, sets, ground.asked);
  const table = before.table === '' || label === '' ? before.table : `${before.table} (${label})`;
  show({
    fn,
    // What called it: the function from whose body the edge leads, none for a slot.
    caller: edgeVia !== 'callback' && edge >= 0 && before.node >= 0 ? ownerOf(graph, before.node) : -1,
    returns: kindOf(graph, node) === KIND_FUNCTION,
    via,
    line,
    errno,
    tail: via === 'call' && endsWith(ground, last, line) ? true : undefined,
    table: table === '' ? undefined : table,
    cmd: cmd.length === 0 ? undefined : cmd,
  });
  return {
    frames,
    node,
    last: fn,
    nearest,
    via: undefined,
    table: '',
    line: null,
    sets: NO_SETS,
    key,
    behind: undefined,
    beside,
  };
}

/** Labels whose text is remembered of a pack. */
const MOST_LABELS = 1 << 13;

function labelText({ pack: { graph, memory } }: FrameGround, label: number): string {
  if (label === 0) return '';
  const known = memory.recall('labels', '', 1, () => new Map<number, string>());
  return recall(known, label, MOST_LABELS, () => textAt(graph.labels, label));
}

/**
 * Whether a call is the last statement of a function, on the line before its closing brace. gcc -O2 makes three in four of
 * these jumps, and a third of its jumps stand elsewhere (Debian's 6.1.192, amd64).
 */
function endsWith({ rows }: FrameGround, fn: number, line: number | null): boolean {
  return line !== null && rows.get(fn)?.end_line === line + 1;
}

/** A frame's result shows at the deepest frame, from it upwards, that returns it and can be seen to. */
function probed(
  { attaching, rows, entry }: FrameGround,
  { fn, caller, returns, via, line, errno, tail, table, cmd }: Draft,
  above: Attachment,
): { readonly frame: PathFrame; readonly nearest: Attachment } {
  const row = rows.get(fn);
  const file = row?.file ?? '';
  if (via === 'entry') {
    const at = { function: entry, file, line: null, via, errno };
    return { frame: { ...at, probe: above, probeable: above.likelihood }, nearest: above };
  }
  const name = row?.name ?? '';
  const own = attaching.own(fn, name);
  const seen = caller < 0 ? own : attaching.seen(fn, name, caller, rows.get(caller)?.name ?? '');
  const shows = returns && seen.likelihood >= ATTACHED;
  const nearest = shows ? seen : above;
  // Hundreds are made for an answer, all of one shape: what is undefined is not told.
  const frame: PathFrame = {
    function: name,
    file,
    line,
    via,
    errno,
    tail,
    table,
    cmd,
    probe: nearest,
    probeable: own.likelihood,
    own_symbol: returns && !shows ? ownSymbol(attaching, own, name) : undefined,
    missing: attaching.missing(fn, name),
  };
  return { frame, nearest };
}

function ownSymbol(attaching: Attaching, own: Attachment, name: string): string | undefined {
  return own.likelihood >= ATTACHED ? own.symbol : attaching.part(name);
}

/** Every function that frames of a route may name; for a callback also what its caller calls, among which is what it goes through. */
export function functionsOnRoute({ graph }: Pack, route: readonly Step[], ids: Set<number>): void {
  route.forEach((step, i) => {
    const fn = ownerOf(graph, step.node);
    if (fn >= 0) ids.add(fn);
    if (step.edge < 0 || graph.edgeVia[step.edge] !== VIA_CALLBACK) return;
    const from = route[i - 1]?.node;
    if (from === undefined) return;
    for (let edge = graph.edgeStart[from] as number; edge < (graph.edgeStart[from + 1] as number); edge++) {
      const target = graph.edgeTarget[edge] as number;
      if (kindOf(graph, target) === KIND_FUNCTION) ids.add(target);
    }
  });
}

/** The function named `name` that `from` calls. */
function middle({ pack: { graph }, names }: FrameGround, from: number, name: string): number | undefined {
  const candidates = names.get(name) ?? [];
  for (let edge = graph.edgeStart[from] as number; edge < (graph.edgeStart[from + 1] as number); edge++) {
    if (candidates.includes(graph.edgeTarget[edge] as number)) return graph.edgeTarget[edge] as number;
  }
  return undefined;
}

export function errnoName({ errnoNames }: Pick<FrameGround, 'errnoNames'>, errno: number): string {
  return errnoNames.get(errno) ?? `errno ${errno}`;
}
