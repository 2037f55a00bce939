/** Asks a running service, as any client would, and notes how long it took and what went wrong. */

import type { z } from 'zod';
import { KernelsAnswer } from '../../src/schemas/kernels.js';
import { OriginsAnswer } from '../../src/schemas/origins.js';
import { PlanAnswer } from '../../src/schemas/plan.js';
import { SitesAnswer } from '../../src/schemas/sites.js';

export type Origins = z.infer<typeof OriginsAnswer>;

/** What a question is about beside the kernel and the arch. */
export interface Question {
  readonly syscall: string;
  readonly errno: string;
  readonly fs?: readonly string[] | undefined;
  readonly module?: readonly string[] | undefined;
  readonly cmd?: string | undefined;
  readonly family?: string | undefined;
}

export interface Client {
  /** The first origins of a pair; none where the service knows no such syscall or errno. */
  origins(question: Question): Promise<FirstOrigins>;
  /** The pages after those, each as long as the service gives, to the end of the list. */
  furtherOrigins(question: Question): AsyncIterable<Origins['origins']>;
  /** The first origins in the answer for a compiled kernel, by its `uname -r`. */
  originsOf(release: string, question: Question): Promise<Origins['origins']>;
  /** The first origins in the answer for a kernel whose symbols are sent. */
  originsKnowing(symbols: string, question: Question): Promise<Origins['origins']>;
  /** What a plan for the pair would attach to, whatever is sent of the machine. */
  planned(question: Question): Promise<Planned>;
  /** How many sites of the errno a function has; undefined where the kernel has no such function. */
  siteCount(errno: string, functionName: string): Promise<number | undefined>;
  /** Milliseconds of each request for origins that was not remembered. */
  readonly milliseconds: readonly number[];
  /** Requests that failed with another status than 404. */
  readonly faults: readonly string[];
}

interface Planned {
  /** All that the plan attaches to. */
  readonly symbols: readonly string[];
  /** The words of the first command that asks for results. */
  readonly results: readonly string[];
}

const NOTHING: Planned = { symbols: [], results: [] };

interface FirstOrigins extends Pick<Origins, 'origins' | 'total' | 'next_cursor'> {
  /** Whether the kernel has such a syscall and errno. */
  readonly known: boolean;
}

const NONE: FirstOrigins = { known: false, origins: [], total: 0, next_cursor: null };

/** Pressing an answer takes longer than making it; nobody needs that on one machine. */
const UNCOMPRESSED = { 'accept-encoding': 'identity' };

/** Origins asked for at first, and at most. */
export const LIMIT = 100;
const MOST = 500;

/** The kernels that a service knows. */
export async function kernelsOf(url: string): Promise<z.infer<typeof KernelsAnswer>['kernels']> {
  const response = await fetch(`${url}/v1/kernels?limit=500`);
  return KernelsAnswer.parse(await response.json()).kernels;
}

/** A client for one kernel and arch; an answer is asked for once, and remembered. */
export function client(url: string, kernel: string, arch: string): Client {
  const base = `${url}/v1/kernels/${encodeURIComponent(kernel)}`;
  const milliseconds: number[] = [];
  const faults: string[] = [];
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const earlier = known.get(key) as Promise<T> | undefined;
    if (earlier !== undefined) return earlier;
    const answer = ask();
    known.set(key, answer);
    return answer;
  };
  const request = async (
    what: string,
    init?: { method: string; headers: Record<string, string>; body: string },
  ): Promise<unknown> => {
    const response = await fetch(what, { ...init, headers: { ...UNCOMPRESSED, ...init?.headers } });
    const body: unknown = await response.json();
    if (response.status === 200) return body;
    if (response.status !== 404) faults.push(`${response.status} ${what.slice(url.length)}`);
    return undefined;
  };
  const queryOf = ({ syscall, errno, fs, module, cmd, family }: Question): URLSearchParams => {
    const query = new URLSearchParams({ syscall, errno, arch, limit: String(LIMIT) });
    if (fs) query.set('fs', fs.join(','));
    if (module) query.set('module', module.join(','));
    if (cmd !== undefined) query.set('cmd', cmd);
    if (family !== undefined) query.set('family', family);
    return query;
  };
  const origins = (question: Question): Promise<FirstOrigins> => {
    const query = queryOf(question);
    return once(`origins ${query}`, async () => {
      const started = performance.now();
      const body = await request(`${base}/origins?${query}`);
      milliseconds.push(performance.now() - started);
      return body === undefined ? NONE : { ...OriginsAnswer.parse(body), known: true };
    });
  };
  return {
    milliseconds,
    faults,
    origins,
    furtherOrigins: async function* (question) {
      const query = queryOf(question);
      query.set('limit', String(MOST));
      let { next_cursor } = await origins(question);
      while (next_cursor !== null) {
        query.set('cursor', next_cursor);
        const body = await request(`${base}/origins?${query}`);
        if (body === undefined) return;
        const page = OriginsAnswer.parse(body);
        yield page.origins;
        next_cursor = page.next_cursor;
      }
    },
    originsOf: (release, question) => {
      const query = queryOf(question);
      return once(`build ${query}`, async () => {
        const body = await request(`${url}/v1/kernels/${encodeURIComponent(release)}/origins?${query}`);
        return body === undefined ? [] : OriginsAnswer.parse(body).origins;
      });
    },
    originsKnowing: (symbols, question) => {
      const query = queryOf(question);
      return once(`symbols ${query}`, async () => {
        const headers = { 'content-type': 'text/plain' };
        const body = await request(`${base}/origins?${query}`, { method: 'POST', headers, body: symbols });
        return body === undefined ? [] : OriginsAnswer.parse(body).origins;
      });
    },
    planned: ({ syscall, errno }) =>
      once(`plan ${syscall} ${errno}`, async () => {
        const body = await request(`${url}/v1/plan`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ kernel, arch, syscall, errno }),
        });
        if (body === undefined) return NOTHING;
        const { symbols, steps } = PlanAnswer.parse(body);
        const [first] = steps.find(({ id }) => id === 'return-values')?.commands ?? [];
        return { symbols, results: first?.argv.join(' ').split(/[^\w.]+/) ?? [] };
      }),
    siteCount: (errno, name) =>
      once(`sites ${errno} ${name}`, async () => {
        const body = await request(
          `${base}/errnos/${errno}/sites?${new URLSearchParams({ function: name, limit: '1' })}`,
        );
        return body === undefined ? undefined : SitesAnswer.parse(body).total;
      }),
  };
}
