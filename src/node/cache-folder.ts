/** Where what can be made again is kept. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `errnopath` in the user's cache folder (XDG Base Directory Specification: relative values are ignored). */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME;
  return join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'errnopath');
}
