/** The application over folders that may change: what is added, replaced or removed is picked up between two requests. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChatConfig } from '../chat/config.js';
import { createApp } from '../routes/app.js';
import type { App, AppDeps } from '../routes/app-deps.js';
import { makeMetrics } from '../routes/metrics.js';
import { VERSION } from '../version.js';
import { buildFolder } from './build-store.js';
import { type LoadedPacks, loadPacks } from './load-packs.js';
import { packFolder } from './pack-cache.js';
import type { PackError } from './pack-error.js';

export interface LiveAppOptions extends Pick<AppDeps, 'admit' | 'log' | 'metrics' | 'timeLimit'> {
  /** The folder of packs; the bundled ones unless told. */
  readonly packs?: string;
  /** The folder of builds; the bundled ones unless told. */
  readonly builds?: string;
  /** How often the folders are looked at, in ms; {@link LOOK_EVERY_MS} unless told. */
  readonly lookEvery?: number;
  /** Chats that are served. */
  readonly chat?: ChatConfig;
  /** Told of every error that no client caused, and of files that cannot be read. */
  readonly onError: NonNullable<AppDeps['onError']>;
}

export interface LiveApp {
  /** Answers with the packs of the moment at which the request came. */
  readonly fetch: (request: Request, server?: object) => Promise<Response>;
  /** Ids of the kernels that it knows now. */
  readonly kernels: () => readonly string[];
  /** What could not be read when it started. */
  readonly problems: readonly PackError[];
  /** Stops looking, waits for the requests that are under way, and closes the packs. */
  close(): Promise<void>;
}

/** A file that is being copied changes from one look to the next; what has changed is read once it stays the same. */
const LOOK_EVERY_MS = 2000;

/** An application, and how many requests it has under way. */
interface Generation {
  readonly app: App;
  readonly loaded: LoadedPacks;
  under: number;
  /** Called when the last request is answered, once another generation has taken over. */
  idle: (() => void) | undefined;
}

export async function liveApp({ packs, builds, lookEvery = LOOK_EVERY_MS, ...own }: LiveAppOptions): Promise<LiveApp> {
  const { onError } = own;
  const metrics = own.metrics ?? makeMetrics();
  const folders = [packs ?? packFolder(), builds ?? buildFolder()];
  const load = (before?: LoadedPacks): Promise<LoadedPacks> => loadPacks(packs, builds, before);
  const generation = (loaded: LoadedPacks): Generation => {
    const app = createApp({
      packs: loaded.packs,
      builds: loaded.builds,
      version: VERSION,
      compress: true,
      ...own,
      metrics,
    });
    return { app, loaded, under: 0, idle: undefined };
  };

  let read = await namesOf(folders);
  let current = generation(await load());
  let seen = read;
  let looking: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    const before = seen;
    seen = await namesOf(folders);
    if (seen !== before || seen === read) return;
    read = seen;
    const old = current;
    current = generation(await load(old.loaded));
    for (const problem of current.loaded.problems) onError(problem);
    const later = current.loaded;
    void finished(old).then(() => old.loaded.close(later), onError);
  };
  const timer = setInterval(() => {
    looking = looking.then(look).catch(onError);
  }, lookEvery);
  timer.unref();

  return {
    fetch: async (request, server) => {
      const answering = current;
      answering.under++;
      try {
        return await answering.app.fetch(request, server);
      } finally {
        answering.under--;
        if (answering.under === 0) answering.idle?.();
      }
    },
    kernels: () => current.loaded.packs.map(({ manifest }) => manifest.kernel.id),
    problems: current.loaded.problems,
    close: async () => {
      clearInterval(timer);
      await looking;
      await finished(current);
      await current.loaded.close();
    },
  };
}

/** When no request of a generation is under way any more. */
function finished(generation: Generation): Promise<void> {
  if (generation.under === 0) return Promise.resolve();
  return new Promise((resolve) => {
    generation.idle = resolve;
  });
}

/** Names, sizes and times of all files, as one text: another one when anything changed. */
async function namesOf(folders: readonly string[]): Promise<string> {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const names = (await readdir(folder).catch(() => [])).filter((name) => /^[^.].*\.(?:pack|build)$/.test(name));
      return Promise.all(names.sort().map((name) => factsOf(join(folder, name))));
    }),
  );
  return JSON.stringify(lists);
}

async function factsOf(path: string): Promise<readonly (string | number)[]> {
  const facts = await stat(path).catch(() => undefined);
  return facts === undefined ? [path] : [path, facts.size, facts.mtimeMs, facts.ino];
}
