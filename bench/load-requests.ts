/** The mixed load: what tools and people ask, in the proportions of a busy day: mostly reading, some plans, some traces. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';

export interface Sent {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A failure of the truth files. */
const Case = z.object({ syscall: z.string(), errno: z.string() });

/** Different (syscall, errno) pairs that were seen to fail. */
const PAIRS = 40;

export function loadRequests(kernel: string): readonly Sent[] {
  const of = `/v1/kernels/${kernel}`;
  return pairs().flatMap(({ syscall, errno }, i): Sent[] => {
    const pair = `syscall=${syscall}&errno=${errno}`;
    const read = (path: string): Sent => ({ path, method: 'GET', headers: {} });
    const reads = [
      read(`${of}/origins?${pair}`),
      read(`${of}/errnos/${errno}/sites?limit=20`),
      read(`/v1/errnos/${errno}`),
      read(`${of}/functions/count_mounts`),
      read(`/v1/causes?errno=${errno}`),
      read(`${of}/tunables?${pair}`),
      read(`${of}/origins?${pair}&limit=5`),
    ];
    const plan = json('/v1/plan', { kernel, syscall, errno });
    const explain = json('/v1/explain', { kernel, output: `${syscall}(0) = -1 ${errno} (failed)\n` });
    return [...reads, i % 2 === 0 ? plan : explain];
  });
}

function json(path: string, body: object): Sent {
  return { path, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The first pairs of the truth file, each once. */
function pairs(): readonly z.infer<typeof Case>[] {
  const file = new URL('../test/truth/dynamic-6.1.jsonl', import.meta.url);
  const seen = new Map<string, z.infer<typeof Case>>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const one = Case.parse(JSON.parse(line));
    seen.set(`${one.syscall} ${one.errno}`, one);
    if (seen.size === PAIRS) break;
  }
  return [...seen.values()];
}
