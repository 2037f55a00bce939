/** Errors as problem details (RFC 9457): how they are raised, and the one place where they become an answer. */
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type FieldError, Problem } from '../schemas/problem.js';

/** Every kind of problem: the last part of its `type`, its title and its status. */
const KINDS = {
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  'unknown-kernel': { status: 404, title: 'Unknown kernel' },
  'unknown-arch': { status: 404, title: 'Unknown arch' },
  'unknown-errno': { status: 404, title: 'Unknown errno' },
  'unknown-syscall': { status: 404, title: 'Unknown syscall' },
  'unknown-function': { status: 404, title: 'Unknown function' },
  'unknown-cause': { status: 404, title: 'Unknown cause' },
  'unknown-tunable': { status: 404, title: 'Unknown tunable' },
  'not-found': { status: 404, title: 'No such resource' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'too-long': { status: 414, title: 'The address is too long' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'gone-client': { status: 408, title: 'The client has gone' },
  'internal-error': { status: 500, title: 'Internal error' },
  'unreadable-kernel': { status: 503, title: 'The data of the kernel cannot be read' },
  'too-slow': { status: 503, title: 'The answer takes too long' },
  'not-ready': { status: 503, title: 'Not ready' },
} as const;

export type ProblemKind = keyof typeof KINDS;

interface Extra {
  readonly suggestions?: readonly string[];
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** What went wrong inside: told to whoever runs the service, never to the client. */
  readonly cause?: unknown;
}

/** Thrown where a request cannot be answered; {@link problemOf} turns it into the answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: (typeof KINDS)[ProblemKind]['status'];
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, detail: string, { suggestions, errors, headers = {}, cause }: Extra = {}) {
    super(detail, cause === undefined ? {} : { cause });
    this.status = KINDS[kind].status;
    this.headers = headers;
    this.problem = {
      type: `urn:errnopath:problem:${kind}`,
      ...KINDS[kind],
      detail,
      ...(suggestions !== undefined && suggestions.length > 0 && { suggestions: [...suggestions] }),
      ...(errors !== undefined && { errors: [...errors] }),
    };
  }
}

/** What an error means to the client. An error that nobody raised on purpose tells nothing of the inside. */
export function problemOf(error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HTTPException && error.status === 400) return new ProblemError('bad-request', error.message);
  // A call that takes JSON alone was sent text.
  if (error instanceof HTTPException && error.status === 415)
    return new ProblemError('unsupported-media-type', 'Send the body as application/json.');
  return new ProblemError('internal-error', 'The server failed to answer; the request itself may be right.');
}

/** The problem that another call had, as one of this call. */
export function sameProblem({ type, detail }: Problem): ProblemError {
  const kinds = Object.keys(KINDS).filter((kind): kind is ProblemKind => kind in KINDS);
  return new ProblemError(kinds.find((kind) => type.endsWith(`:${kind}`)) ?? 'internal-error', detail);
}

/** The answer: problem details under their own media type. */
export function sendProblem(c: Context, { status, problem, headers }: ProblemError): Response {
  const own = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  return c.body(JSON.stringify(problem), status, { ...headers, ...own });
}

/** A request whose fields do not fit the schema: each is named, with where it stands. */
export function invalidRequest(error: z.core.$ZodError, target: string): ProblemError {
  const place = target === 'json' ? 'body' : target === 'param' ? 'path' : target;
  const errors = error.issues.flatMap((issue): FieldError[] => {
    const fields = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')];
    return fields.map((field) => ({ in: place, field: printable(field), detail: printable(issue.message) }));
  });
  const detail = errors
    .map(({ field, detail: text }) => (field === '' ? `${place}: ${text}` : `${field}: ${text}`))
    .join('; ');
  return new ProblemError('bad-request', detail, { errors });
}

/** A request whose field has the right form and still cannot be used. */
export function invalidField(
  place: string,
  field: string,
  detail: string,
  suggestions: readonly string[] = [],
): ProblemError {
  return new ProblemError('bad-request', `${field}: ${detail}`, {
    errors: [{ in: place, field, detail }],
    suggestions,
  });
}

/** What a client sent comes back cut, so that an error is never larger than a line or two. */
function printable(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** The problems that a call documents in OpenAPI. */
export function documentedProblems(...statuses: readonly number[]) {
  const content = { 'application/problem+json': { schema: Problem } };
  return Object.fromEntries(statuses.map((status) => [status, { description: titleOf(status), content }]));
}

/** What the problems of a status say, in one line; unknown names stand for themselves. */
function titleOf(status: number): string {
  const titles = Object.values(KINDS).flatMap((kind) =>
    kind.status === status && !kind.title.startsWith('Unknown') ? [kind.title] : [],
  );
  return titles.join(', or ') || 'Problem';
}
