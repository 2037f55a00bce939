/** What the files of a static site hold, as a test reads them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ReadSite {
  /** Below the top, in order. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  text(path: string): string;
  /** What a shard hands over. */
  shard<Data>(path: string): Data;
}

export function readSite(folder: string): ReadSite {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .sort();
  const known = new Set(paths);
  const text = (path: string): string => readFileSync(join(folder, path), 'utf8');
  return {
    paths,
    has: (path) => known.has(path),
    text,
    shard: (path) => {
      const [, name, data] = /^errnopathShard\("([^"]*)",(.*)\);\n$/s.exec(text(path)) ?? [];
      if (name !== path || data === undefined) throw new Error(`${path} is no shard of that path`);
      return JSON.parse(data);
    },
  };
}
