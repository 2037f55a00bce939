/** What a page of a static site weighs with all that it loads: an answer as it lies there, one that is drawn from a shard as hosts send it. */
import { gzipSync } from 'node:zlib';
import type { ReadSite } from './read-site.js';

/** Of an answer. */
export const MOST_WEIGHT = 60 * 1024;

/** What every page loads, and one that is drawn from a shard besides. */
const ASSETS = ['assets/page.css', 'assets/page.js', 'assets/site.js', 'assets/icon.svg'];
const DRAWING = [...ASSETS, 'assets/shards.js', 'shards/site.js'];

interface Heaviest {
  readonly path: string;
  readonly bytes: number;
}

export interface Weights {
  /** Not compressed. */
  readonly answer: Heaviest;
  /** Compressed with gzip: an errno of a syscall that stands in its shard, and a function. */
  readonly row: Heaviest;
  readonly function: Heaviest;
}

/** The heaviest pages. */
export function weightsOf({ paths, text, has }: ReadSite): Weights {
  const sent = (path: string): number => (has(path) ? gzipSync(text(path)).length : 0);
  const lying = (path: string): number => (has(path) ? Buffer.byteLength(text(path)) : 0);
  const sum = (files: readonly string[], size: (path: string) => number): number =>
    files.reduce((all, path) => all + size(path), 0);
  const heaviest = (files: readonly string[], size: (path: string) => number): Heaviest =>
    files.reduce<Heaviest>(
      (most, path) => {
        const bytes = size(path);
        return bytes > most.bytes ? { path, bytes } : most;
      },
      { path: '', bytes: 0 },
    );
  const answers = paths.filter((path) => /\/syscall\/[^/]+\/[^/]+\.html$/.test(path));
  const rows = paths.filter((path) => path.endsWith('.rest.js') && !text(path).includes('"origins":{}'));
  const shards = paths.filter((path) => /\/shards\/functions\/\d+\.js$/.test(path));
  const assets = sum(ASSETS, lying);
  const drawing = sum(DRAWING, sent);
  const folders = [...new Set(shards.map((path) => path.replace(/\/shards\/.*/, '')))];
  const names = new Map(folders.map((at) => [at, sent(`${at}/shards/names.js`)]));
  const lists = new Map(
    folders.map((at) => {
      const all = paths.filter((path) => path.startsWith(`${at}/shards/names/`));
      return [at, sent(`${at}/shards/functions.js`) + heaviest(all, sent).bytes];
    }),
  );
  return {
    answer: heaviest(answers, (path) => assets + lying(path)),
    row: heaviest(rows, (path) => drawing + sent(path) + sent(path.replace(/\.rest\.js$/, '.html'))),
    function: heaviest(shards, (path) => {
      const at = path.replace(/\/shards\/.*/, '');
      return drawing + sent(path) + sent(`${at}/function.html`) + (names.get(at) ?? 0) + (lists.get(at) ?? 0);
    }),
  };
}
