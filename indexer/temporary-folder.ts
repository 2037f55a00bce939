/** The hidden folder beside the packs that a run works in; what killed runs left there is removed by the next one. */

import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCode } from './index-error.js';

/** `.index-<host>-<pid>-<random>`: tells whose it is. */
const NAME = /^\.index-(?<host>[0-9a-f]{8})-(?<pid>\d+)-\w{6}$/;

/** No run takes this long (in ms): after it, the folder of another host (or container) is taken for forgotten. */
const FORGOTTEN = 24 * 60 * 60 * 1000;

/** Makes a folder in `outDir`, on the same file system as the pack, after removing those of runs that are gone. */
export async function temporaryFolder(outDir: string): Promise<string> {
  await removeAbandoned(outDir);
  return await mkdtemp(join(outDir, `.index-${host()}-${process.pid}-`));
}

async function removeAbandoned(outDir: string): Promise<void> {
  for (const name of await readdir(outDir)) {
    const owner = NAME.exec(name)?.groups;
    if (owner === undefined) continue;
    const path = join(outDir, name);
    try {
      const inUse =
        owner.host === host() ? isAlive(Number(owner.pid)) : (await stat(path)).mtimeMs > Date.now() - FORGOTTEN;
      if (!inUse) await rm(path, { recursive: true, force: true });
    } catch {
      // Someone else removed it first, or may.
    }
  }
}

/** This machine, or container, as process ids mean nothing in another one. */
function host(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
