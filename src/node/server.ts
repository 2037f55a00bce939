/** The HTTP server on Node: opens a folder of packs and serves them. */
import { serve } from '@hono/node-server';
import { openPack, type Pack } from '../domain/pack.js';
import { createApp } from '../routes/app.js';
import type { KnownBuild } from '../routes/app-deps.js';
import { VERSION } from '../version.js';
import { openBuilds } from './build-store.js';
import { openPacks } from './pack-cache.js';
import { PackError } from './pack-error.js';
import { rebuildCommand } from './pack-file.js';

export interface ServerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The folder of packs; the bundled ones unless told. */
  readonly packs?: string;
  /** The folder of builds; the bundled ones unless told. */
  readonly builds?: string;
  /** Told of every error that no client caused. */
  readonly onError: (error: Error) => void;
}

export interface RunningServer {
  readonly url: string;
  /** Ids of the kernels it knows. */
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
export async function startServer({
  host,
  port,
  packs: folder,
  builds: buildsFolder,
  onError,
}: ServerOptions): Promise<RunningServer> {
  const { packs, builds, problems } = await loadPacks(folder, buildsFolder);
  const closePacks = async (): Promise<void> => {
    await Promise.all(packs.map((pack) => pack.store.close()));
  };
  const app = createApp({ packs, builds, version: VERSION, compress: true, onError });
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address) => {
      const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve({
        url: `http://${shown}:${address.port}`,
        kernels: packs.map((pack) => pack.manifest.kernel.id),
        problems,
        close: () =>
          new Promise((closed, failed) => {
            const deadline = setTimeout(() => {
              if ('closeAllConnections' in server) server.closeAllConnections();
            }, CLOSE_DEADLINE_MS);
            server.close((error) => {
              clearTimeout(deadline);
              if (error === undefined) closePacks().then(closed, failed);
              else failed(error);
            });
          }),
      });
    });
    // Longer than clients and proxies keep idle connections, so that it is not we who close one that is about to be used.
    if ('keepAliveTimeout' in server) server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.on('error', (error) => {
      closePacks().finally(() => reject(error));
    });
  });
}

export interface LoadedPacks {
  readonly packs: readonly Pack[];
  readonly builds: readonly KnownBuild[];
  readonly problems: readonly PackError[];
}

/**
 * The packs of a folder, ready for questions, and the builds of another; one that cannot be read becomes a problem and the
 * others go on.
 */
export async function loadPacks(folder?: string, buildsFolder?: string): Promise<LoadedPacks> {
  const opened = await openPacks(folder === undefined ? {} : { folder });
  const packs: Pack[] = [];
  const problems = [...opened.problems];
  for (const { store, packPath, manifest } of opened.packs) {
    try {
      packs.push(await openPack(store));
    } catch (error) {
      await store.close();
      const remedy = `rebuild it with: ${rebuildCommand(packPath, manifest.source.name)}`;
      problems.push(new PackError('damaged', packPath, 'the database it holds cannot be read', remedy, error));
    }
  }
  const beside = await openBuilds(buildsFolder);
  const builds = beside.builds.map((build) => ({ ...build, digest: build.body.sha256 }));
  return { packs, builds, problems: [...problems, ...beside.problems] };
}
