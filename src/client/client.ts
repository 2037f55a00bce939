/** `errnopath/client`: the HTTP API as functions, typed by the schemas that the service answers by. */
import type { z } from 'zod';
import { Problem } from '../schemas/problem.js';
import { CALLS, type Call } from './calls.js';

type Calls = typeof CALLS;

/** One function a call: `client.origins({ kernel: '6.1', syscall: 'mount', errno: 'ENOSPC' })`. */
export type Client = {
  readonly [Name in keyof Calls]: (
    question: z.input<Calls[Name]['question']>,
    options?: CallOptions,
  ) => Promise<z.output<Calls[Name]['answer']>>;
};

/** What a call gives: `Answer<'origins'>`. */
export type Answer<Name extends keyof Calls> = z.output<Calls[Name]['answer']>;

export interface CallOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

export interface ClientOptions {
  /** Sends a request; the global `fetch` unless told. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The service refused or failed: what it said of that. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** With the nearest names in `suggestions` where one was misspelt; undefined where something else than the service answered. */
  readonly problem: Problem | undefined;
  readonly status: number;
  /** The id under which the service logged the request. */
  readonly request: string | null;

  constructor(response: Response, problem: Problem | undefined) {
    super(problem?.detail ?? `${response.url} answered ${response.status} and no problem of errnopath`);
    this.status = response.status;
    this.problem = problem;
    this.request = response.headers.get('x-request-id');
  }
}

/**
 * A client of the service at `server`, as `http://127.0.0.1:8787`. Each function rejects with a {@link ServiceError} where the
 * service refuses, with a ZodError where a question or an answer has another form, and as `fetch` does where nothing answers.
 */
export function errnopathClient(server: string, options: ClientOptions = {}): Client {
  const base = server.replace(/\/+$/, '');
  const entries = Object.entries(CALLS).map(([name, call]) => [
    name,
    (question: unknown, { signal }: CallOptions = {}) => ask(base, call, question, options, signal),
  ]);
  return Object.fromEntries(entries);
}

async function ask(
  base: string,
  call: Call,
  question: unknown,
  { fetch: send = fetch, headers = {} }: ClientOptions,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const rest = new Map(Object.entries(fieldsOf(call, question)).filter(([, value]) => value !== undefined));
  const path = call.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  const query = call.method === 'GET' ? queryOf(rest) : '';
  const response = await send(`${base}${path}${query}`, {
    method: call.method,
    headers: call.method === 'GET' ? headers : { ...headers, 'content-type': 'application/json' },
    ...(call.method === 'POST' && { body: JSON.stringify(Object.fromEntries(rest)) }),
    ...(signal !== undefined && { signal }),
  });
  const body = await response.text();
  if (!response.ok) throw new ServiceError(response, Problem.safeParse(jsonOf(body)).data);
  return call.answer.parse(response.headers.get('content-type')?.startsWith('text/plain') ? body : jsonOf(body));
}

/** The question as it was given; what the schema makes of it is the service's to know. */
function fieldsOf({ question: schema }: Call, question: unknown): object {
  schema.parse(question);
  return typeof question === 'object' && question !== null ? question : {};
}

function queryOf(fields: ReadonlyMap<string, unknown>): string {
  const pairs = [...fields].flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
