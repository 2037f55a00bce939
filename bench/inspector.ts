/** What an isolate's inspector tells of its memory (Chrome DevTools Protocol, `Runtime.getHeapUsage`). */

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { z } from 'zod';

export interface Inspector {
  /** Bytes that the isolate uses: of its heap, and of the arrays behind it, with what was not collected yet. */
  memory(): Promise<number>;
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

const targetsSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() })).min(1);
const answerSchema = z.object({
  id: z.number(),
  result: z.object({ usedSize: z.number(), backingStorageSize: z.number() }),
});

/** The inspector that listens on a port of this machine. */
export async function inspectorAt(port: number): Promise<Inspector> {
  const [target] = targetsSchema.parse(await (await fetch(`http://127.0.0.1:${port}/json`)).json());
  const { WebSocket } = createRequire(SOCKETS.folder)(SOCKETS.name) as Sockets;
  const socket = new WebSocket(target?.webSocketDebuggerUrl);
  await once(socket, 'open');
  let asked = 0;
  return {
    memory: async () => {
      asked++;
      socket.send(JSON.stringify({ id: asked, method: 'Runtime.getHeapUsage' }));
      for (;;) {
        const [message] = (await once(socket, 'message')) as readonly unknown[];
        const answer = answerSchema.safeParse(JSON.parse(String(message)));
        // Events come between answers.
        if (answer.data?.id !== asked) continue;
        return answer.data.result.usedSize + answer.data.result.backingStorageSize;
      }
    },
    close: () => socket.close(),
  };
}
