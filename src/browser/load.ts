/** Reads shards: each is a script that hands its data over, which works where a page may not fetch: opened from a disk. */
import { TAKER } from '../pages/shards.js';

/** By path. */
const taken = new Map<string, unknown>();
const loading = new Map<string, Promise<unknown>>();

Object.defineProperty(globalThis, TAKER, { value: (path: string, data: unknown) => taken.set(path, data) });

/**
 * What a shard holds; undefined where there is none.
 * @param top - the address of the top of the site
 * @param path - of the shard below it
 */
export function load<Data>(top: string, path: string): Promise<Data | undefined> {
  const known = loading.get(path) ?? read(top, path);
  loading.set(path, known);
  // The same program wrote it.
  return known as Promise<Data | undefined>;
}

function read(top: string, path: string): Promise<unknown> {
  return new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = new URL(path, top).href;
    script.addEventListener('load', () => resolve(taken.get(path)));
    script.addEventListener('error', () => resolve(undefined));
    document.head.append(script);
  });
}
