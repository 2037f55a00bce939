/** What an isolate's inspector tells of its memory (Chrome DevTools Protocol, `Runtime.getHeapUsage`). */

import { on, once } from 'node:events';
import { createRequire } from 'node:module';
import { z } from 'zod';

export interface Inspector {
  /** Bytes that the isolate uses: of its heap, and of the arrays behind it, with what was not collected yet. */
  memory(): Promise<number>;
  /** Collects what is garbage; V8 must have been started with `--expose-gc`. @throws Error where it was not */
  collect(): Promise<void>;
  close(): void;
}

/** The package of WebSockets that comes with Wrangler: Node has none of its own before 22. */
const SOCKETS = { folder: new URL('../workers/package.json', import.meta.url), name: 'ws' } as const;

/** The part of it that is used here. */
interface Sockets {
  readonly WebSocket: new (
    url: string | undefined,
  ) => NodeJS.EventEmitter & { send(text: string): void; close(): void };
}

/** What the expression that collects comes to. */
const COLLECTED = 'collected';

const targetsSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() })).min(1);
const answerSchema = z.object({ id: z.number(), result: z.unknown() });
const contextSchema = z.object({
  method: z.literal('Runtime.executionContextCreated'),
  params: z.object({ context: z.object({ id: z.number() }) }),
});
const usageSchema = z.object({ usedSize: z.number(), backingStorageSize: z.number() });
const evaluatedSchema = z.object({ result: z.object({ value: z.literal(COLLECTED) }) });

/** The inspector that listens on a port of this machine. */
export async function inspectorAt(port: number): Promise<Inspector> {
  const [target] = targetsSchema.parse(await (await fetch(`http://127.0.0.1:${port}/json`)).json());
  const { WebSocket } = createRequire(SOCKETS.folder)(SOCKETS.name) as Sockets;
  const socket = new WebSocket(target?.webSocketDebuggerUrl);
  await once(socket, 'open');
  // Several can come at once: all are kept until they are read.
  const messages = on(socket, 'message');
  let asked = 0;
  let context = 0;
  const ask = async (method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
    const id = ++asked;
    socket.send(JSON.stringify({ id, method, params }));
    // Events come between answers.
    for (;;) {
      const { value } = (await messages.next()) as { readonly value: readonly unknown[] };
      const message: unknown = JSON.parse(String(value[0]));
      context = contextSchema.safeParse(message).data?.params.context.id ?? context;
      const answer = answerSchema.safeParse(message);
      if (answer.data?.id === id) return answer.data.result;
    }
  };
  return {
    memory: async () => {
      const { usedSize, backingStorageSize } = usageSchema.parse(await ask('Runtime.getHeapUsage'));
      return usedSize + backingStorageSize;
    },
    collect: async () => {
      // `HeapProfiler.collectGarbage` never answers in workerd.
      if (context === 0) await ask('Runtime.enable');
      evaluatedSchema.parse(
        await ask('Runtime.evaluate', { contextId: context, expression: `gc(), gc(), '${COLLECTED}'` }),
      );
    },
    close: () => socket.close(),
  };
}
