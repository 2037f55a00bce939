/** Several processes on one port: one starts the others, hands connections out, and adds up what they count. */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { z } from 'zod';
import { added, type Series } from '../routes/metrics.js';

/** What the first process is told of the one that serves. */
const Ready = z.object({ url: z.string(), kernels: z.array(z.string()), problems: z.array(z.string()) });
export type Ready = z.infer<typeof Ready>;

const Counts = z.record(z.string(), z.number());

/** From a process that serves. `counts` answers `count`; `sum` asks for what all counted. */
const FromServing = z.discriminatedUnion('tell', [
  z.object({ tell: z.literal('ready'), ready: Ready }),
  z.object({ tell: z.literal('failed'), why: z.string() }),
  z.object({ tell: z.literal('counts'), number: z.int(), series: Counts }),
  z.object({ tell: z.literal('sum'), number: z.int() }),
]);
type FromServing = z.infer<typeof FromServing>;

/** To a process that serves. */
const ToServing = z.discriminatedUnion('tell', [
  z.object({ tell: z.literal('count'), number: z.int() }),
  z.object({ tell: z.literal('summed'), number: z.int(), series: Counts }),
]);
type ToServing = z.infer<typeof ToServing>;

/** A process that does not tell its counts for so long (ms) is left out. */
const PATIENCE_MS = 1000;

/** A process that ended is started again after this, in ms. */
const AGAIN_MS = 1000;

export interface Processes {
  readonly ready: Ready;
  /** Ends all of them; each finishes its requests. */
  close(): Promise<void>;
}

/**
 * Starts so many processes with the command line of this one and waits until all serve; one that ends later is replaced.
 * @param onEnd - told of a process that ended by itself
 * @throws Error with what the first one that could not start said
 */
export async function startProcesses(count: number, onEnd: (pid: number) => void): Promise<Processes> {
  const running = new Set<Worker>();
  let stopping = false;
  const start = async (): Promise<Ready> => {
    const worker = cluster.fork();
    running.add(worker);
    const ready = readyOf(worker);
    worker.on('message', (text: unknown) => {
      const message = FromServing.safeParse(text).data;
      if (message?.tell !== 'sum') return;
      const { number } = message;
      void sumOf([...running]).then((series) => send(worker, { tell: 'summed', number, series }));
    });
    worker.once('exit', () => {
      running.delete(worker);
      if (stopping) return;
      onEnd(worker.process.pid ?? 0);
      setTimeout(() => {
        if (!stopping) start().catch(() => undefined);
      }, AGAIN_MS).unref();
    });
    return ready;
  };
  const close = async (): Promise<void> => {
    stopping = true;
    const ended = [...running].map((worker) => once(worker, 'exit'));
    for (const worker of running) worker.process.kill('SIGTERM');
    await Promise.all(ended);
  };
  try {
    const [ready] = await Promise.all(Array.from({ length: count }, start));
    if (ready === undefined) throw new RangeError(`${count} processes serve nothing`);
    return { ready, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readyOf(worker: Worker): Promise<Ready> {
  return new Promise((resolve, reject) => {
    worker.on('message', (text: unknown) => {
      const message = FromServing.safeParse(text).data;
      if (message?.tell === 'ready') resolve(message.ready);
      if (message?.tell === 'failed') reject(new Error(message.why));
    });
    worker.once('exit', (code, signal) => reject(new Error(`a process ended with ${signal ?? code} before it served`)));
  });
}

let asked = 0;

/** What the processes counted together. */
async function sumOf(workers: readonly Worker[]): Promise<Series> {
  asked += 1;
  const number = asked;
  const parts = await Promise.all(workers.map((worker) => countsOf(worker, number)));
  return added(parts.filter((part) => part !== undefined));
}

async function countsOf(worker: Worker, number: number): Promise<Series | undefined> {
  return new Promise((resolve) => {
    const done = (series: Series | undefined): void => {
      clearTimeout(late);
      worker.off('message', listen);
      resolve(series);
    };
    const listen = (text: unknown): void => {
      const message = FromServing.safeParse(text).data;
      if (message?.tell === 'counts' && message.number === number) done(message.series);
    };
    const late = setTimeout(() => done(undefined), PATIENCE_MS);
    worker.on('message', listen);
    send(worker, { tell: 'count', number });
  });
}

function send(worker: Worker, message: ToServing): void {
  if (worker.isConnected()) worker.send(message);
}

/** The first process, as one that serves sees it. */
export interface First {
  tellReady(ready: Ready): void;
  tellFailure(why: string): void;
  /** From now on it can ask for what this process counted. */
  tellCounts(own: () => Series): void;
  /** What all processes counted. */
  sum(): Promise<Series>;
}

/** The process that started this one to serve; undefined where nobody did. */
export function firstProcess(): First | undefined {
  if (!cluster.isWorker) return undefined;
  const waiting = new Map<number, (series: Series) => void>();
  const tell = (message: FromServing): void => {
    if (process.connected) process.send?.(message);
  };
  const onMessage = (listener: (message: ToServing) => void): void => {
    process.on('message', (text) => {
      const { data } = ToServing.safeParse(text);
      if (data !== undefined) listener(data);
    });
  };
  onMessage((message) => {
    if (message.tell !== 'summed') return;
    waiting.get(message.number)?.(message.series);
    waiting.delete(message.number);
  });
  return {
    tellReady: (ready) => tell({ tell: 'ready', ready }),
    tellFailure: (why) => tell({ tell: 'failed', why }),
    tellCounts: (own) =>
      onMessage((message) => {
        if (message.tell === 'count') tell({ tell: 'counts', number: message.number, series: own() });
      }),
    sum: () => {
      asked += 1;
      const number = asked;
      tell({ tell: 'sum', number });
      return new Promise((resolve) => {
        waiting.set(number, resolve);
      });
    },
  };
}
