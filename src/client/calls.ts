/** Every call of the API, as the client makes it: where, with what, and what comes back. */
import { z } from 'zod';
import { AskAnswer, AskRequest } from '../schemas/ask.js';
import { Cause, CausesAnswer } from '../schemas/cause.js';
import { DiffAnswer } from '../schemas/diff.js';
import { ErrnoInfo, ErrnosAnswer } from '../schemas/errnos.js';
import { ExplainAnswer, ExplainRequest } from '../schemas/explain.js';
import { FunctionAnswer } from '../schemas/functions.js';
import { KernelsAnswer } from '../schemas/kernels.js';
import { OriginsAnswer } from '../schemas/origins.js';
import { OriginsRequest } from '../schemas/origins-request.js';
import { PlanAnswer, PlanRequest } from '../schemas/plan.js';
import { SitesAnswer } from '../schemas/sites.js';
import { SyscallAnswer, SyscallsAnswer } from '../schemas/syscalls.js';
import { TunableAnswer, TunableKindName, TunablesAnswer } from '../schemas/tunables.js';

export interface Call<Question extends z.ZodType = z.ZodType, Answer extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST';
  /** With `{name}` for what the question holds under that name; the rest of it is the query, or the body as JSON. */
  readonly path: string;
  readonly question: Question;
  readonly answer: Answer;
}

function get<Shape extends z.ZodRawShape, Answer extends z.ZodType>(path: string, shape: Shape, answer: Answer) {
  return { method: 'GET', path, question: z.strictObject(shape), answer } as const;
}

function post<Question extends z.ZodType, Answer extends z.ZodType>(path: string, question: Question, answer: Answer) {
  return { method: 'POST', path, question, answer } as const;
}

const text = z.string();
/** A kernel: an indexed id, a line, a `uname -r`, or `latest`. An errno: its name, a number in any usual form, its message. */
const some = text.optional();
const names = z.union([text, z.array(text)]).optional();
const page = { limit: z.int().optional(), cursor: some };
const machine = { arch: some, cmd: some, family: some, fs: names };
const of = '/v1/kernels/{kernel}';
const script = {
  ...{ kernel: text, syscall: text, errno: text, ...machine, mounted: names, modules: names },
  ...{ pid: z.int().optional(), comm: some, limit: z.int().optional() },
};

export const CALLS = {
  kernels: get('/v1/kernels', page, KernelsAnswer),
  errnos: get('/v1/errnos', { arch: some, ...page }, ErrnosAnswer),
  errno: get('/v1/errnos/{errno}', { errno: text, arch: some }, ErrnoInfo),
  sites: get(
    `${of}/errnos/{errno}/sites`,
    { kernel: text, errno: text, path: some, function: some, arch: some, ...page },
    SitesAnswer,
  ),
  functions: get(`${of}/functions/{name}`, { kernel: text, name: text, file: some, arch: some }, FunctionAnswer),
  syscalls: get(`${of}/syscalls`, { kernel: text, arch: some, ...page }, SyscallsAnswer),
  syscall: get(`${of}/syscalls/{syscall}`, { kernel: text, syscall: text, arch: some }, SyscallAnswer),
  origins: get(
    `${of}/origins`,
    { kernel: text, syscall: text, errno: text, ...machine, module: names, ...page },
    OriginsAnswer,
  ),
  /** The same, with what the machine says of its kernel: its symbols, its configuration. */
  originsHere: post(`${of}/origins`, OriginsRequest.extend({ kernel: text }), OriginsAnswer),
  plan: post('/v1/plan', PlanRequest, PlanAnswer),
  /** The plan's one-shot step as a shell script, or for bpftrace. */
  planSh: get(`${of}/plan.sh`, script, text),
  planBt: get(`${of}/plan.bt`, script, text),
  planShHere: post('/v1/plan.sh', PlanRequest, text),
  planBtHere: post('/v1/plan.bt', PlanRequest, text),
  explain: post('/v1/explain', ExplainRequest, ExplainAnswer),
  diff: get('/v1/diff', { from: text, to: text, errno: some, syscall: some, arch: some, ...page }, DiffAnswer),
  ask: get('/v1/ask', { q: text, kernel: some, arch: some }, AskAnswer),
  /** For a question that is too long for an address. */
  askAtLength: post('/v1/ask', AskRequest, AskAnswer),
  causes: get(
    '/v1/causes',
    { errno: some, syscall: some, function: some, tunable: some, q: some, message: some, ...page },
    CausesAnswer,
  ),
  cause: get('/v1/causes/{id}', { id: text }, Cause),
  tunables: get(
    `${of}/tunables`,
    {
      kernel: text,
      kind: TunableKindName.optional(),
      path: some,
      q: some,
      syscall: some,
      errno: some,
      arch: some,
      ...page,
    },
    TunablesAnswer,
  ),
  tunable: get(`${of}/tunables/{name}`, { kernel: text, name: text }, TunableAnswer),
} satisfies Readonly<Record<string, Call>>;
