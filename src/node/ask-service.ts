/** Asks the service of this process over the packs at hand, so that an answer is the same wherever it is asked for. */
import { createApp } from '../routes/app.js';
import { Problem } from '../schemas/problem.js';
import { VERSION } from '../version.js';
import { loadPacks } from './load-packs.js';

export interface Folders {
  readonly packs?: string;
  readonly builds?: string;
}

/**
 * The body of a 200; undefined for a problem, which is told on standard error with what may have been meant.
 * @param path - path and query of a call of the HTTP API
 */
export async function askService(path: string, init: RequestInit, folders: Folders): Promise<unknown> {
  const { packs, builds, problems, close } = await loadPacks(folders.packs, folders.builds);
  try {
    for (const problem of problems) process.stderr.write(`errnopath: ${problem.message}\n`);
    const app = createApp({ packs, builds, version: VERSION, compress: false });
    const response = await app.request(path, init);
    const body: unknown = await response.json();
    if (response.status === 200) return body;
    const { detail, suggestions = [] } = Problem.parse(body);
    const near = suggestions.length > 0 ? `; perhaps ${suggestions.slice(0, 5).join(', ')}` : '';
    process.stderr.write(`errnopath: ${detail}${near}\n`);
    return undefined;
  } finally {
    await close();
  }
}
