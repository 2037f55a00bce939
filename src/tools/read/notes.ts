/** Where the readers write down what they read, within bounds. */
import type { Entered, ErrnoCode, Event, Observed, Recognised, Said, Trouble } from './observed.js';
import { errnoOfResult } from './result.js';

/** What is kept of a long output; all of it is counted. As many events again are kept of its end, and some with rare errnos. */
const MOST_EVENTS = 2_000;
const RARE = 64;
const MOST_RARE = 2_000;
const MOST_COUNTED = 4_000;
const MOST_ENTERED = 10_000;
const MOST_SAID = 200;
const MOST_TROUBLES = 50;
const MOST_ATTACHED = 1_000;
const MOST_VARIABLES = 100;

/** An event as a reader tells it, and gives away: the rest follows from its value, and is filled in. */
type ReadEvent = Omit<Event, 'errno' | 'stack'> & { errno?: Event['errno']; stack?: Event['stack'] };

export interface Notes {
  /** Notes a result; what is no errno and no count is counted as a success. Gives the stack to which frames can be added. */
  event(event: ReadEvent): string[];
  entered(name: string, parent: string | undefined): void;
  attached(symbol: string): void;
  trouble(trouble: Trouble): void;
  said(said: Said): void;
  sought(errno: ErrnoCode): void;
  body(ran: boolean, count: number): void;
  /** Of a failing call no watched function returned the errno. */
  unseen(): void;
  /** A failing call was not seen to enter. */
  unentered(): void;
  variable(name: string, value: string): void;
  release(text: string): void;
  /** An arch that a line names. */
  arch(name: string): void;
  /** Told where the end of a long output begins. */
  end(): void;
  /** Counts events and successes that are like those before. */
  again(events: number, succeeded: number): void;
  readonly total: number;
  readonly succeeded: number;
}

export type Notebook = Notes & { observed(recognised: Recognised, also: readonly Recognised[]): Observed };

export function notebook(): Notebook {
  const events: Event[] = [];
  /** How many are kept until the end begins. */
  let most = MOST_EVENTS;
  let rare = 0;
  const keptOf = new Map<ErrnoCode | null, number>();
  let ending = false;
  /** What belongs to events that are not kept. */
  const scrap: string[] = [];
  const counts = new Map<string, Event & { count: number }>();
  const entered = new Map<string, Entered>();
  const attached = new Set<string>();
  const troubles: Trouble[] = [];
  const said: Said[] = [];
  const sought: ErrnoCode[] = [];
  const bodies = { ran: 0, didNotRun: 0 };
  const variables: { name: string; value: string }[] = [];
  let total = 0;
  let succeeded = 0;
  let unseen = 0;
  let unentered = 0;
  let release: string | undefined;
  let arch: string | undefined;

  /** Tables that are printed again and again add up: what they count is one event. */
  const countedAgain = (event: ReadEvent, count: number): void => {
    const { tool, syscall = '', function: symbol = '', name = '', pid = '', tid = '', comm = '' } = event;
    const key = `${tool} ${syscall} ${symbol} ${name} ${pid} ${tid} ${comm}`;
    const known = counts.get(key);
    if (known !== undefined) known.count += count;
    else if (counts.size < MOST_COUNTED && events.length < most) {
      const made = { ...event, count, errno: null, stack: [] };
      counts.set(key, made);
      events.push(made);
    }
  };

  return {
    event(event) {
      const errno =
        event.errno !== undefined || event.value === null ? (event.errno ?? null) : errnoOfResult(event.value);
      const stack = event.stack ?? [];
      if (event.value !== null && errno === null) {
        succeeded++;
        return stack;
      }
      total++;
      if (event.value === null && errno === null && event.count !== undefined && stack.length === 0) {
        countedAgain(event, event.count);
        return stack;
      }
      const alike = keptOf.get(errno) ?? 0;
      if (events.length >= most) {
        if (alike >= RARE || rare >= MOST_RARE) {
          scrap.length = 0;
          return scrap;
        }
        rare++;
      }
      keptOf.set(errno, alike + 1);
      event.errno = errno;
      event.stack = stack;
      if (isWhole(event)) events.push(event);
      return stack;
    },
    entered(name, parent) {
      const known = entered.get(name);
      if (known !== undefined) known.count++;
      else if (entered.size < MOST_ENTERED) entered.set(name, { name, parent, count: 1 });
    },
    attached(symbol) {
      if (attached.size < MOST_ATTACHED) attached.add(symbol);
    },
    trouble(trouble) {
      const { kind, symbol } = trouble;
      // Of two lines about one thing the one with the name says more.
      const same = troubles.findIndex((one) => one.kind === kind && (one.symbol === symbol || !one.symbol || !symbol));
      if (same >= 0) {
        if (!troubles[same]?.symbol && symbol) troubles[same] = trouble;
      } else if (troubles.length < MOST_TROUBLES) troubles.push(trouble);
    },
    said(one) {
      if (said.length < MOST_SAID && !said.some(({ line }) => line === one.line)) said.push(one);
    },
    sought(errno) {
      if (!sought.includes(errno) && sought.length < MOST_VARIABLES) sought.push(errno);
    },
    body(ran, count) {
      if (ran) bodies.ran += count;
      else bodies.didNotRun += count;
    },
    unseen() {
      unseen++;
    },
    unentered() {
      unentered++;
    },
    variable(name, value) {
      if (variables.length < MOST_VARIABLES) variables.push({ name, value });
    },
    release(text) {
      release ??= text;
    },
    arch(name) {
      arch ??= name;
    },
    end() {
      if (!ending) most = events.length + MOST_EVENTS;
      ending = true;
    },
    again(events, successes) {
      total += events;
      succeeded += successes;
    },
    get total() {
      return total;
    },
    get succeeded() {
      return succeeded;
    },
    observed(recognised, also) {
      return {
        ...{ recognised, also, events, total, succeeded, entered, attached, troubles, said, sought, bodies, variables },
        ...{ unseen, unentered, release, arch },
      };
    },
  };
}

function isWhole(event: ReadEvent): event is Event {
  return event.errno !== undefined && event.stack !== undefined;
}
