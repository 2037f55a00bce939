/** The failing calls that an output tells of: its results, put together by thread and errno. */
import type { Event, Observed } from '../../tools/read/observed.js';
import type { Arch } from '../arch.js';
import { errnoByName, errnoByNumber } from '../errno.js';

/** What was seen of one failing call, or of several that look the same. */
export interface Failure {
  /** A canonical name; undefined where only counts were printed. */
  readonly errno: string | undefined;
  /** Syscalls that lines named, by name or number. */
  readonly syscalls: ReadonlySet<string>;
  /** Functions that returned the errno, in the order of the lines, each with the values printed for it. */
  readonly functions: ReadonlyMap<string, SeenFunction>;
  /** The arguments of the last call. */
  readonly args: string | undefined;
  /** Stacks, deepest first. */
  readonly stacks: readonly (readonly string[])[];
  /** Whether a result came with a stack but without the function that gave it. */
  readonly unnamed: boolean;
  readonly pid: number | undefined;
  readonly tid: number | undefined;
  readonly comm: string | undefined;
  /** Calls that look like this. */
  readonly count: number;
  /** Where the last of them stands among the events. */
  readonly last: number;
}

interface SeenFunction {
  readonly value: string | null;
  /** Whether it may be the caller of what returned. */
  readonly orCaller: boolean;
  /** Whether the name can also be a syscall's. */
  readonly loose: boolean;
  /** Its own stack, one of the failure's; empty where none was printed. */
  readonly stack: readonly string[];
}

/** Threads that are told apart; those after are put together by program. */
const MOST_GROUPS = 2_000;
const MOST_STACKS = 8;

interface Draft {
  readonly errno: string | undefined;
  readonly syscalls: Set<string>;
  readonly functions: Map<string, SeenFunction>;
  readonly stacks: string[][];
  unnamed: boolean;
  readonly event: Event;
  args: string | undefined;
  count: number;
  last: number;
}

/** The name of an errno that a tool printed, on an arch. */
export function errnoNameOf(code: Event['errno'], arch: Arch): string | undefined {
  if (code === null) return undefined;
  return (typeof code === 'number' ? errnoByNumber(code, arch) : errnoByName(code))?.name;
}

export function failuresOf({ events }: Observed, arch: Arch): readonly Failure[] {
  const groups = new Map<string, Draft>();
  const names = new Map<Event['errno'], string | undefined>();
  events.forEach((event, at) => {
    // Thousands of results have few errnos.
    if (!names.has(event.errno)) names.set(event.errno, errnoNameOf(event.errno, arch));
    const errno = names.get(event.errno);
    const draft = groupOf(groups, event, errno);
    draft.last = at;
    draft.args = event.args ?? draft.args;
    const name = event.function ?? event.name;
    if (event.syscall !== undefined) {
      draft.syscalls.add(event.syscall);
      draft.count += event.count ?? 1;
    }
    if (name !== undefined) {
      if (!draft.functions.has(name))
        draft.functions.set(name, {
          value: event.value,
          orCaller: event.orCaller === true,
          loose: event.function === undefined,
          stack: event.stack,
        });
    } else if (event.stack.length > 0 && event.syscall === undefined) draft.unnamed = true;
    if (event.stack.length > 0 && draft.stacks.length < MOST_STACKS) draft.stacks.push(event.stack);
    if (event.syscall === undefined && event.count !== undefined) draft.count += event.count;
  });
  return merged(groups.values());
}

function groupOf(groups: Map<string, Draft>, event: Event, errno: string | undefined): Draft {
  const { tid, pid, comm, call, syscall } = event;
  const who = tid ?? pid ?? comm ?? '';
  // What only names a syscall needs no call of its own.
  const what = event.function === undefined && event.name === undefined && event.stack.length === 0 ? syscall : '';
  // A block of the one-shot script begins with the errno that the call ended with; on the way up it can have been another.
  const fine = event.tool === 'errnopath' ? `block ${call}` : `${errno} ${what} ${call ?? ''} ${who}`;
  const key = groups.has(fine) || groups.size < MOST_GROUPS ? fine : `${errno} ${what} ${comm}`;
  const known = groups.get(key);
  if (known !== undefined) return known;
  const made: Draft = {
    ...{ errno, syscalls: new Set<string>(), functions: new Map<string, SeenFunction>(), stacks: [], unnamed: false },
    ...{ event, args: undefined, count: 0, last: 0 },
  };
  groups.set(key, made);
  return made;
}

/** Those that look the same are one. */
function merged(drafts: Iterable<Draft>): readonly Failure[] {
  const found = new Map<string, Failure>();
  for (const { errno, syscalls, functions, stacks, unnamed, event, args, count, last } of drafts) {
    const key = `${errno}|${inOrder(syscalls)}|${inOrder(functions)}|${stacks[0]?.join(' ')}|${event.comm}`;
    const known = found.get(key);
    const calls = Math.max(1, count);
    if (known !== undefined) {
      found.set(key, {
        ...known,
        count: known.count + calls,
        last: Math.max(known.last, last),
        args: args ?? known.args,
      });
      continue;
    }
    const { pid, tid, comm } = event;
    found.set(key, { errno, syscalls, functions, stacks, unnamed, pid, tid, comm, args, count: calls, last });
  }
  return [...found.values()];
}

/** The names of a set or a map as one text that does not depend on their order; most have one or none. */
function inOrder(names: ReadonlySet<string> | ReadonlyMap<string, unknown>): string {
  return names.size > 1 ? [...names.keys()].sort().join(' ') : (names.keys().next().value ?? '');
}
