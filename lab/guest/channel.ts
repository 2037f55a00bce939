/** Commands in a guest: the host's side of the talk with agent.py. */
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { deferred } from '../deferred.js';
import { FromGuest, type ToGuest } from './messages.js';

/** How often it is looked whether a command has printed what is waited for. */
const LOOK_MS = 50;

/** A command that runs in a guest. */
export interface Job {
  readonly id: number;
  /** What it has printed so far; on a terminal both streams, with CRLF. */
  output(): string;
  /** Its exit status, 128 + n where signal n ended it. */
  readonly ended: Promise<number>;
  /** Whether it has ended. */
  over(): boolean;
  /** What is typed on its terminal or comes on its standard input. */
  input(text: string): void;
  /** A signal to its process group. */
  signal(number: number): void;
  /** Waits until its output is as asked; false where it ends or the time is over before. */
  printed(wanted: RegExp | ((output: string) => boolean), timeoutMs: number): Promise<boolean>;
}

interface RunOptions {
  readonly tty?: boolean;
  readonly timeoutMs?: number;
}

/** What a command printed, on both streams, and its exit status. */
interface Ended {
  readonly output: string;
  readonly status: number;
}

/** Ticks of the processor that jobs have used, by their ids. */
type Usage = Readonly<Record<string, number | null>>;

export interface Commands {
  /** Starts a command of `sh` as root in /root; on a terminal unless told. */
  start(command: string, options?: { readonly tty?: boolean }): Job;
  /** Runs a command to its end, without a terminal unless told; kills it after a time, two minutes unless told. */
  run(command: string, options?: RunOptions): Promise<Ended>;
  write(path: string, data: string | Uint8Array, mode?: number): void;
  /** What each job that runs has used so far. */
  usage(): Promise<Usage>;
}

export interface Channel {
  /** Settles when the guest is up. */
  readonly ready: Promise<void>;
  readonly commands: Commands;
}

/** Speaks with the agent on a connection until the machine is gone; what runs then fails. */
export function talk(socket: Socket, gone: Promise<void>): Channel {
  const ready = deferred<void>();
  const running = new Map<number, (message: { readonly out: Buffer } | { readonly exit: number }) => void>();
  const asked: ((usage: Usage) => void)[] = [];
  let last = 0;
  socket.on('error', () => {});
  createInterface({ input: socket }).on('line', (line) => {
    const message = FromGuest.parse(JSON.parse(line));
    if ('ready' in message) ready.resolve();
    else if ('usage' in message) asked.shift()?.(message.usage);
    else if ('out' in message) running.get(message.id)?.({ out: Buffer.from(message.out, 'base64') });
    else running.get(message.id)?.({ exit: message.exit });
  });
  const send = (message: ToGuest) => void socket.write(`${JSON.stringify(message)}\n`);

  const start = (command: string, { tty = true }: { readonly tty?: boolean } = {}): Job => {
    last += 1;
    const id = last;
    const chunks: Buffer[] = [];
    const end = deferred<number>();
    end.promise.catch(() => {});
    let over = false;
    running.set(id, (message) => {
      if ('out' in message) return void chunks.push(message.out);
      over = true;
      running.delete(id);
      end.resolve(message.exit);
    });
    gone.then(() => {
      over = true;
      end.reject(new Error(`the guest ended while it ran: ${command}`));
    });
    send({ id, run: command, tty });
    const output = () => Buffer.concat(chunks).toString();
    return {
      id,
      output,
      ended: end.promise,
      over: () => over,
      input: (text) => send({ id, input: Buffer.from(text).toString('base64') }),
      signal: (number) => send({ id, signal: number }),
      printed: async (wanted, timeoutMs) => {
        const met = typeof wanted === 'function' ? wanted : (text: string) => wanted.test(text);
        const until = Date.now() + timeoutMs;
        while (!met(output())) {
          if (over || Date.now() > until) return met(output());
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        }
        return true;
      },
    };
  };

  const run = async (command: string, { tty = false, timeoutMs = 120_000 }: RunOptions = {}): Promise<Ended> => {
    const job = start(command, { tty });
    const timer = setTimeout(() => job.signal(9), timeoutMs);
    try {
      const status = await job.ended;
      return { output: job.output(), status };
    } finally {
      clearTimeout(timer);
    }
  };

  const write = (path: string, data: string | Uint8Array, mode = 0o644) =>
    send({ write: path, data: Buffer.from(data).toString('base64'), mode });
  const usage = () =>
    new Promise<Usage>((resolve, reject) => {
      asked.push(resolve);
      gone.then(() => reject(new Error('the guest ended')));
      send({ usage: true });
    });
  return { ready: ready.promise, commands: { start, run, write, usage } };
}
