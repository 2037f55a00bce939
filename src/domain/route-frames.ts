/** The functions on a route as an answer shows them, and what to attach to in order to see each return. */

import type { PathFrame } from '../schemas/origin.js';
import { textAt } from '../store/texts.js';
import { ATTACHED, type Attaching, type Attachment } from './attach.js';
import { shownCommands } from './commands.js';
import type { FunctionRef } from './function-rows.js';
import { NODE_KINDS, VIAS, type Via } from './graph.js';
import { kindOf, labelOf, lineOf, ownerOf, slotLabelOf } from './graph-lookup.js';
import type { Pack } from './pack.js';
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

type Probed = { -readonly [key in keyof PathFrame]: PathFrame[key] };
type Frame = Omit<Probed, 'probe' | 'probeable' | 'own_symbol' | 'missing'>;

/** A frame before it is known where its result can be seen. */
interface Draft {
  readonly fn: number;
  readonly frame: Frame;
  /** What called it; -1 where that is not told by a call: it came through a pointer. */
  readonly caller: number;
  /** Whether it returns the errno: one that hands it over in an out-parameter or a field does not. */
  readonly returns: boolean;
}

/** Frames for a route; slots between functions become the way (`via`, `table`) in which the next one is reached. */
export function routeFrames(ground: FrameGround, route: readonly Step[], origin: number, errno: number): PathFrame[] {
  return withProbes(ground, drafts(ground, route, origin, errno));
}

function drafts(ground: FrameGround, route: readonly Step[], origin: number, errno: number): Draft[] {
  const { graph } = ground.pack;
  const errnos = errnosAlong(graph, route, errno).map((id) => errnoName(ground, id));
  const list: Draft[] = [];
  let via: Via | undefined;
  let table = '';
  let line: number | null = null;
  let last = -1;
  let sets: number[] = [];
  for (const [i, step] of route.entries()) {
    const label = step.edge < 0 ? '' : labelText(ground, labelOf(graph, step.edge));
    const edgeVia = step.edge < 0 ? 'entry' : (VIAS[graph.edgeVia[step.edge] as number] ?? 'call');
    if (step.edge >= 0) sets.push(graph.edgeCommands[step.edge] as number);
    if (step.edge >= 0 && line === null) line = lineOf(graph, step.edge) || null;
    if (via === undefined || edgeVia === 'ops' || edgeVia === 'field') via = edgeVia;
    const fn = ownerOf(graph, step.node);
    if (fn < 0) {
      table = labelText(ground, slotLabelOf(graph, step.node));
      continue;
    }
    if (fn === last) continue;
    const through = edgeVia === 'callback' && label !== '' ? middle(ground, last, label) : undefined;
    const result = errnos[i] ?? '';
    if (through !== undefined) list.push(draft(ground, through, last, true, { via: 'call', line, errno: result }));
    const cmd = sets.every((set) => set === 0) ? NO_COMMANDS : shownCommands(ground.pack, sets, ground.asked);
    sets = [];
    const more: { -readonly [key in keyof More]: More[key] } = { via, line, errno: result };
    if (via === 'call' && endsWith(ground, last, line)) more.tail = true;
    const shown = table === '' || label === '' ? table : `${table} (${label})`;
    if (shown !== '') more.table = shown;
    if (cmd.length > 0) more.cmd = [...cmd];
    const called = edgeVia !== 'callback' && step.edge >= 0 ? callerOf(ground, route, i) : -1;
    list.push(draft(ground, fn, called, kindOf(graph, step.node) === KIND_FUNCTION, more));
    last = fn;
    via = undefined;
    table = '';
    line = null;
  }
  if (last !== origin)
    list.push(draft(ground, origin, last, true, { via: 'call', line: null, errno: errnoName(ground, errno) }));
  return list;
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

/** The function from whose body the step's edge leads; -1 for a slot. */
function callerOf({ pack: { graph } }: FrameGround, route: readonly Step[], at: number): number {
  const before = route[at - 1];
  return before === undefined ? -1 : ownerOf(graph, before.node);
}

type More = Omit<PathFrame, 'function' | 'file' | 'probe' | 'probeable'>;

/** Set 0 is the empty one. */
const NO_COMMANDS: readonly string[] = [];

function draft({ rows, entry }: FrameGround, fn: number, caller: number, returns: boolean, more: More): Draft {
  const row = rows.get(fn);
  const { via, line, cmd } = more;
  // Thousands of frames are made for an answer: they are written out, as copying properties takes most of the time.
  const frame: Frame = {
    function: via === 'entry' ? entry : (row?.name ?? ''),
    file: row?.file ?? '',
    line: via === 'entry' ? null : line,
    via,
    errno: more.errno,
  };
  if (more.tail !== undefined) frame.tail = more.tail;
  if (more.table !== undefined) frame.table = more.table;
  if (cmd !== undefined) frame.cmd = cmd;
  return { fn, frame, caller, returns };
}

/** Each frame's result shows at the deepest frame, from it upwards, that returns it and can be seen to. */
function withProbes({ attaching, rows, entry, entrySymbol }: FrameGround, list: readonly Draft[]): PathFrame[] {
  let nearest: Attachment = { symbol: entrySymbol ?? entry, likelihood: entrySymbol === undefined ? 0 : 1 };
  return list.map(({ fn, frame, caller, returns }) => {
    if (frame.via === 'entry') return Object.assign(frame, { probe: nearest, probeable: nearest.likelihood });
    const name = frame.function;
    const own = attaching.own(fn, name);
    const seen = caller < 0 ? own : attaching.seen(fn, name, caller, rows.get(caller)?.name ?? '');
    const shows = returns && seen.likelihood >= ATTACHED;
    if (shows) nearest = seen;
    const missing = attaching.missing(fn, name);
    const ownSymbol = own.likelihood >= ATTACHED ? own.symbol : attaching.part(name);
    const whole: Probed = Object.assign(frame, { probe: nearest, probeable: own.likelihood });
    if (returns && !shows && ownSymbol !== undefined) whole.own_symbol = ownSymbol;
    if (missing) whole.missing = missing;
    return whole;
  });
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
