/** The HTTP server on Node: opens a folder of packs and serves them. */
import { type HttpBindings, serve } from '@hono/node-server';
import { type LiveAppOptions, liveApp } from './live-app.js';
import type { PackError } from './pack-error.js';
import { clientOf, tokenBucket } from './token-bucket.js';

export interface ServerOptions extends Omit<LiveAppOptions, 'admit'> {
  /** Requests a second that each address may send, ten times as many at once; nobody is held back without it. */
  readonly rate?: number;
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

const SWEEP_MS = 50;

const KEEP_ALIVE_MS = 75_000;

/** A client that sends slower than this (ms) is cut off: for all headers, and for the whole request. */
const PATIENCE = {
  ...{ headersTimeout: 15_000, requestTimeout: 60_000, maxHeaderSize: 16_384 },
  /** How often it is looked for such clients. */
  connectionsCheckingInterval: 5000,
};

/** The bucket of the address at the other end of the connection; headers could say anything. */
function byAddress(rate: number): (request: Request, server: unknown) => number {
  const take = tokenBucket({ perSecond: rate, burst: Math.max(1, rate * BURST_SECONDS) });
  return (_request, server) => {
    const { incoming } = server as Partial<HttpBindings>;
    return take(clientOf(incoming?.socket.remoteAddress ?? ''), performance.now());
  };
}

const BURST_SECONDS = 10;

/**
 * Opens the packs, then listens.
 * @throws Error of listen(2), with its code: `EADDRINUSE`, `EACCES`, …
 */
export async function startServer({ host, port, rate, ...options }: ServerOptions): Promise<RunningServer> {
  const app = await liveApp({ ...options, ...(rate !== undefined && { admit: byAddress(rate) }) });
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port, serverOptions: PATIENCE }, (address) => {
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
            // Whoever asks once more on a connection is answered, and told that it ends with that.
            if ('maxRequestsPerSocket' in server) server.maxRequestsPerSocket = 1;
            // A connection whose request is finished now would be kept for the next one.
            const sweep = setInterval(() => {
              if ('closeIdleConnections' in server) server.closeIdleConnections();
            }, SWEEP_MS);
            server.close((error) => {
              clearTimeout(deadline);
              clearInterval(sweep);
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
