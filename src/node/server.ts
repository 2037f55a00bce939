/** The HTTP server on Node: opens a folder of packs and serves them. */
import { serve } from '@hono/node-server';
import { type LiveAppOptions, liveApp } from './live-app.js';
import type { PackError } from './pack-error.js';

export interface ServerOptions extends LiveAppOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

export interface RunningServer {
  readonly url: string;
  /** Ids of the kernels it knew when it started. */
  readonly kernels: readonly string[];
  /** Packs that could not be opened. */
  readonly problems: readonly PackError[];
  /** Stops listening, finishes the requests that are under way, and closes the packs. */
  close(): Promise<void>;
}

/** A client that does not read its answer is not waited for longer than this. */
const CLOSE_DEADLINE_MS = 10_000;

const KEEP_ALIVE_MS = 75_000;

/**
 * Opens the packs, then listens.
 * @throws Error of listen(2), with its code: `EADDRINUSE`, `EACCES`, …
 */
export async function startServer({ host, port, ...options }: ServerOptions): Promise<RunningServer> {
  const app = await liveApp(options);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address) => {
      const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve({
        url: `http://${shown}:${address.port}`,
        kernels: app.kernels(),
        problems: app.problems,
        close: () =>
          new Promise((closed, failed) => {
            const deadline = setTimeout(() => {
              if ('closeAllConnections' in server) server.closeAllConnections();
            }, CLOSE_DEADLINE_MS);
            server.close((error) => {
              clearTimeout(deadline);
              if (error === undefined) app.close().then(closed, failed);
              else failed(error);
            });
          }),
      });
    });
    // Longer than clients and proxies keep idle connections, so that it is not we who close one that is about to be used.
    if ('keepAliveTimeout' in server) server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.on('error', (error) => {
      app.close().finally(() => reject(error));
    });
  });
}
